import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHospital, selfPayBill, type TestHospital } from './test-hospital.ts'

/** Would catch: an amount that passed through floating point, a body that is half read, an error that does not say if money moved. */
let hospital: TestHospital

beforeAll(async () => {
  hospital = await openHospital()
})
afterAll(() => hospital.close())

const refund = (amount: string): string => `{"orderId":"po_x","amountFen":${amount},"reason":"退药"}`
const line = selfPayBill('HB-1').lines![0]!
const billText = (change: (text: string) => string): string => change(JSON.stringify(selfPayBill('HB-1')))
const withQuantity = (text: string): string => billText((bill) => bill.replace('"quantity":"1"', `"quantity":${text}`))

const ROWS: [what: string, path: string, body: string, status: number, code: string, place?: RegExp][] = [
  ['half a JSON text', '/v1/refunds', '{"orderId": "po_x", ', 400, 'REQUEST_NOT_JSON'],
  ['half a bill', '/v1/bills', '{"hisBillNo": "HB', 400, 'REQUEST_NOT_JSON'],
  ['no body at all', '/v1/refunds', '', 400, 'REQUEST_INVALID', /^body/],
  ['an empty bill', '/v1/bills', '{}', 400, 'BILL_FIELD_MISSING', /hisBillNo/],
  ['a list', '/v1/refunds', '[]', 400, 'REQUEST_INVALID', /^body/],
  ['a fraction of a fen', '/v1/refunds', refund('12.5'), 400, 'REQUEST_NUMBER_NOT_EXACT', /amountFen/],
  ['a float that happens to be whole', '/v1/refunds', refund('12.0'), 400, 'REQUEST_NUMBER_NOT_EXACT', /amountFen/],
  ['an exponent', '/v1/refunds', refund('1e3'), 400, 'REQUEST_NUMBER_NOT_EXACT', /amountFen/],
  ['two amounts', '/v1/refunds', refund('100,"amountFen":200'), 400, 'REQUEST_FIELD_TWICE', /^body\.amountFen$/],
  ['two quantities', '/v1/bills', withQuantity('"1","quantity":"2"'), 400, 'REQUEST_FIELD_TWICE', /lines\.quantity$/],
  ['2^53', '/v1/refunds', refund('9007199254740992'), 400, 'REQUEST_NUMBER_NOT_EXACT', /amountFen/],
  ['2^53 + 1', '/v1/refunds', refund('9007199254740993'), 400, 'REQUEST_NUMBER_NOT_EXACT', /amountFen/],
  ['a negative amount', '/v1/refunds', refund('-1'), 400, 'REQUEST_INVALID', /^body\.amountFen$/],
  ['nothing', '/v1/refunds', refund('0'), 400, 'REQUEST_INVALID', /^body\.amountFen$/],
  ['an amount as text', '/v1/refunds', refund('"100"'), 400, 'REQUEST_INVALID', /^body\.amountFen$/],
  [
    'an unknown field',
    '/v1/refunds',
    `{"orderId":"po_x","amountFen":1,"reason":"x","fast":true}`,
    400,
    'REQUEST_INVALID',
  ],
  [
    'a prototype',
    '/v1/refunds',
    `{"orderId":"po_x","amountFen":1,"reason":"x","__proto__":{}}`,
    400,
    'REQUEST_INVALID',
  ],
  ['a bill with an exponent', '/v1/bills', withQuantity('1e1'), 400, 'BILL_NUMBER_NOT_DECIMAL', /lines\[0\]\.quantity/],
  ['a too fine quantity', '/v1/bills', withQuantity('0.30000000000000004'), 400, 'BILL_NUMBER_TOO_FINE', /lines\[0\]/],
  ['a bill beyond 2^53', '/v1/bills', withQuantity('900719925474099300'), 400, 'BILL_NUMBER_TOO_LARGE', /lines\[0\]/],
  [
    'a negative price',
    '/v1/bills',
    billText((text) => text.replace('"100.00"', '"-100.00"')),
    422,
    'BILL_PRICE_NEGATIVE',
  ],
  [
    'a total that differs',
    '/v1/bills',
    billText((text) => text.replace('{', '{"statedTotal":"1.00",')),
    422,
    'BILL_TOTAL_DIFFERS',
  ],
  [
    'a misspelled field',
    '/v1/bills',
    billText((text) => text.replace('chargeBatchNo', 'x').replace('{', '{"covr":1,')),
    400,
    'BILL_FIELD_UNKNOWN',
  ],
  [
    'a day that does not exist',
    '/v1/his-records',
    '{"date":"2026-02-30","records":[]}',
    400,
    'REQUEST_INVALID',
    /^body\.date$/,
  ],
  ['deep nesting', '/v1/refunds', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 400, 'REQUEST_NOT_JSON'],
]

describe('refused, with code and place, and no money moved', () => {
  it.each(ROWS)('%s', async (_what, path, body, status, code, place) => {
    const answer = await hospital.post(path, body)
    expect([answer.status, answer.body.code, answer.body.moneyMoved], answer.text).toEqual([status, code, 'none'])
    if (place) expect(answer.body.place).toMatch(place)
    expect(Object.keys(answer.body)).toEqual(
      expect.arrayContaining(['code', 'stage', 'moneyMoved', 'retrySameKey', 'message']),
    )
  })

  it('text in GBK', async () => {
    const answer = await hospital.send('/v1/refunds', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${hospital.keyOf('his')}`,
        'content-type': 'application/json',
        'idempotency-key': 'gbk',
      },
      body: Buffer.concat([Buffer.from('{"reason":"'), Buffer.from([0xcd, 0xcb, 0xd2, 0xa9]), Buffer.from('"}')]),
    })
    expect([answer.status, answer.body.code]).toEqual([400, 'REQUEST_NOT_UTF8'])
  })

  it('a body that is not JSON by its type', async () => {
    const answer = await hospital.send('/v1/refunds', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${hospital.keyOf('his')}`,
        'content-type': 'text/xml',
        'idempotency-key': 'xml',
      },
      body: '<refund/>',
    })
    expect([answer.status, answer.body.code, answer.body.moneyMoved]).toEqual([415, 'REQUEST_WRONG_TYPE', 'none'])
    expect([answer.body.place, answer.body.message]).toEqual([
      'headers.content-type',
      expect.stringContaining('application/json'),
    ])
  })

  it('a parameter nobody knows: the place is the query, and no more', async () => {
    const { status, body } = await hospital.get('/v1/payment-orders?foo=1')
    expect([status, body.code, body.place]).toEqual([400, 'REQUEST_INVALID', 'query'])
  })

  it('queries that do not fit', async () => {
    for (const path of [
      '/v1/payment-orders?limit=0',
      '/v1/payment-orders?limit=99999',
      '/v1/payment-orders?from=2026-13-01',
      '/v1/payment-orders?cursor=abc',
      `/v1/payment-orders?cursor=${Buffer.from('["now()","x"]').toString('base64url')}`,
      '/v1/payment-orders?status=lost',
      '/v1/payment-orders?statuss=paid',
    ]) {
      const answer = await hospital.get(path)
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'REQUEST_INVALID'])
      expect(answer.body.place).toMatch(/^query/)
    }
  })

  it('numbers in a bill keep every digit they were written with', async () => {
    const bill = JSON.stringify({ ...selfPayBill('HB-EXACT'), lines: [line] }).replace('"100.00"', '33.333333')
    const exact = bill.replace('"quantity":"1"', '"quantity":3')
    const answer = await hospital.post('/v1/bills', exact)
    expect(answer.status, answer.text).toBe(200)
    // 3 × 33.333333 = 99.999999 → 100.00
    expect(answer.body.totalFen).toBe(10_000)
    const stored = await hospital.get(`/v1/bills/${answer.body.billId}`)
    expect(stored.body.lines[0]).toMatchObject({ quantity: '3', unitPrice: '33.333333' })
  })
})
