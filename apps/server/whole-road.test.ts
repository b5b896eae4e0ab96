import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type Answer,
  eventually,
  insuredBill,
  openHospital,
  selfPayBill,
  type TestHospital,
  wechat,
} from './test-hospital.ts'

/**
 * The whole road over HTTP against the sandbox. Would catch: a route that loses money between its steps, a notification
 * that is answered before it is written, a refund that gives back another amount than was granted.
 */
let hospital: TestHospital

beforeAll(async () => {
  hospital = await openHospital()
})
afterAll(() => hospital.close())

const order = (orderId: string) => hospital.get(`/v1/payment-orders/${orderId}`)
const untilStatus = (orderId: string, status: string) =>
  eventually(
    () => order(orderId),
    (answer) => answer.body.status === status,
  )
const payAt = (attemptId: string) => hospital.admin('/admin/wallet/pay', { channel: 'wechat-pay', orderId: attemptId })

describe('bill → pay → notification → paid → refund', () => {
  it('carries a self-pay bill of 256.00 yuan to its end', async () => {
    const quoted = await hospital.post('/v1/bills', selfPayBill('HB-1'))
    expect(quoted.status, quoted.text).toBe(200)
    expect(quoted.body).toMatchObject({ status: 'quoted', totalFen: 25_600, hisBillNo: 'HB-1' })
    expect(quoted.body.payUrl).toMatch(new RegExp(`^${hospital.url}/pay/[A-Za-z0-9_-]{20,}$`))

    const charging = await hospital.post(`/v1/payment-orders/${quoted.body.orderId}/pay`, wechat)
    expect(charging.status, charging.text).toBe(200)
    expect(charging.body.status).toBe('charging')
    const [attempt] = charging.body.attempts
    expect(attempt.presentation).toMatchObject({ kind: 'qr' })

    await payAt(attempt.attemptId)
    const paid = await untilStatus(quoted.body.orderId, 'paid')
    expect(paid.body.attempts[0]).toMatchObject({ status: 'settled', amountFen: 25_600 })

    const refund = await hospital.post('/v1/refunds', {
      orderId: quoted.body.orderId,
      amountFen: 5_600,
      reason: '退药',
    })
    expect(refund.status, refund.text).toBe(200)
    const partly = await untilStatus(quoted.body.orderId, 'partlyRefunded')
    expect(partly.body.refundedFen).toBe(5_600)
    const found = await hospital.get(`/v1/refunds/${refund.body.refundId}`)
    expect(found.body).toMatchObject({ status: 'done', amountFen: 5_600, orderId: quoted.body.orderId })
  })

  it('settles an insured bill: wallet first, insurer last, and gives all of it back', async () => {
    const quoted = await hospital.post('/v1/bills', insuredBill('HB-2'))
    expect(quoted.status, quoted.text).toBe(200)
    expect(quoted.body.adjudication.by).toBe('insurer')
    expect(quoted.body.adjudication).toMatchObject({
      totalFen: 76_800,
      deductibleFen: 30_000,
      pooledFundFen: 28_548,
      personalAccountFen: 5_000,
      cashFen: 43_252,
    })
    expect(quoted.body.shadowDifferences).toEqual([])

    const charging = await hospital.post(`/v1/payment-orders/${quoted.body.orderId}/pay`, wechat)
    await payAt(charging.body.attempts[0].attemptId)
    const paid = await untilStatus(quoted.body.orderId, 'paid')
    expect(paid.body.attempts.map((one: { leg: string; status: string }) => [one.leg, one.status])).toEqual([
      ['wallet', 'settled'],
      ['insurance', 'settled'],
    ])

    await hospital.post('/v1/refunds', { orderId: quoted.body.orderId, amountFen: 76_800, reason: '退号' })
    const gone = await untilStatus(quoted.body.orderId, 'refunded')
    expect(gone.body.refundedFen).toBe(76_800)
  })

  it('a wallet short of money: the order says what has gone back, and a retry gives the rest, once', async () => {
    const quoted = await hospital.post('/v1/bills', insuredBill('HB-90'))
    const { orderId, adjudication } = quoted.body
    const charging = await hospital.post(`/v1/payment-orders/${orderId}/pay`, wechat)
    await payAt(charging.body.attempts[0].attemptId)
    await untilStatus(orderId, 'paid')
    const short = { kind: 'decline', code: 'NOT_ENOUGH' }
    await hospital.admin('/admin/faults', { channel: 'wechat-pay', operation: 'refund', fault: short, times: 1 })

    const { body: refund } = await hospital.post('/v1/refunds', { orderId, amountFen: 76_800, reason: '退号' })
    const half = await untilStatus(orderId, 'partlyRefunded')
    expect(half.body.refundedFen).toBe(76_800 - adjudication.cashFen)
    expect((await hospital.get(`/v1/refunds/${refund.refundId}`)).body.status).toBe('stuck')
    const retry = (): Promise<Answer> => hospital.post(`/v1/refunds/${refund.refundId}/retry`, {})
    expect((await retry()).status).toBe(200)
    expect((await untilStatus(orderId, 'refunded')).body.refundedFen).toBe(76_800)
    expect((await retry()).body.status).toBe('done')
    const wallet = (await order(orderId)).body.attempts.filter(
      (one: { act: string; leg: string }) => one.act === 'refund' && one.leg === 'wallet',
    )
    expect(wallet.map((one: { status: string }) => one.status)).toEqual(['declined', 'settled'])
    const unknown = await hospital.post('/v1/refunds/rf_unknown/retry', {})
    expect([unknown.status, unknown.body.code]).toEqual([404, 'REFUND_NOT_FOUND'])
  })

  it('shows what moved, and the books balance', async () => {
    const finance = hospital.keyOf('finance')
    const balance = await hospital.get('/v1/ledger/trial-balance', finance)
    expect(balance.body.differenceFen).toBe(0)
    expect(balance.body.debitsFen).toBeGreaterThan(0)
    const transfers = await hospital.get('/v1/ledger/transfers?limit=500', finance)
    const receivable = await hospital.get('/v1/ledger/accounts?path=asset/receivable/wechat-pay', finance)
    expect(receivable.body.items).toHaveLength(1)
    const [{ debitsFen, creditsFen }] = receivable.body.items
    expect(debitsFen - creditsFen).toBe(20_000)
    const kinds = new Set(transfers.body.items.map((one: { kind: string }) => one.kind))
    expect([...kinds].sort()).toEqual(['pending', 'post', 'posted', 'void'])
  })
})

describe('the same bill', () => {
  it('sent twice at once is one order', async () => {
    const answers = await Promise.all([1, 2, 3].map(() => hospital.post('/v1/bills', selfPayBill('HB-3'))))
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200])
    expect(new Set(answers.map((one) => one.body.orderId)).size).toBe(1)
    expect(new Set(answers.map((one) => one.body.payUrl)).size).toBe(1)
  })

  it('with other content is refused', async () => {
    const other = { ...selfPayBill('HB-3'), chargeBatchNo: 'OTHER' }
    const answer = await hospital.post('/v1/bills', other)
    expect([answer.status, answer.body.code, answer.body.moneyMoved]).toEqual([409, 'BILL_CONFLICT', 'none'])
  })

  it('is shown without its person', async () => {
    const list = await hospital.get('/v1/payment-orders?limit=500')
    const row = list.body.items.find((one: { hisBillNo: string }) => one.hisBillNo === 'HB-3')
    const bill = await hospital.get(`/v1/bills/${row.billId}`)
    expect(bill.body).toMatchObject({ hisBillNo: 'HB-3', totalFen: 25_600, patient: { nameMasked: '患**' } })
    expect(bill.text).not.toContain('患者甲')
    expect(bill.text).not.toContain('TESTCERT0001')
    expect(bill.body.lines).toHaveLength(3)
  })
})

describe('an order nobody paid', () => {
  it('is cancelled, its open charge closed at the channel, and its bill can be quoted anew', async () => {
    const { body: quoted } = await hospital.post('/v1/bills', selfPayBill('HB-4'))
    await hospital.post(`/v1/payment-orders/${quoted.orderId}/pay`, wechat)
    const cancelled = await hospital.post(`/v1/payment-orders/${quoted.orderId}/cancel`, {})
    expect(cancelled.status, cancelled.text).toBe(200)
    const closed = await untilStatus(quoted.orderId, 'closed')
    expect(closed.body.reason).toBe('CANCELLED')
    expect(closed.body.attempts[0].status).toBe('declined')
    const again = await hospital.post('/v1/bills', selfPayBill('HB-4'))
    expect(again.body.orderId).not.toBe(quoted.orderId)
  })

  it('cannot be cancelled when it is paid', async () => {
    const { body: quoted } = await hospital.post('/v1/bills', selfPayBill('HB-5'))
    const charging = await hospital.post(`/v1/payment-orders/${quoted.orderId}/pay`, wechat)
    await payAt(charging.body.attempts[0].attemptId)
    await untilStatus(quoted.orderId, 'paid')
    const answer = await hospital.post(`/v1/payment-orders/${quoted.orderId}/cancel`, {})
    expect([answer.status, answer.body.code, answer.body.moneyMoved]).toEqual([409, 'ORDER_NOT_CANCELLABLE', 'moved'])
  })
})

describe('pages of orders', () => {
  it('follow one another without gap or repetition', async () => {
    const seen: string[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const path: string = `/v1/payment-orders?limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`
      const { body } = await hospital.get(path)
      seen.push(...body.items.map((one: { orderId: string }) => one.orderId))
      cursor = body.nextCursor
    }
    const all = await hospital.get('/v1/payment-orders?limit=500')
    expect(seen).toEqual(all.body.items.map((one: { orderId: string }) => one.orderId))
    expect(new Set(seen).size).toBe(seen.length)
  })

  it('filter by day and status', async () => {
    const paid = await hospital.get('/v1/payment-orders?status=paid&from=2026-11-21&to=2026-11-21')
    expect(paid.body.items.length).toBeGreaterThan(0)
    expect(paid.body.items.every((one: { status: string }) => one.status === 'paid')).toBe(true)
    const other = await hospital.get('/v1/payment-orders?from=2026-11-22')
    expect(other.body.items).toEqual([])
  })
})
