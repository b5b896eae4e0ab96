// Would catch: a timeout booked as failed, a refusal of a question taken for a refusal of the payment, a wrong wire form.
import { formatYuan, parseYuan } from '@medsettle/money'
import { describe, expect, it } from 'vitest'
import type { ChargeRequest } from '../contract/channel.ts'
import type { Outcome } from '../contract/outcome.ts'
import { connect } from './channel.ts'
import { makeCounterpart, type Sent, scriptedIo } from './fixtures/counterpart.ts'

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

const ok = (fields: Record<string, unknown>) => ({ code: '10000', msg: 'Success', ...fields })
const no = (subCode: string, code = '40004') => ({ code, msg: 'Business Failed', sub_code: subCode })
const timeout = () => {
  throw new DOMException('took too long', 'TimeoutError')
}
type Answers = Record<string, Record<string, unknown> | (() => Response)>

/** Answers by the last word of the method: `precreate`, `query`, `close`, `refund`, `refund.query`. */
function withAnswers(answers: Answers, switches = {}) {
  const { io, sent } = scriptedIo(side.now, ({ query }: Sent) => {
    const method = query.method!
    const name = method.endsWith('refund.query') ? 'refund.query' : method.split('.').at(-1)!
    const answer = answers[name]
    if (answer === undefined) throw new TypeError(`nobody answers ${method}`)
    return typeof answer === 'function' ? answer() : side.answer(method, answer)
  })
  return { channel: connect({ ...side.config, switches }, io), sent }
}
const brief = ({ status, amount, channelCode }: Outcome) =>
  `${status} ${amount === null ? '-' : formatYuan(amount)} ${channelCode}`

describe('charge', () => {
  it('sends what the platform documents', async () => {
    const { channel, sent } = withAnswers({
      precreate: ok({ qr_code: 'https://qr.invalid/1', out_trade_no: 'at_0001' }),
    })
    const reply = await channel.charge(request)
    expect([brief(reply.outcome), reply.presentation]).toEqual([
      'pending - 10000',
      { kind: 'qr', content: 'https://qr.invalid/1' },
    ])
    expect(sent[0]!.query).toMatchObject({
      app_id: '2021000000000001',
      method: 'alipay.trade.precreate',
      sign_type: 'RSA2',
      timestamp: '2026-11-21 10:00:00',
      notify_url: 'https://hospital.invalid/notify',
    })
    expect(sent[0]!.content).toEqual({
      out_trade_no: 'at_0001',
      total_amount: '12.34',
      subject: '门诊缴费',
      time_expire: '2026-11-21 10:30:00',
    })
  })

  it('h5 is a signed address and sends nothing', async () => {
    const { channel, sent } = withAnswers({})
    const { outcome, presentation } = await channel.charge({
      ...request,
      product: 'h5',
      returnUrl: 'https://h.invalid/back',
    })
    expect([brief(outcome), sent.length, presentation?.kind]).toEqual(['pending - REDIRECT', 0, 'redirect'])
    const query = presentation?.kind === 'redirect' ? new URL(presentation.url).searchParams : new URLSearchParams()
    expect(query.get('method')).toBe('alipay.trade.wap.pay')
    expect(query.get('return_url')).toBe('https://h.invalid/back')
    expect(JSON.parse(query.get('biz_content')!)).toMatchObject({
      product_code: 'QUICK_WAP_WAY',
      total_amount: '12.34',
    })
  })

  it.each([
    ['no answer in time', timeout, 'unknown - TIMEOUT'],
    [
      'connection lost',
      () => {
        throw new TypeError('reset')
      },
      'unknown - NO_ANSWER',
    ],
    ['500', () => new Response('', { status: 500 }), 'unknown - HTTP_500'],
    ['not JSON', () => new Response('<html>'), 'unknown - BAD_ANSWER'],
    ['another node', () => new Response('{"other_response":{}}'), 'unknown - BAD_ANSWER'],
    [
      'unsigned',
      () => new Response('{"alipay_trade_precreate_response":{"code":"10000","qr_code":"evil"}}'),
      'unknown - BAD_ANSWER_SIGNATURE',
    ],
    ['unsigned error', () => new Response('{"error_response":{"code":"40002"}}'), 'unknown - BAD_ANSWER_SIGNATURE'],
    ['no qr_code', ok({}), 'unknown - BAD_ANSWER'],
    [
      '20000',
      { code: '20000', msg: 'Service Currently Unavailable', sub_code: 'isp.unknow-error' },
      'unknown - isp.unknow-error',
    ],
    ['10003', { code: '10003', msg: 'in progress' }, 'pending - 10003'],
    ['ACQ.SYSTEM_ERROR', no('ACQ.SYSTEM_ERROR'), 'pending - ACQ.SYSTEM_ERROR'],
    ['ACQ.TRADE_HAS_SUCCESS', no('ACQ.TRADE_HAS_SUCCESS'), 'pending - ACQ.TRADE_HAS_SUCCESS'],
    ['ACQ.INVALID_PARAMETER', no('ACQ.INVALID_PARAMETER'), 'declined - ACQ.INVALID_PARAMETER'],
    ['a bad signature of ours', no('isv.invalid-signature', '40002'), 'declined - isv.invalid-signature'],
    ['a code nobody mapped', no('ACQ.BRAND_NEW'), 'pending - ACQ.BRAND_NEW'],
    ['a code that is a state', no('TRADE_SUCCESS'), 'pending - TRADE_SUCCESS'],
  ])('%s', async (_name, precreate, line) => {
    const reply = await withAnswers({ precreate }).channel.charge(request)
    expect([brief(reply.outcome), reply.presentation]).toEqual([line, null])
  })

  it('a product of another wallet is declined before anything is sent', async () => {
    const { outcome } = await withAnswers({}).channel.charge({ ...request, product: 'jsapi' })
    expect(brief(outcome)).toBe('declined - PRODUCT_NOT_OFFERED')
  })
})

describe('query', () => {
  const trade = { out_trade_no: 'at_0001', trade_no: '2026', total_amount: '12.34' }
  it.each([
    ['WAIT_BUYER_PAY', ok({ ...trade, trade_status: 'WAIT_BUYER_PAY' }), 'pending 12.34 WAIT_BUYER_PAY'],
    [
      'TRADE_SUCCESS',
      ok({ ...trade, trade_status: 'TRADE_SUCCESS', send_pay_date: '2026-11-21 09:59:58' }),
      'settled 12.34 TRADE_SUCCESS',
    ],
    ['TRADE_FINISHED', ok({ ...trade, trade_status: 'TRADE_FINISHED' }), 'settled 12.34 TRADE_FINISHED'],
    ['TRADE_CLOSED unpaid', ok({ ...trade, trade_status: 'TRADE_CLOSED' }), 'declined 12.34 TRADE_CLOSED'],
    [
      'TRADE_CLOSED by a full refund',
      ok({ ...trade, trade_status: 'TRADE_CLOSED', send_pay_date: '2026-11-21 09:59:58' }),
      'settled 12.34 TRADE_CLOSED',
    ],
    ['a new state', ok({ ...trade, trade_status: 'NEW' }), 'pending 12.34 NEW'],
    [
      'another order',
      ok({ ...trade, out_trade_no: 'at_9', trade_status: 'TRADE_SUCCESS' }),
      'unknown - ANSWER_FOR_ANOTHER',
    ],
    [
      'an amount that is a number',
      ok({ ...trade, total_amount: 12.34, trade_status: 'TRADE_SUCCESS' }),
      'unknown - BAD_ANSWER',
    ],
    ['not found', no('ACQ.TRADE_NOT_EXIST'), 'unknown - ACQ.TRADE_NOT_EXIST'],
    ['a refused question does not decline', no('isv.invalid-signature', '40002'), 'pending - isv.invalid-signature'],
    ['timeout', timeout, 'unknown - TIMEOUT'],
  ])('%s', async (_name, query, line) => {
    expect(brief(await withAnswers({ query }).channel.queryCharge('at_0001'))).toBe(line)
  })

  it('the switch takes TRADE_CLOSED literally', async () => {
    const query = ok({ ...trade, trade_status: 'TRADE_CLOSED', send_pay_date: '2026-11-21 09:59:58' })
    const { channel } = withAnswers({ query }, { closedAfterPayment: 'declined' })
    expect(brief(await channel.queryCharge('at_0001'))).toBe('declined 12.34 TRADE_CLOSED')
  })
})

describe('close', () => {
  const found = (status: string) => ok({ out_trade_no: 'at_0001', trade_status: status, total_amount: '12.34' })
  const wrongState = no('ACQ.TRADE_STATUS_ERROR')
  it.each([
    ['closed', { close: ok({}) }, 'closed 10000'],
    ['paid in between', { close: wrongState, query: found('TRADE_SUCCESS') }, 'paid TRADE_SUCCESS'],
    ['closed before', { close: wrongState, query: found('TRADE_CLOSED') }, 'closed TRADE_CLOSED'],
    [
      'refused for no visible reason',
      { close: wrongState, query: found('WAIT_BUYER_PAY') },
      'pending ACQ.TRADE_STATUS_ERROR',
    ],
    ['refused, and nobody answers the query', { close: wrongState, query: timeout }, 'pending ACQ.TRADE_STATUS_ERROR'],
    ['never created', { close: no('ACQ.TRADE_NOT_EXIST') }, 'unknown ACQ.TRADE_NOT_EXIST'],
    ['timeout', { close: timeout }, 'unknown TIMEOUT'],
  ] as const)('%s', async (_name, answers, line) => {
    const { status, channelCode } = await withAnswers(answers as Answers).channel.close('at_0001')
    expect(`${status} ${channelCode}`).toBe(line)
  })
})

describe('refund', () => {
  const accepted = ok({ out_trade_no: 'at_0001', refund_fee: '7.34' })
  const shown = ok({
    out_trade_no: 'at_0001',
    out_request_no: 'rf_0001',
    refund_status: 'REFUND_SUCCESS',
    refund_amount: '2.34',
  })
  it.each([
    ['its own amount, not the sum', { refund: accepted, 'refund.query': shown }, 'settled 2.34 REFUND_SUCCESS'],
    ['accepted, not shown yet', { refund: accepted, 'refund.query': ok({}) }, 'pending - 10000'],
    ['accepted, query lost', { refund: accepted, 'refund.query': timeout }, 'pending - 10000'],
    [
      'no money at the merchant',
      { refund: no('ACQ.SELLER_BALANCE_NOT_ENOUGH') },
      'declined - ACQ.SELLER_BALANCE_NOT_ENOUGH',
    ],
    ['unmapped', { refund: no('ACQ.BRAND_NEW') }, 'pending - ACQ.BRAND_NEW'],
    ['timeout', { refund: timeout }, 'unknown - TIMEOUT'],
  ] as const)('%s', async (_name, answers, line) => {
    const { channel } = withAnswers(answers as Answers)
    expect(brief(await channel.refund(refundRequest))).toBe(line)
  })

  it('is sent with its own request number', async () => {
    const { channel, sent } = withAnswers({ refund: accepted, 'refund.query': shown })
    await channel.refund(refundRequest)
    expect(sent[0]!.content).toEqual({
      out_trade_no: 'at_0001',
      refund_amount: '2.34',
      refund_reason: '退费',
      out_request_no: 'rf_0001',
    })
  })

  it.each([
    ['never heard of', ok({}), 'unknown - REFUND_NOT_FOUND'],
    ['of a trade never heard of', no('ACQ.TRADE_NOT_EXIST'), 'unknown - ACQ.TRADE_NOT_EXIST'],
    ['another refund', ok({ out_request_no: 'rf_9', refund_status: 'REFUND_SUCCESS' }), 'unknown - ANSWER_FOR_ANOTHER'],
  ])('query of a refund %s', async (_name, answer, line) => {
    const { channel } = withAnswers({ 'refund.query': answer })
    expect(brief(await channel.queryRefund({ attemptId: 'rf_0001', chargeAttemptId: 'at_0001' }))).toBe(line)
  })
})
