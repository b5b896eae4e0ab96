// Would catch: an APIv3 signature, answer, refund rule or bill that the public client library does not accept.
import { createHash, generateKeyPairSync } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import { type Stage, setStage, type WechatConfig } from './stage.ts'

let stage: Stage
let wechatpay: Wechatpay

const connect = (
  config: WechatConfig,
  privateKey = config.merchantPrivateKey,
  platformKey = config.platformPublicKey,
) =>
  new Wechatpay({
    baseURL: `${config.baseUrl}/`,
    mchid: config.mchid,
    serial: config.merchantSerial,
    privateKey,
    certs: { [config.platformSerial]: platformKey },
  })

beforeAll(async () => {
  stage = await setStage({ settings: { wechatStatementReadyMinute: 0 } })
  wechatpay = connect(stage.wechat)
})
afterAll(() => stage.close())

const order = (outTradeNo: string, total: number, further: object = {}) => ({
  appid: stage.wechat.appid,
  mchid: stage.wechat.mchid,
  description: '互联网复诊, 第 1 次',
  out_trade_no: outTradeNo,
  notify_url: stage.mailbox.url(`/${outTradeNo}`),
  amount: { total, currency: 'CNY' },
  ...further,
})

const native = async (outTradeNo: string, total: number, further: object = {}) =>
  (await wechatpay.chain('v3/pay/transactions/native').post(order(outTradeNo, total, further) as object)).data as {
    code_url: string
  }

const query = async (outTradeNo: string) =>
  (
    await wechatpay.chain('v3/pay/transactions/out-trade-no/{no}').get({
      params: { mchid: stage.wechat.mchid },
      no: outTradeNo,
    })
  ).data

const refund = async (outTradeNo: string, outRefundNo: string, amount: number, total: number) =>
  (
    await wechatpay.chain('v3/refund/domestic/refunds').post({
      out_trade_no: outTradeNo,
      out_refund_no: outRefundNo,
      notify_url: stage.mailbox.url(`/${outRefundNo}`),
      amount: { refund: amount, total, currency: 'CNY' },
    } as object)
  ).data

/** `404 ORDER_NOT_EXIST` of a call that was refused */
async function refusalOf(call: Promise<unknown>): Promise<string> {
  const error = (await call.then(
    () => Promise.reject(new Error('the call was not refused')),
    (reason: unknown) => reason,
  )) as { response?: { status: number; data: { code: string } }; message: string; code: string }
  return error.response?.data?.code ? `${error.response.status} ${error.response.data.code}` : error.code
}

describe('an order from creation to refund', () => {
  test('native: open, paid once, refunded in two parts, never more than was paid', async () => {
    expect((await native('WITNESS-A1', 1234)).code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=\w+$/)
    expect(await query('WITNESS-A1')).toMatchObject({ trade_state: 'NOTPAY', amount: { total: 1234 } })
    await stage.pay('wechat-pay', 'WITNESS-A1')
    await stage.pay('wechat-pay', 'WITNESS-A1')
    expect(await query('WITNESS-A1')).toMatchObject({
      trade_state: 'SUCCESS',
      amount: { total: 1234, payer_total: 1234 },
    })
    expect(await refund('WITNESS-A1', 'WITNESS-A1-R1', 1000, 1234)).toMatchObject({
      status: 'SUCCESS',
      amount: { refund: 1000 },
    })
    expect(await refusalOf(refund('WITNESS-A1', 'WITNESS-A1-R2', 235, 1234))).toBe('400 INVALID_REQUEST')
    expect(await refund('WITNESS-A1', 'WITNESS-A1-R2', 234, 1234)).toMatchObject({ status: 'SUCCESS' })
    expect(await query('WITNESS-A1')).toMatchObject({ trade_state: 'REFUND' })
  })

  test('the same refund number moves money once; with another amount it is refused', async () => {
    await native('WITNESS-A2', 500)
    await stage.pay('wechat-pay', 'WITNESS-A2')
    const first = await refund('WITNESS-A2', 'WITNESS-A2-R1', 300, 500)
    expect(await refund('WITNESS-A2', 'WITNESS-A2-R1', 300, 500)).toEqual(first)
    expect(await refusalOf(refund('WITNESS-A2', 'WITNESS-A2-R1', 200, 500))).toBe('400 INVALID_REQUEST')
    const told = await wechatpay.chain('v3/refund/domestic/refunds/{no}').get({ no: 'WITNESS-A2-R1' })
    expect(told.data).toMatchObject({
      out_refund_no: 'WITNESS-A2-R1',
      status: 'SUCCESS',
      amount: { refund: 300, total: 500 },
    })
  })

  test('the same order again answers the same; other content is refused; a paid one is paid', async () => {
    const first = await native('WITNESS-A3', 100)
    expect(await native('WITNESS-A3', 100)).toEqual(first)
    expect(await refusalOf(native('WITNESS-A3', 101))).toBe('403 OUT_TRADE_NO_USED')
    await stage.pay('wechat-pay', 'WITNESS-A3')
    expect(await refusalOf(native('WITNESS-A3', 100))).toBe('400 ORDERPAID')
  })

  test('close answers 204, empty and signed; a closed order cannot be paid', async () => {
    await native('WITNESS-A4', 100)
    const closing = wechatpay.chain('v3/pay/transactions/out-trade-no/{no}/close')
    const answer = await closing.post({ mchid: stage.wechat.mchid } as object, { no: 'WITNESS-A4' })
    expect([answer.status, answer.data]).toEqual([204, ''])
    await expect(stage.pay('wechat-pay', 'WITNESS-A4')).rejects.toThrow('409')
    expect(await query('WITNESS-A4')).toMatchObject({ trade_state: 'CLOSED' })
    expect(await refusalOf(native('WITNESS-A4', 100))).toBe('400 ORDER_CLOSED')
  })

  test('jsapi, app and h5 give what the payer goes on with', async () => {
    const create = (product: string, outTradeNo: string, further: object = {}) =>
      wechatpay.chain(`v3/pay/transactions/${product}`).post(order(outTradeNo, 100, further) as object)
    const jsapi = await create('jsapi', 'WITNESS-A5', { payer: { openid: 'o-test-0001' } })
    const app = await create('app', 'WITNESS-A6')
    const h5 = await create('h5', 'WITNESS-A7')
    expect(jsapi.data).toEqual({ prepay_id: expect.stringMatching(/^wx\d{14}\w{20}$/) })
    expect(app.data).toEqual({ prepay_id: expect.stringMatching(/^wx\d{14}\w{20}$/) })
    expect(h5.data).toEqual({ h5_url: expect.stringContaining(`${stage.sandbox.url}/wallet/wechat-pay?prepay_id=wx`) })
  })
})

describe('what is refused', () => {
  test.each([
    ['no amount', { amount: {} }, '400 PARAM_ERROR'],
    ['nothing to pay', { amount: { total: 0 } }, '400 PARAM_ERROR'],
    ['less than nothing', { amount: { total: -1 } }, '400 PARAM_ERROR'],
    ['parts of a fen', { amount: { total: 1.5 } }, '400 PARAM_ERROR'],
    ['an amount as text', { amount: { total: '100' } }, '400 PARAM_ERROR'],
    ['foreign money', { amount: { total: 100, currency: 'USD' } }, '400 PARAM_ERROR'],
    ['a number too short', { out_trade_no: 'SHORT' }, '400 PARAM_ERROR'],
    ['a number too long', { out_trade_no: 'L'.repeat(33) }, '400 PARAM_ERROR'],
    ['a blank in the number', { out_trade_no: 'WITH BLANK' }, '400 PARAM_ERROR'],
    ['no address to notify', { notify_url: '' }, '400 PARAM_ERROR'],
    ['an expired order', { time_expire: '2020-01-01T00:00:00+08:00' }, '400 PARAM_ERROR'],
    ['another merchant', { mchid: '1600000000' }, '400 PARAM_ERROR'],
    ['an application of another merchant', { appid: 'wx0000000000000000' }, '403 NO_AUTH'],
  ])('%s', async (_what, change, refusal) => {
    expect(await refusalOf(native('WITNESS-B1', 100, change))).toBe(refusal)
  })

  test('unknown orders and refunds', async () => {
    expect(await refusalOf(query('WITNESS-NONE'))).toBe('404 ORDER_NOT_EXIST')
    expect(await refusalOf(refund('WITNESS-NONE', 'WITNESS-NONE-R', 1, 1))).toBe('404 ORDER_NOT_EXIST')
    expect(await refusalOf(wechatpay.chain('v3/refund/domestic/refunds/{no}').get({ no: 'WITNESS-NONE-R' }))).toBe(
      '404 RESOURCE_NOT_EXISTS',
    )
  })

  test('a refund of money that never came', async () => {
    await native('WITNESS-B2', 100)
    expect(await refusalOf(refund('WITNESS-B2', 'WITNESS-B2-R1', 100, 100))).toBe('400 INVALID_REQUEST')
  })

  test('a request signed with a strange key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const strange = connect(stage.wechat, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    expect(await refusalOf(strange.chain('v3/certificates').get())).toBe('401 SIGN_ERROR')
  })

  test('the client refuses an answer that another platform key signed', async () => {
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const strangePem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const suspicious = connect(stage.wechat, undefined, strangePem)
    expect(await refusalOf(suspicious.chain('v3/certificates').get())).toBe('EV3_RES_HEADER_SIGNATURE_DIGEST')
  })
})

describe('notifications', () => {
  const opened = (body: string) => {
    const { resource } = JSON.parse(body) as {
      resource: { ciphertext: string; nonce: string; associated_data: string }
    }
    return JSON.parse(
      Aes.AesGcm.decrypt(resource.ciphertext, stage.wechat.apiV3Key, resource.nonce, resource.associated_data),
    ) as object
  }
  const genuine = (headers: Record<string, string>, body: string) =>
    Rsa.verify(
      Formatter.response(headers['wechatpay-timestamp']!, headers['wechatpay-nonce']!, body),
      headers['wechatpay-signature']!,
      Rsa.from(stage.wechat.platformPublicKey, Rsa.KEY_TYPE_PUBLIC),
    )

  test('payment and refund: signed, sealed, and a changed byte shows', async () => {
    await native('WITNESS-C1', 4321)
    await stage.pay('wechat-pay', 'WITNESS-C1')
    await refund('WITNESS-C1', 'WITNESS-C1-R1', 321, 4321)
    const [paid] = await stage.mailbox.arrived('/WITNESS-C1', 1)
    const [refunded] = await stage.mailbox.arrived('/WITNESS-C1-R1', 1)
    expect(paid!.headers['wechatpay-serial']).toBe(stage.wechat.platformSerial)
    expect([genuine(paid!.headers, paid!.body), genuine(paid!.headers, `${paid!.body} `)]).toEqual([true, false])
    expect(JSON.parse(paid!.body)).toMatchObject({
      event_type: 'TRANSACTION.SUCCESS',
      resource_type: 'encrypt-resource',
    })
    expect(opened(paid!.body)).toMatchObject({
      out_trade_no: 'WITNESS-C1',
      trade_state: 'SUCCESS',
      amount: { total: 4321 },
    })
    expect(genuine(refunded!.headers, refunded!.body)).toBe(true)
    expect(JSON.parse(refunded!.body)).toMatchObject({ event_type: 'REFUND.SUCCESS' })
    expect(opened(refunded!.body)).toMatchObject({
      out_refund_no: 'WITNESS-C1-R1',
      refund_status: 'SUCCESS',
      amount: { refund: 321 },
    })
  })
})

describe('bills', () => {
  test('trade bill of yesterday: hash, 27 columns, sums; gzip is the same file', async () => {
    const shop = await setStage({ settings: { wechatStatementReadyMinute: 0 } })
    const client = connect(shop.wechat)
    const create = (no: string, total: number) =>
      client.chain('v3/pay/transactions/native').post({
        ...order(no, total),
        appid: shop.wechat.appid,
        mchid: shop.wechat.mchid,
        notify_url: shop.mailbox.url('/any'),
      } as object)
    await create('WITNESS-D1', 1234)
    await create('WITNESS-D2', 10000)
    await create('WITNESS-D3', 700)
    const yesterday = new Date(Date.now() - 86_400_000)
    shop.sandbox.setClock(yesterday)
    await shop.pay('wechat-pay', 'WITNESS-D1')
    await shop.pay('wechat-pay', 'WITNESS-D2')
    shop.sandbox.setClock(new Date())
    const date = new Date(yesterday.getTime() + 8 * 3600_000).toISOString().slice(0, 10)
    const fetchBill = async (further: object) => {
      const params = { bill_date: date, bill_type: 'ALL', ...further }
      const { data } = await client.chain('v3/bill/tradebill').get({ params })
      const { hash_value, download_url } = data as unknown as { hash_value: string; download_url: string }
      const token = new URL(download_url).searchParams.get('token')
      const file = await client.chain('v3/billdownload/file').get({ params: { token }, responseType: 'arraybuffer' })
      return { hash: hash_value, bytes: Buffer.from(file.data as unknown as ArrayBuffer) }
    }
    const plain = await fetchBill({})
    expect(createHash('sha1').update(plain.bytes).digest('hex')).toBe(plain.hash)
    const { rows, summary } = Formatter.castCsvBill(plain.bytes) as unknown as { rows: object[]; summary: object }
    const picked = ['商户订单号', '交易状态', '应结订单金额', '手续费', '费率', '商品名称']
    expect(rows.map((row) => picked.map((name) => (row as Record<string, string>)[name]))).toEqual([
      ['WITNESS-D1', 'SUCCESS', '12.34', '0.07000', '0.60%', '互联网复诊, 第 1 次'],
      ['WITNESS-D2', 'SUCCESS', '100.00', '0.60000', '0.60%', '互联网复诊, 第 1 次'],
    ])
    expect(Object.keys(rows[0]!)).toHaveLength(27)
    expect(summary).toMatchObject({ 总交易单数: '2', 应结订单总金额: '112.34', 手续费总金额: '0.67000' })
    expect(gunzipSync((await fetchBill({ tar_type: 'GZIP' })).bytes)).toEqual(plain.bytes)
    await shop.close()
  })

  test('today has no bill yet', async () => {
    const today = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
    const asked = wechatpay.chain('v3/bill/tradebill').get({ params: { bill_date: today, bill_type: 'ALL' } })
    expect(await refusalOf(asked)).toBe('400 NO_STATEMENT_EXIST')
  })
})
