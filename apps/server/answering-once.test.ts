import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HOLD_SECONDS } from '../../store/idempotency.ts'
import { openHospital, selfPayBill, type TestHospital, wechat } from './test-hospital.ts'

/** Would catch: a write done twice for one key, a key that answers for another wish, a key lost with its dead holder. */
let hospital: TestHospital
const quote = async (hisBillNo: string) => (await hospital.post('/v1/bills', selfPayBill(hisBillNo))).body

beforeAll(async () => {
  hospital = await openHospital()
})
afterAll(() => hospital.close())

describe('Idempotency-Key', () => {
  it('is needed on every write', async () => {
    const wishes: [string, unknown][] = [
      ['/v1/bills', selfPayBill('HB-0')],
      ['/v1/refunds', { orderId: 'po_x', amountFen: 1, reason: '退药' }],
      ['/v1/payment-orders/po_x/pay', wechat],
      ['/v1/payment-orders/po_x/cancel', {}],
      ['/v1/webhook-endpoints', { url: 'http://127.0.0.1:9/', topics: ['*'] }],
    ]
    for (const [path, body] of wishes) {
      const answer = await hospital.post(path, body, { once: null })
      expect([path, answer.status, answer.body.code]).toEqual([path, 400, 'IDEMPOTENCY_KEY_NEEDED'])
    }
  })

  it('that is too long is told how long one may be', async () => {
    for (const [path, body] of [
      ['/v1/bills', selfPayBill('HB-0')],
      ['/v1/refunds', { orderId: 'po_x', amountFen: 1, reason: '退药' }],
    ] as const) {
      const { body: refusal } = await hospital.post(path, body, { once: 'k'.repeat(101) })
      expect([refusal.code, refusal.place]).toEqual(['IDEMPOTENCY_KEY_NEEDED', 'headers.idempotency-key'])
      expect(refusal.message).toContain('1–100')
    }
  })

  it('with the same body gives the very same answer, byte for byte, and does nothing again', async () => {
    const first = await hospital.post('/v1/bills', selfPayBill('HB-1'), { once: 'key-1' })
    await hospital.post(`/v1/payment-orders/${first.body.orderId}/pay`, wechat)
    const again = await hospital.post('/v1/bills', selfPayBill('HB-1'), { once: 'key-1' })
    expect([again.status, again.text]).toEqual([first.status, first.text])
    expect([first.headers.get('idempotency-replayed'), again.headers.get('idempotency-replayed')]).toEqual([
      null,
      'true',
    ])
  })

  it('with another body, another path or another order is a conflict', async () => {
    const { orderId } = await quote('HB-2')
    const refund = { orderId, amountFen: 100, reason: '退药' }
    await hospital.post('/v1/refunds', refund, { once: 'key-2' })
    const wishes: [string, unknown][] = [
      ['/v1/refunds', { ...refund, amountFen: 200 }],
      ['/v1/his-records', { date: '2026-11-21', records: [{ hisBillNo: 'X', kind: 'payment', amountFen: 1 }] }],
      [`/v1/payment-orders/${orderId}/cancel`, refund],
    ]
    for (const [path, body] of wishes) {
      const answer = await hospital.post(path, body, { once: 'key-2' })
      expect([path, answer.status, answer.body.code]).toEqual([path, 409, 'IDEMPOTENCY_CONFLICT'])
    }
  })

  it('keeps a last "no", and forgets an error that may be retried', async () => {
    const { orderId } = await quote('HB-3')
    const refund = { orderId, amountFen: 100, reason: '退药' }
    const no = await hospital.post('/v1/refunds', refund, { once: 'key-3' })
    expect([no.status, no.body.code, no.body.retrySameKey]).toEqual([409, 'REFUND_NOT_POSSIBLE', false])
    const again = await hospital.post('/v1/refunds', refund, { once: 'key-3' })
    expect([again.text, again.headers.get('idempotency-replayed')]).toEqual([no.text, 'true'])

    const early = await hospital.post(
      '/v1/reconciliation-runs',
      { date: '2026-11-21' },
      { key: hospital.keyOf('finance'), once: 'key-4' },
    )
    expect([early.status, early.body.code, early.body.retrySameKey]).toEqual([422, 'DAY_NOT_OVER', true])
    const kept = await hospital.sql(`select 1 from medsettle.idempotency_key where key = 'api/key-4'`)
    expect(kept.rowCount).toBe(0)
  })

  it('belongs to its institution: the neighbour may use the same', async () => {
    const theirs = { key: hospital.keyOf('his', 'H-TWO'), once: 'key-1' }
    const answer = await hospital.post('/v1/bills', selfPayBill('HB-1'), theirs)
    expect(answer.status, answer.text).toBe(200)
    expect(answer.headers.get('idempotency-replayed')).toBeNull()
  })

  it('keeps answers sealed: no payment link lies in the table', async () => {
    const { payUrl } = await quote('HB-4')
    const token = payUrl.split('/').at(-1)
    const { rows } = await hospital.sql('select answer::text from medsettle.idempotency_key where answer is not null')
    expect(rows.length).toBeGreaterThan(0)
    expect(rows.some((row) => row.answer.includes(token) || row.answer.includes('payUrl'))).toBe(false)
  })
})

describe('while the first is still at work', () => {
  const records = { date: '2026-11-20', records: [{ hisBillNo: 'HB-9', kind: 'payment', amountFen: 25_600 }] }
  /** The row as a holder leaves it that has claimed the key and not answered. */
  const holdKey = (seconds: number) =>
    hospital.sql(`update medsettle.idempotency_key set status = null, answer = null,
      created_at = now() - interval '${seconds} seconds' where key = 'api/key-5'`)

  it('the same key is told to wait', async () => {
    const first = await hospital.post('/v1/his-records', records, { once: 'key-5' })
    expect(first.status, first.text).toBe(200)
    await holdKey(HOLD_SECONDS / 2)
    const answer = await hospital.post('/v1/his-records', records, { once: 'key-5' })
    expect([answer.status, answer.body.code, answer.body.moneyMoved]).toEqual([
      409,
      'IDEMPOTENCY_IN_PROGRESS',
      'unknown',
    ])
    expect(answer.headers.get('retry-after')).toBe('1')
  })

  it('and takes over when the first has not been heard of for the length of a hold', async () => {
    await holdKey(HOLD_SECONDS + 1)
    const answer = await hospital.post('/v1/his-records', records, { once: 'key-5' })
    expect([answer.status, answer.body]).toEqual([200, { date: '2026-11-20', taken: 1 }])
  })

  it('two at once: one is done, the other waits or gets the same answer', async () => {
    const { orderId } = await quote('HB-6')
    const path = `/v1/payment-orders/${orderId}/pay`
    const answers = await Promise.all([1, 2, 3].map(() => hospital.post(path, wechat, { once: 'key-6' })))
    const codes = answers.map((one) => (one.status === 200 ? 'done' : one.body.code))
    expect(codes).toContain('done')
    expect(codes.every((code) => code === 'done' || code === 'IDEMPOTENCY_IN_PROGRESS')).toBe(true)
    const { body } = await hospital.get(`/v1/payment-orders/${orderId}`)
    expect(body.attempts).toHaveLength(1)
  })

  it('a taken-over payment answers where the order stands instead of refusing', async () => {
    const { orderId } = await quote('HB-7')
    const path = `/v1/payment-orders/${orderId}/pay`
    await hospital.post(path, wechat, { once: 'key-7' })
    await hospital.sql(`update medsettle.idempotency_key set status = null, answer = null,
      created_at = now() - interval '61 seconds' where key = 'api/key-7'`)
    const answer = await hospital.post(path, wechat, { once: 'key-7' })
    expect([answer.status, answer.body.status, answer.body.attempts.length]).toEqual([200, 'charging', 1])
  })

  it('a refund repeated after a crash is granted once', async () => {
    const { orderId } = await quote('HB-8')
    const charging = await hospital.post(`/v1/payment-orders/${orderId}/pay`, wechat)
    await hospital.admin('/admin/wallet/pay', { channel: 'wechat-pay', orderId: charging.body.attempts[0].attemptId })
    await expect.poll(async () => (await hospital.get(`/v1/payment-orders/${orderId}`)).body.status).toBe('paid')
    const refund = { orderId, amountFen: 1_000, reason: '退药' }
    const first = await hospital.post('/v1/refunds', refund, { once: 'key-8' })
    await hospital.sql(`delete from medsettle.idempotency_key where key = 'api/key-8'`)
    const again = await hospital.post('/v1/refunds', refund, { once: 'key-8' })
    expect(again.body.refundId).toBe(first.body.refundId)
    const list = await hospital.get(`/v1/refunds?orderId=${orderId}`)
    expect(list.body.items).toHaveLength(1)
  })
})
