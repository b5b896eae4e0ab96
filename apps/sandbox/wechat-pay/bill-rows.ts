import { chinaDate, chinaDateTime } from '../core/china-time.ts'
import { chargeFee, returnedFee } from '../core/fee.ts'
import type { LieBook } from '../core/lies.ts'
import type { Order, Refund } from './order.ts'

/** One line of a bill before it is printed; amounts in fen, refunds and their fees positive here. */
export interface BillRow {
  readonly kind: 'charge' | 'refund'
  readonly order: Order
  readonly refund: Refund | null
  /** China time `yyyy-MM-dd HH:mm:ss` */
  readonly at: string
  readonly transactionId: string
  readonly outTradeNo: string
  /** 交易状态 or, on a refund, 退款状态 */
  readonly status: string
  readonly amount: number
  readonly fee: number
}

/** What truly happened at the merchant on a China day, in the order of time. */
export function trueRows(orders: Iterable<Order>, mchid: string, date: string, feeRate: string): BillRow[] {
  const rows: BillRow[] = []
  for (const order of orders) {
    if (order.mchid !== mchid || order.paidAt === null) continue
    if (chinaDate(new Date(order.paidAt)) === date) rows.push(chargeRow(order, order.paidAt, feeRate))
    rows.push(...refundRows(order, date, feeRate))
  }
  return rows.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.transactionId < b.transactionId ? -1 : 1))
}

function chargeRow(order: Order, paidAt: string, feeRate: string): BillRow {
  return {
    kind: 'charge',
    order,
    refund: null,
    at: chinaDateTime(new Date(paidAt)),
    transactionId: order.transactionId ?? '',
    outTradeNo: order.outTradeNo,
    status: 'SUCCESS',
    amount: order.total,
    fee: chargeFee(order.total, feeRate),
  }
}

function refundRows(order: Order, date: string, feeRate: string): BillRow[] {
  const rows: BillRow[] = []
  let before = 0
  for (const refund of order.refunds) {
    if (refund.successAt === null) continue
    const fee = returnedFee(before, refund.amount, feeRate)
    before += refund.amount
    if (chinaDate(new Date(refund.successAt)) !== date) continue
    const at = chinaDateTime(new Date(refund.successAt))
    const base = { order, refund, at, transactionId: order.transactionId ?? '', outTradeNo: order.outTradeNo }
    rows.push({ kind: 'refund', ...base, status: 'SUCCESS', amount: refund.amount, fee })
  }
  return rows
}

/** The rows as the bill tells them: true, except where the fault book wants a lie. */
export function toldRows(rows: readonly BillRow[], lies: LieBook): BillRow[] {
  return rows.flatMap((row) => {
    const name = row.refund === null ? row.outTradeNo : `${row.outTradeNo} ${row.refund.outRefundNo}`
    const lie = lies.about(`${row.order.mchid} ${name}`, `${row.order.description}\n${name}\n${row.transactionId}`)
    if (lie === null) return [row]
    if (lie.how === 'missing') return []
    if (lie.how === 'amount') return [{ ...row, amount: row.amount + lie.byFen }]
    if (lie.how === 'fee') return [{ ...row, fee: row.fee + lie.byFen }]
    if (lie.how === 'status') return [{ ...row, status: row.kind === 'charge' ? 'REVOKED' : 'PROCESSING' }]
    return [row, strangerOf(row)]
  })
}

/** A line nobody ever ordered: the merchant's own number and WeChat Pay's are both unknown to the merchant. */
function strangerOf(row: BillRow): BillRow {
  const refund = row.refund && {
    ...row.refund,
    outRefundNo: `X${row.refund.outRefundNo.slice(1)}`,
    refundId: `9${row.refund.refundId.slice(1)}`,
  }
  return { ...row, refund, transactionId: `9${row.transactionId.slice(1)}`, outTradeNo: `X${row.outTradeNo.slice(1)}` }
}
