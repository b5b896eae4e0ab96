// Would catch: a fault that leaves the money in another state than its name says.
import { AlipaySdk } from 'alipay-sdk'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { Wechatpay } from 'wechatpay-axios-plugin'
import type { Fault } from '../core/faults.ts'
import { type Stage, setStage } from './stage.ts'

let stage: Stage
let wechatpay: Wechatpay
let alipay: AlipaySdk

beforeAll(async () => {
  stage = await setStage()
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
afterEach(async () => void (await fetch(`${stage.sandbox.url}/admin/faults`, { method: 'DELETE' })))
afterAll(() => stage.close())

const create: Record<'wechat-pay' | 'alipay', (orderId: string) => Promise<unknown>> = {
  'wechat-pay': (orderId) =>
    wechatpay.chain('v3/pay/transactions/native').post({
      appid: stage.wechat.appid,
      mchid: stage.wechat.mchid,
      description: '复诊',
      out_trade_no: orderId,
      notify_url: stage.mailbox.url('/any'),
      amount: { total: 100 },
    } as object),
  alipay: (orderId) =>
    alipay.exec(
      'alipay.trade.precreate',
      { bizContent: { out_trade_no: orderId, total_amount: '1.00', subject: '复诊' } },
      { validateSign: true },
    ),
}
const OPERATION = { 'wechat-pay': 'native', alipay: 'precreate' } as const

/** `answered 200`, `HTTP 500`, or what kind of silence */
async function attempt(channel: 'wechat-pay' | 'alipay', orderId: string): Promise<string> {
  return create[channel](orderId).then(
    (answer) => ((answer as { subCode?: string }).subCode ?? 'answered') as string,
    (error: { message: string; code?: string; response?: { status: number; data: { code?: string } } }) => {
      if (error.response !== undefined && error.code?.startsWith('EV3')) return 'bad signature'
      if (error.response !== undefined) return `HTTP ${error.response.status} ${error.response.data.code ?? ''}`.trim()
      if (/status: 500/.test(error.message)) return 'HTTP 500'
      return /验签失败/.test(error.message) ? 'bad signature' : 'no answer'
    },
  )
}

async function isKnown(channel: string, orderId: string): Promise<boolean> {
  const orders = await stage.admin<{ ourOrderId: string }[]>(`orders?channel=${channel}`)
  return orders.some((order) => order.ourOrderId === orderId)
}

describe.each(['wechat-pay', 'alipay'] as const)('%s: what the caller hears, and whether it was done', (channel) => {
  test.each([
    ['drop-request', { kind: 'drop-request' }, 'no answer', false],
    ['drop-reply', { kind: 'drop-reply' }, 'no answer', true],
    ['http-500', { kind: 'http-500' }, 'HTTP 500', false],
    ['http-500-after', { kind: 'http-500-after' }, 'HTTP 500', true],
    ['bad-signature', { kind: 'bad-signature' }, 'bad signature', true],
    ['delay', { kind: 'delay', ms: 30 }, 'answered', true],
  ] as [string, Fault, string, boolean][])('%s', async (name, fault, heard, done) => {
    const orderId = `FAULT-${channel === 'alipay' ? 'A' : 'W'}-${name}`.slice(0, 32)
    // Alipay's SDK sends once more by itself when a connection closes without an answer.
    const times = channel === 'alipay' && heard === 'no answer' ? 2 : 1
    await stage.fault({ channel, operation: OPERATION[channel], match: orderId, fault, times })
    const begun = Date.now()
    expect([await attempt(channel, orderId), await isKnown(channel, orderId)]).toEqual([heard, done])
    if (fault.kind === 'delay') expect(Date.now() - begun).toBeGreaterThanOrEqual(29)
    expect(await stage.admin('faults')).toMatchObject([{ hits: times }])
    expect(await attempt(channel, orderId)).toBe('answered')
  })
})

test('decline answers the code that was asked for, and nothing is done', async () => {
  await stage.fault({
    channel: 'wechat-pay',
    operation: 'native',
    fault: { kind: 'decline', code: 'FREQUENCY_LIMITED' },
  })
  await stage.fault({ channel: 'alipay', operation: 'precreate', fault: { kind: 'decline', code: 'ACQ.SYSTEM_ERROR' } })
  expect(await attempt('wechat-pay', 'DECLINED-W')).toBe('HTTP 429 FREQUENCY_LIMITED')
  expect(await attempt('alipay', 'DECLINED-A')).toBe('ACQ.SYSTEM_ERROR')
  expect([await isKnown('wechat-pay', 'DECLINED-W'), await isKnown('alipay', 'DECLINED-A')]).toEqual([false, false])
})

test('a bar code whose payer must confirm answers 10003 and leaves the trade open', async () => {
  await stage.fault({ channel: 'alipay', operation: 'pay', fault: { kind: 'decline', code: '10003' } })
  const bizContent = { out_trade_no: 'BARCODE-1', total_amount: '1.00', subject: '窗口', auth_code: '28' }
  expect(await alipay.exec('alipay.trade.pay', { bizContent }, { validateSign: true })).toMatchObject({ code: '10003' })
  const query = { bizContent: { out_trade_no: 'BARCODE-1' } }
  expect(await alipay.exec('alipay.trade.query', query, { validateSign: true })).toMatchObject({
    tradeStatus: 'WAIT_BUYER_PAY',
  })
})

test('a refund the bank turns away is accepted first and ABNORMAL in the end', async () => {
  await create['wechat-pay']('ABNORMAL-1')
  await stage.pay('wechat-pay', 'ABNORMAL-1')
  await stage.fault({ channel: 'wechat-pay', operation: 'refund', fault: { kind: 'decline', code: 'ABNORMAL' } })
  const body = {
    out_trade_no: 'ABNORMAL-1',
    out_refund_no: 'ABNORMAL-1-R1',
    notify_url: stage.mailbox.url('/abnormal'),
    amount: { refund: 100, total: 100, currency: 'CNY' },
  }
  const { data } = await wechatpay.chain('v3/refund/domestic/refunds').post(body as object)
  expect(data).toMatchObject({ status: 'ABNORMAL' })
  const [letter] = await stage.mailbox.arrived('/abnormal', 1)
  expect(JSON.parse(letter!.body)).toMatchObject({ event_type: 'REFUND.ABNORMAL' })
})

test('refunds that take their time answer PROCESSING first', async () => {
  await stage.admin('settings', { refundTakesMs: 3_600_000 })
  await create['wechat-pay']('SLOW-REFUND-1')
  await stage.pay('wechat-pay', 'SLOW-REFUND-1')
  const amount = { refund: 100, total: 100, currency: 'CNY' }
  const body = { out_trade_no: 'SLOW-REFUND-1', out_refund_no: 'SLOW-REFUND-1-R1', amount }
  const statusOf = async () =>
    ((await wechatpay.chain('v3/refund/domestic/refunds').post(body as object)).data as unknown as { status: string })
      .status
  expect(await statusOf()).toBe('PROCESSING')
  stage.sandbox.setClock(new Date(Date.now() + 3_600_000))
  stage.sandbox.setClock(new Date())
  expect(await statusOf()).toBe('SUCCESS')
  await stage.admin('settings', { refundTakesMs: 0 })
})
