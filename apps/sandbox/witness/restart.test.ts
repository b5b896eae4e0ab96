// Would catch: an account, an order or a payment forgotten, or a number given twice, when the sandbox begins again.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AlipaySdk } from 'alipay-sdk'
import { afterAll, expect, test } from 'vitest'
import { Wechatpay } from 'wechatpay-axios-plugin'
import { type Stage, setStage } from './stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function createBoth(stage: Stage, name: string): Promise<void> {
  const { baseUrl, mchid, appid, merchantSerial, merchantPrivateKey, platformSerial, platformPublicKey } = stage.wechat
  const certs = { [platformSerial]: platformPublicKey }
  const wechatpay = new Wechatpay({
    baseURL: `${baseUrl}/`,
    mchid,
    serial: merchantSerial,
    privateKey: merchantPrivateKey,
    certs,
  })
  const order = {
    appid,
    mchid,
    description: '复诊',
    out_trade_no: `WX-${name}`,
    notify_url: stage.mailbox.url('/any'),
    amount: { total: 100 },
  }
  await wechatpay.chain('v3/pay/transactions/native').post(order as object)
  const alipay = new AlipaySdk({ keyType: 'PKCS8', ...stage.alipay })
  const bizContent = { out_trade_no: `ALI-${name}`, total_amount: '1.00', subject: '复诊' }
  await alipay.exec('alipay.trade.precreate', { bizContent }, { validateSign: true })
  await stage.pay('wechat-pay', `WX-${name}`)
  await stage.pay('alipay', `ALI-${name}`)
}

type Audited = { ourOrderId: string; channelOrderId: string; status: string }

test('accounts, keys, orders and payments survive; new numbers are new', async () => {
  const before = await setStage({ dataDir: folder })
  await createBoth(before, 'first')
  const known = await before.admin<Audited[]>('orders')
  await before.close()

  const after = await setStage({ dataDir: folder })
  expect({ ...after.wechat, baseUrl: '' }).toEqual({ ...before.wechat, baseUrl: '' })
  expect(after.alipay.privateKey).toBe(before.alipay.privateKey)
  expect(await after.admin('orders')).toEqual(known)
  await createBoth(after, 'second')
  const all = await after.admin<Audited[]>('orders')
  expect(all.map((order) => `${order.ourOrderId} ${order.status}`).toSorted()).toEqual([
    'ALI-first TRADE_SUCCESS',
    'ALI-second TRADE_SUCCESS',
    'WX-first SUCCESS',
    'WX-second SUCCESS',
  ])
  expect(new Set(all.map((order) => order.channelOrderId)).size).toBe(4)
  await after.close()
})

test('main prints where it listens, serves, and ends on SIGTERM with 0', async () => {
  const main = join(import.meta.dirname, '..', 'main.ts')
  const child = spawn(process.execPath, [main, '--port', '0', '--data', join(folder, 'main')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(chunk.toString()) as { url: string }
  const clock = (await (await fetch(`${url}/admin/clock`)).json()) as { now: string }
  expect(Math.abs(Date.parse(clock.now) - Date.now())).toBeLessThan(5_000)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})
