// Would catch: a switch of an unconfirmed fact that switches nothing.
import { AlipaySdk } from 'alipay-sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Wechatpay } from 'wechatpay-axios-plugin'
import { type Stage, setStage } from './stage.ts'

let stage: Stage
let wechatpay: Wechatpay
let alipay: AlipaySdk

beforeAll(async () => {
  stage = await setStage({ settings: { requestToleranceSeconds: null } })
  const { baseUrl, mchid, merchantSerial, merchantPrivateKey, platformSerial, platformPublicKey } = stage.wechat
  const certs = { [platformSerial]: platformPublicKey }
  wechatpay = new Wechatpay({
    baseURL: `${baseUrl}/`,
    mchid,
    serial: merchantSerial,
    privateKey: merchantPrivateKey,
    certs,
  })
  alipay = new AlipaySdk({ keyType: 'PKCS8', ...stage.alipay })
})
afterAll(() => stage.close())

/** What the call heard: HTTP status and code, or the client's own complaint */
const heardBy = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => '200',
    (error: { code: string; response?: { status: number; data: { code?: string } } }) =>
      error.response?.data.code ? `${error.response.status} ${error.response.data.code}` : error.code,
  )

const bill = (date: string) =>
  heardBy(wechatpay.chain('v3/bill/tradebill').get({ params: { bill_date: date, bill_type: 'ALL' } }))
const alipayBill = async (date: string) => {
  const bizContent = { bill_type: 'trade', bill_date: date }
  return (await alipay.exec('alipay.data.dataservice.bill.downloadurl.query', { bizContent })).code
}

test.each([
  ['2026-03-03T00:59:59Z', '400 NO_STATEMENT_EXIST', '10000'],
  // The client complains about the hour of the answer, which it gets only when there is a bill.
  ['2026-03-03T01:00:00Z', 'EV3_RES_HEADER_TIMESTAMP_OFFSET', '10000'],
  ['2026-03-02T15:59:59Z', '400 NO_STATEMENT_EXIST', '40004'],
])(
  'statements of 2026-03-02 asked for at %s: WeChat Pay from 09:00, Alipay from midnight',
  async (now, wechat, ali) => {
    stage.sandbox.setClock(new Date(now))
    expect([await bill('2026-03-02'), await alipayBill('2026-03-02')]).toEqual([wechat, ali])
    stage.sandbox.setClock(new Date())
  },
)

test('a request from another hour is refused once the tolerance is set', async () => {
  stage.sandbox.setClock(new Date(Date.now() + 600_000))
  const missing = () => heardBy(wechatpay.chain('v3/refund/domestic/refunds/{no}').get({ no: 'NONE' }))
  expect(await missing()).toBe('404 RESOURCE_NOT_EXISTS')
  await stage.admin('settings', { requestToleranceSeconds: 300 })
  expect(await missing()).toBe('401 SIGN_ERROR')
  await stage.admin('settings', { requestToleranceSeconds: null })
  stage.sandbox.setClock(new Date())
})

test('the spelling of a code', async () => {
  await stage.admin('settings', { wechatOrderNotExistCode: 'ORDERNOTEXIST' })
  const params = { mchid: stage.wechat.mchid }
  const query = wechatpay.chain('v3/pay/transactions/out-trade-no/{no}').get({ params, no: 'NONE-0001' })
  expect(await heardBy(query)).toBe('404 ORDERNOTEXIST')
})

test('Alipay may not know a trade before its code has been scanned', async () => {
  await stage.admin('settings', { alipayTradeExistsOnScan: true })
  const bizContent = { out_trade_no: 'SCAN-0001', total_amount: '1.00', subject: '复诊' }
  const created = (await alipay.exec('alipay.trade.precreate', { bizContent })) as { qrCode?: string }
  const query = () => alipay.exec('alipay.trade.query', { bizContent: { out_trade_no: 'SCAN-0001' } })
  expect(await query()).toMatchObject({ code: '40004', subCode: 'ACQ.TRADE_NOT_EXIST' })
  const page = await fetch(`${stage.sandbox.url}/wallet/scan?code=${encodeURIComponent(created.qrCode ?? '')}`)
  expect(await page.text()).toContain('<span>¥</span>1.00')
  expect(await query()).toMatchObject({ code: '10000', tradeStatus: 'WAIT_BUYER_PAY' })
})

test('an order past its time can no longer be paid', async () => {
  const { appid, mchid } = stage.wechat
  const order = {
    appid,
    mchid,
    description: '复诊',
    out_trade_no: 'EXPIRED-W',
    notify_url: stage.mailbox.url('/any'),
    time_expire: new Date(Date.now() + 3_600_000).toISOString(),
    amount: { total: 100 },
  }
  await wechatpay.chain('v3/pay/transactions/native').post(order as object)
  const bizContent = { out_trade_no: 'EXPIRED-A', total_amount: '1.00', subject: '复诊', timeout_express: '1h' }
  await alipay.exec('alipay.trade.precreate', { bizContent })
  stage.sandbox.setClock(new Date(Date.now() + 3_600_000))
  await expect(stage.pay('wechat-pay', 'EXPIRED-W')).rejects.toThrow('409')
  await expect(stage.pay('alipay', 'EXPIRED-A')).rejects.toThrow('409')
})
