import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHospital, selfPayBill, type TestHospital, wechat } from './test-hospital.ts'

// Would catch: text no database can hold answered as our own failure, which a client repeats for ever; a path that escapes the
// form of refusals; a choice of the payer that is dropped in silence.

let hospital: TestHospital
beforeAll(async () => {
  hospital = await openHospital()
})
afterAll(() => hospital.close())

const refused = (answer: { readonly status: number; readonly body: { code: string; place?: string } }) =>
  `${answer.status} ${answer.body.code} ${answer.body.place}`

describe('text that cannot be stored', () => {
  it.each([
    ['/v1/refunds', { orderId: 'po_x', amountFen: 1, reason: 'a\0b' }, 'body.reason'],
    ['/v1/refunds', { orderId: 'po_x', amountFen: 1, reason: 'a\ud800b' }, 'body.reason'],
    ['/v1/refunds', { orderId: 'a\0', amountFen: 1, reason: '退药' }, 'body.orderId'],
    [
      '/v1/his-records',
      { date: '2026-11-21', records: [{ hisBillNo: 'a\0', kind: 'payment', amountFen: 1 }] },
      'body.records[0].hisBillNo',
    ],
  ])('in what is sent to %s', async (path, body, place) => {
    expect(refused(await hospital.post(path, body))).toBe(`400 REQUEST_INVALID ${place}`)
  })

  it.each([
    ['/v1/payment-orders/a%00b', 'params.orderId'],
    ['/v1/bills/a%00', 'params.billId'],
    ['/v1/refunds?orderId=a%00', 'query.orderId'],
    ['/v1/ledger/transfers?account=a%00', 'query.account'],
    ['/v1/statements?channel=a%00', 'query.channel'],
    ['/v1/work-orders?cause=a%00', 'query.cause'],
    [`/v1/refunds?cursor=${Buffer.from('["2026-11-28","a\\u0000"]').toString('base64url')}`, 'query.cursor'],
  ])('in %s', async (path, place) => {
    expect(refused(await hospital.get(path))).toBe(`400 REQUEST_INVALID ${place}`)
  })
})

it.each([
  ['half a byte', '/v1/payment-orders/%ff'],
  ['an endless id', `/v1/payment-orders/${'x'.repeat(300)}`],
])('a path that cannot be routed is refused like everything else: %s', async (_, path) => {
  expect(refused(await hospital.get(path))).toBe('400 REQUEST_INVALID path')
})

describe('what the payer chooses', () => {
  const quote = async (no: string): Promise<{ orderId: string; cash: number }> => {
    const { body } = await hospital.post('/v1/bills', selfPayBill(no))
    return { orderId: body.orderId, cash: body.totalFen }
  }
  const pay = (orderId: string, choices: readonly object[]) =>
    hospital.post(`/v1/payment-orders/${orderId}/pay`, { choices })

  it('is honoured choice by choice, also when two use one wallet', async () => {
    const { orderId } = await quote('ODD-1')
    const { body } = await pay(orderId, [
      { channel: 'wechat-pay', product: 'native', amountFen: 100 },
      { channel: 'wechat-pay', product: 'h5', clientIp: '127.0.0.1' },
    ])
    const kinds = body.attempts.map((one: { presentation?: { kind: string } }) => one.presentation?.kind)
    expect(kinds).toEqual(['qr', 'redirect'])
  })

  it('is refused with its place when the product needs more', async () => {
    const { orderId } = await quote('ODD-2')
    expect(refused(await pay(orderId, [{ channel: 'wechat-pay', product: 'jsapi' }]))).toBe(
      '422 PRODUCT_NEEDS_MORE choices[0].payerId',
    )
    expect(refused(await pay(orderId, [{ channel: 'wechat-pay', product: 'h5' }]))).toBe(
      '422 PRODUCT_NEEDS_MORE choices[0].clientIp',
    )
  })

  it('of another wallet while one is being paid with is a conflict, of the same one it is the same payment', async () => {
    const { orderId } = await quote('ODD-3')
    const alipay = { choices: [{ channel: 'alipay', product: 'native' }] }
    const answers = await Promise.all(
      [wechat, alipay, wechat, alipay].map((wish) => hospital.post(`/v1/payment-orders/${orderId}/pay`, wish)),
    )
    const { body } = await hospital.get(`/v1/payment-orders/${orderId}`)
    expect(body.attempts).toHaveLength(1)
    const [won] = body.attempts as { channel: string }[]
    for (const [index, { status, body: said }] of answers.entries()) {
      const wanted = index % 2 === 0 ? 'wechat-pay' : 'alipay'
      if (status === 200) expect(wanted).toBe(won!.channel)
      else expect([status, said.code]).toEqual([409, 'ORDER_NOT_PAYABLE'])
    }
  })
})
