// Would catch: a notification fault that does something else than its name says, or a payment never told.
import { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import type { Fault } from '../core/faults.ts'
import { type Letter, quiet, type Stage, setStage } from './stage.ts'

let stage: Stage
let wechatpay: Wechatpay
let alipay: AlipaySdk

beforeAll(async () => {
  stage = await setStage({ settings: { notifyRetryMs: [20, 20, 20] } })
  const { baseUrl, mchid, merchantSerial, merchantPrivateKey, platformSerial, platformPublicKey } = stage.wechat
  wechatpay = new Wechatpay({
    baseURL: `${baseUrl}/`,
    mchid,
    serial: merchantSerial,
    privateKey: merchantPrivateKey,
    certs: { [platformSerial]: platformPublicKey },
  })
  alipay = new AlipaySdk({ keyType: 'PKCS8', ...stage.alipay })
})
afterAll(() => stage.close())

const create = {
  'wechat-pay': (orderId: string) =>
    wechatpay.chain('v3/pay/transactions/native').post({
      appid: stage.wechat.appid,
      mchid: stage.wechat.mchid,
      description: '复诊',
      out_trade_no: orderId,
      notify_url: stage.mailbox.url(`/${orderId}`),
      amount: { total: 100 },
    } as object),
  alipay: (orderId: string) =>
    alipay.exec('alipay.trade.precreate', {
      notify_url: stage.mailbox.url(`/${orderId}`),
      bizContent: { out_trade_no: orderId, total_amount: '1.00', subject: '复诊' },
    }),
}

const isGenuine = {
  'wechat-pay': ({ headers, body }: Letter) =>
    Rsa.verify(
      Formatter.response(headers['wechatpay-timestamp']!, headers['wechatpay-nonce']!, body),
      headers['wechatpay-signature']!,
      Rsa.from(stage.wechat.platformPublicKey, Rsa.KEY_TYPE_PUBLIC),
    ),
  alipay: ({ body }: Letter) => alipay.checkNotifySignV2(Object.fromEntries(new URLSearchParams(body))),
}

/** The notification's own number, by which a replay is known. */
const numberOf = {
  'wechat-pay': ({ body }: Letter) => (JSON.parse(body) as { id: string }).id,
  alipay: ({ body }: Letter) => new URLSearchParams(body).get('notify_id'),
}

test('a wrong signature can look like a probe of WeChat Pay', async () => {
  await stage.admin('settings', { wechatWrongSignaturePrefix: 'WECHATPAY/SIGNTEST/' })
  await stage.fault({ channel: 'wechat-pay', operation: 'notify', match: 'PROBE-W', fault: { kind: 'bad-signature' } })
  await create['wechat-pay']('PROBE-W')
  await stage.pay('wechat-pay', 'PROBE-W')
  const [letter] = await stage.mailbox.arrived('/PROBE-W', 1)
  expect(letter!.headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//)
})

describe.each(['wechat-pay', 'alipay'] as const)('%s', (channel) => {
  const short = channel === 'alipay' ? 'A' : 'W'
  const paidWith = async (orderId: string, fault?: Fault) => {
    if (fault) await stage.fault({ channel, operation: 'notify', match: orderId, fault })
    await create[channel](orderId)
    await stage.pay(channel, orderId)
  }

  test('told once when accepted', async () => {
    await paidWith(`TOLD-${short}`)
    await stage.mailbox.arrived(`/TOLD-${short}`, 1)
    await quiet(80)
    expect(stage.mailbox.letters(`/TOLD-${short}`).map(isGenuine[channel])).toEqual([true])
  })

  test('told again, under the same number and a fresh signature, until accepted', async () => {
    stage.mailbox.answerNext(`/AGAIN-${short}`, 500, 404)
    await paidWith(`AGAIN-${short}`)
    const letters = await stage.mailbox.arrived(`/AGAIN-${short}`, 3)
    expect(letters.map(isGenuine[channel])).toEqual([true, true, true])
    expect(new Set(letters.map(numberOf[channel])).size).toBe(1)
  })

  test('duplicate-notify', async () => {
    await paidWith(`TWICE-${short}`, { kind: 'duplicate-notify' })
    const letters = await stage.mailbox.arrived(`/TWICE-${short}`, 2)
    expect(new Set(letters.map(numberOf[channel])).size).toBe(1)
  })

  test('no-notify: paid, and never told', async () => {
    await paidWith(`NEVER-${short}`, { kind: 'no-notify' })
    await quiet(100)
    expect(stage.mailbox.letters(`/NEVER-${short}`)).toEqual([])
  })

  test('late-notify', async () => {
    await paidWith(`LATE-${short}`, { kind: 'late-notify', ms: 120 })
    await quiet(60)
    expect(stage.mailbox.letters(`/LATE-${short}`)).toEqual([])
    expect(await stage.mailbox.arrived(`/LATE-${short}`, 1)).toHaveLength(1)
  })

  test('bad-signature: a merchant who refuses it is told properly', async () => {
    stage.mailbox.answerNext(`/FORGED-${short}`, 401)
    await paidWith(`FORGED-${short}`, { kind: 'bad-signature' })
    const letters = await stage.mailbox.arrived(`/FORGED-${short}`, 2)
    expect(letters.map(isGenuine[channel])).toEqual([false, true])
  })

  test('auto pay: every new order is paid by itself, until it is switched off', async () => {
    await stage.admin('wallet/auto', { channel, afterMs: 0 })
    await create[channel](`AUTO-${short}-1`)
    await stage.mailbox.arrived(`/AUTO-${short}-1`, 1)
    await stage.admin('wallet/auto', { channel, afterMs: null })
    await create[channel](`AUTO-${short}-2`)
    await quiet(50)
    expect(stage.mailbox.letters(`/AUTO-${short}-2`)).toEqual([])
  })
})
