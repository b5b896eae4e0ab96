// Would catch: a timeout booked as failed, a refusal of a question taken for a refusal of the payment, a wrong wire form.

import { fen, formatYuan, parseYuan } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import type { ChargeRequest } from '../contract/channel.ts'
import type { Outcome } from '../contract/outcome.ts'
import { connect } from './channel.ts'
import { makeCounterpart, scriptedIo } from './fixtures/counterpart.ts'

const side = makeCounterpart()

const request: ChargeRequest = {
  attemptId: 'at_0001',
  amount: parseYuan('12.34'),
  description: '门诊缴费',
  product: 'native',
  notifyUrl: 'https://hospital.invalid/notify',
  expiresAt: new Date('2026-11-21T02:30:00Z'),
}
const refundRequest = {
  attemptId: 'rf_0001',
  chargeAttemptId: 'at_0001',
  chargeRef: null,
  chargeAmount: parseYuan('12.34'),
  amount: parseYuan('2.34'),
  reason: '退费',
  notifyUrl: 'https://hospital.invalid/notify',
}

const signed = (content: unknown, status = 200) => {
  const body = content === null ? '' : JSON.stringify(content)
  return new Response(status === 204 ? null : body, { status, headers: side.platformHeaders(body) })
}
const refused = (status: number, code: string) => new Response(JSON.stringify({ code, message: '…' }), { status })
const timeout = () => {
  throw new DOMException('took too long', 'TimeoutError')
}
const reset = () => {
  throw new TypeError('connection reset')
}

const withAnswer = (answer: () => Response) => {
  const { io, sent } = scriptedIo(side.now, answer)
  return { channel: connect(side.config, io), sent }
}
const brief = ({ status, amount, channelCode }: Outcome) =>
  `${status} ${amount === null ? '-' : formatYuan(amount)} ${channelCode}`

describe('charge', () => {
  it('sends what the platform documents, signed', async () => {
    const { channel, sent } = withAnswer(() => signed({ code_url: 'weixin://pay/1' }))
    const reply = await channel.charge(request)
    expect(reply.presentation).toEqual({ kind: 'qr', content: 'weixin://pay/1' })
    expect(brief(reply.outcome)).toBe('pending - HTTP_200')
    expect(sent[0]).toMatchObject({ method: 'POST', target: '/v3/pay/transactions/native' })
    expect(sent[0]!.authorization).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="N{32}",/)
    expect(JSON.parse(sent[0]!.body)).toEqual({
      appid: 'wx0000000000000001',
      mchid: '1900000001',
      description: '门诊缴费',
      out_trade_no: 'at_0001',
      time_expire: '2026-11-21T10:30:00+08:00',
      notify_url: 'https://hospital.invalid/notify',
      amount: { total: 1234, currency: 'CNY' },
    })
  })

  it.each([
    ['jsapi', { payerId: 'openid-1' }, { prepay_id: 'wx1' }, 'script', '/v3/pay/transactions/jsapi'],
    ['mini-program', { payerId: 'openid-1' }, { prepay_id: 'wx1' }, 'script', '/v3/pay/transactions/jsapi'],
    [
      'h5',
      { clientIp: '10.0.0.1', returnUrl: 'https://h.invalid/back' },
      { h5_url: 'https://wx.invalid/pay?id=1' },
      'redirect',
      '/v3/pay/transactions/h5',
    ],
  ])('%s presents its own way to go on', async (product, more, answer, kind, target) => {
    const { channel, sent } = withAnswer(() => signed(answer))
    const { presentation } = await channel.charge({ ...request, ...more, product })
    expect([presentation?.kind, sent[0]!.target]).toEqual([kind, target])
    if (presentation?.kind === 'redirect')
      expect(presentation.url).toBe('https://wx.invalid/pay?id=1&redirect_url=https%3A%2F%2Fh.invalid%2Fback')
    if (presentation?.kind === 'script') expect(presentation.parameters.package).toBe('prepay_id=wx1')
  })

  it.each([
    ['no answer in time', timeout, 'unknown - TIMEOUT'],
    ['connection lost', reset, 'unknown - NO_ANSWER'],
    ['500', () => refused(500, 'SYSTEM_ERROR'), 'unknown - HTTP_500'],
    ['502 of a proxy', () => new Response('<html>', { status: 502 }), 'unknown - HTTP_502'],
    ['a redirect of a proxy', () => new Response('', { status: 302 }), 'unknown - HTTP_302'],
    ['200 without signature', () => Response.json({ code_url: 'weixin://evil' }), 'unknown - BAD_ANSWER_SIGNATURE'],
    ['200 without code_url', () => signed({}), 'unknown - BAD_ANSWER'],
    ['400 PARAM_ERROR', () => refused(400, 'PARAM_ERROR'), 'declined - PARAM_ERROR'],
    ['403 NO_AUTH', () => refused(403, 'NO_AUTH'), 'declined - NO_AUTH'],
    ['403 OUT_TRADE_NO_USED', () => refused(403, 'OUT_TRADE_NO_USED'), 'pending - OUT_TRADE_NO_USED'],
    ['400 INVALID_REQUEST', () => refused(400, 'INVALID_REQUEST'), 'pending - INVALID_REQUEST'],
    ['429', () => refused(429, 'FREQUENCY_LIMITED'), 'pending - FREQUENCY_LIMITED'],
    ['a code nobody mapped', () => refused(400, 'BRAND_NEW'), 'pending - BRAND_NEW'],
    ['a code that is a state', () => refused(400, 'SUCCESS'), 'pending - SUCCESS'],
    ['404', () => refused(404, 'ORDER_NOT_EXIST'), 'unknown - ORDER_NOT_EXIST'],
  ])('%s', async (_name, answer, line) => {
    const reply = await withAnswer(answer).channel.charge(request)
    expect([brief(reply.outcome), reply.presentation]).toEqual([line, null])
  })

  it.each([
    [{ product: 'jsapi' }, 'declined - PAYER_ID_MISSING'],
    [{ product: 'h5' }, 'declined - CLIENT_IP_MISSING'],
    [{ product: 'app' }, 'declined - PRODUCT_NOT_OFFERED'],
    [{ attemptId: 'short' }, 'declined - ATTEMPT_ID_UNFIT'],
  ])('%o is declined before anything is sent', async (change, line) => {
    const { channel, sent } = withAnswer(timeout)
    expect(brief((await channel.charge({ ...request, ...change })).outcome)).toBe(line)
    expect(sent).toEqual([])
  })
})

describe('query', () => {
  const order = {
    mchid: '1900000001',
    appid: 'wx0000000000000001',
    out_trade_no: 'at_0001',
    transaction_id: '42',
    amount: { total: 1234 },
  }
  it.each([
    ['SUCCESS', 'settled 12.34 SUCCESS'],
    ['REFUND', 'settled 12.34 REFUND'],
    ['NOTPAY', 'pending 12.34 NOTPAY'],
    ['USERPAYING', 'pending 12.34 USERPAYING'],
    ['PAYERROR', 'pending 12.34 PAYERROR'],
    ['CLOSED', 'declined 12.34 CLOSED'],
    ['REVOKED', 'declined 12.34 REVOKED'],
    ['SOMETHING_NEW', 'pending 12.34 SOMETHING_NEW'],
    ['toString', 'pending 12.34 toString'],
  ])('state %s', async (state, line) => {
    const { channel } = withAnswer(() => signed({ ...order, trade_state: state }))
    expect(brief(await channel.queryCharge('at_0001'))).toBe(line)
  })

  it.each([
    ['ORDER_NOT_EXIST', () => refused(404, 'ORDER_NOT_EXIST'), 'unknown - ORDER_NOT_EXIST'],
    ['ORDERNOTEXIST with 400', () => refused(400, 'ORDERNOTEXIST'), 'unknown - ORDERNOTEXIST'],
    ['a refused question does not decline', () => refused(401, 'SIGN_ERROR'), 'pending - SIGN_ERROR'],
    ['timeout', timeout, 'unknown - TIMEOUT'],
    [
      'an answer about another order',
      () => signed({ ...order, out_trade_no: 'at_0002', trade_state: 'SUCCESS' }),
      'unknown - ANSWER_FOR_ANOTHER',
    ],
    [
      'an answer of another merchant',
      () => signed({ ...order, mchid: '1', trade_state: 'SUCCESS' }),
      'unknown - ANSWER_FOR_ANOTHER',
    ],
    ['an answer without a state', () => signed(order), 'unknown - BAD_ANSWER'],
  ])('%s', async (_name, answer, line) => {
    expect(brief(await withAnswer(answer).channel.queryCharge('at_0001'))).toBe(line)
  })
})

describe('close', () => {
  it.each([
    ['204', () => signed(null, 204), 'closed HTTP_204'],
    ['204 unsigned', () => new Response(null, { status: 204 }), 'unknown BAD_ANSWER_SIGNATURE'],
    ['ORDERPAID', () => refused(400, 'ORDERPAID'), 'paid ORDERPAID'],
    ['ORDER_PAID', () => refused(400, 'ORDER_PAID'), 'paid ORDER_PAID'],
    ['ORDER_CLOSED', () => refused(400, 'ORDER_CLOSED'), 'closed ORDER_CLOSED'],
    ['ORDER_NOT_EXIST', () => refused(404, 'ORDER_NOT_EXIST'), 'unknown ORDER_NOT_EXIST'],
    ['unmapped', () => refused(400, 'NEW'), 'pending NEW'],
    ['timeout', timeout, 'unknown TIMEOUT'],
  ])('%s', async (_name, answer, line) => {
    const { status, channelCode } = await withAnswer(answer).channel.close('at_0001')
    expect(`${status} ${channelCode}`).toBe(line)
  })
})

describe('refund', () => {
  const refund = { out_refund_no: 'rf_0001', refund_id: '503', amount: { refund: 234 } }
  it.each([
    ['SUCCESS', () => signed({ ...refund, status: 'SUCCESS' }), 'settled 2.34 SUCCESS'],
    ['PROCESSING', () => signed({ ...refund, status: 'PROCESSING' }), 'pending 2.34 PROCESSING'],
    ['ABNORMAL', () => signed({ ...refund, status: 'ABNORMAL' }), 'pending 2.34 ABNORMAL'],
    ['CLOSED', () => signed({ ...refund, status: 'CLOSED' }), 'declined 2.34 CLOSED'],
    ['more than was paid', () => refused(400, 'INVALID_REQUEST'), 'declined - INVALID_REQUEST'],
    ['no money at the merchant', () => refused(403, 'NOT_ENOUGH'), 'declined - NOT_ENOUGH'],
    ['timeout', timeout, 'unknown - TIMEOUT'],
    [
      'another refund',
      () => signed({ ...refund, out_refund_no: 'rf_9', status: 'SUCCESS' }),
      'unknown - ANSWER_FOR_ANOTHER',
    ],
  ])('%s', async (_name, answer, line) => {
    expect(brief(await withAnswer(answer).channel.refund(refundRequest))).toBe(line)
  })

  it('names the charge by our own number and the total beside the part', async () => {
    const { channel, sent } = withAnswer(() => signed({ ...refund, status: 'SUCCESS' }))
    await channel.refund(refundRequest)
    expect(JSON.parse(sent[0]!.body)).toMatchObject({
      out_trade_no: 'at_0001',
      out_refund_no: 'rf_0001',
      amount: { refund: fen(234), total: fen(1234), currency: 'CNY' },
    })
  })

  it('a refund not found is unknown', async () => {
    const { channel } = withAnswer(() => refused(404, 'RESOURCE_NOT_EXISTS'))
    const asked = await channel.queryRefund({ attemptId: 'rf_0001', chargeAttemptId: 'at_0001' })
    expect(brief(asked)).toBe('unknown - RESOURCE_NOT_EXISTS')
  })
})
