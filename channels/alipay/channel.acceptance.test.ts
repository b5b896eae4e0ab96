// Would catch: any disagreement with an Alipay that other people wrote from the same facts.
import { formatYuan, parseYuan } from '@medsettle/money'
import { expect, it } from 'vitest'
import { startSandbox } from '../../apps/sandbox/start-sandbox.ts'
import { acceptWalletChannel } from '../contract/acceptance.ts'
import { sandboxCounterpart } from '../contract/sandbox-counterpart.ts'
import { connect } from './channel.ts'
import { answerNotification } from './notification.ts'

const start = async () => sandboxCounterpart(await startSandbox(), 'alipay', answerNotification('accepted'))

acceptWalletChannel({ name: 'alipay against the sandbox', connect, product: 'native', start })

it('a page opened a day later leads to the wallet, and is paid', async () => {
  const counterpart = await start()
  await counterpart.endDay()
  const channel = connect(counterpart.config, counterpart.io)
  const { presentation } = await channel.charge({
    attemptId: 'at_page_0001',
    amount: parseYuan('9.90'),
    description: '检查费 50% & 更多',
    product: 'h5',
    notifyUrl: counterpart.notifyUrl,
    returnUrl: 'https://hospital.invalid/back?order=1&again=no',
    expiresAt: new Date(counterpart.io.now().getTime() + 1_800_000),
  })
  const page = presentation?.kind === 'redirect' ? presentation.url : ''
  const opened = await fetch(page, { redirect: 'manual' })
  expect(opened.headers.get('location')).toMatch(/\/wallet\/alipay\/\d{28}$/)
  await counterpart.pay('at_page_0001')
  const { status, amount } = await channel.queryCharge('at_page_0001')
  expect([status, formatYuan(amount!)]).toEqual(['settled', '9.90'])
  await counterpart.stop()
})
