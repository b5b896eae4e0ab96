import { chinaDate, chinaDateTime } from '../core/china-time.ts'
import { chargeFee, returnedFee } from '../core/fee.ts'
import type { LieBook } from '../core/lies.ts'
import type { Refund, Trade } from './trade.ts'

/** One line of a bill before it is printed; amounts in fen, refunds and fees positive here. */
export interface BillRow {
  readonly kind: 'charge' | 'refund'
  readonly trade: Trade
  readonly refund: Refund | null
  /** China time `yyyy-MM-dd HH:mm:ss` of completion */
  readonly at: string
  readonly tradeNo: string
  readonly outTradeNo: string
  readonly outRequestNo: string
  readonly amount: number
  readonly fee: number
}

/** What truly happened at the merchant on a China day, in the order of time. */
export function trueRows(trades: Iterable<Trade>, appId: string, date: string, feeRate: string): BillRow[] {
  const rows: BillRow[] = []
  for (const trade of trades) {
    if (trade.appId !== appId || trade.paidAt === null) continue
    if (chinaDate(new Date(trade.paidAt)) === date) rows.push(chargeRow(trade, trade.paidAt, feeRate))
    rows.push(...refundRows(trade, date, feeRate))
  }
  return rows.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.tradeNo < b.tradeNo ? -1 : 1))
}

const namesOf = (trade: Trade) => ({ trade, tradeNo: trade.tradeNo, outTradeNo: trade.outTradeNo })

const chargeRow = (trade: Trade, paidAt: string, feeRate: string): BillRow => ({
  kind: 'charge',
  ...namesOf(trade),
  refund: null,
  at: chinaDateTime(new Date(paidAt)),
  outRequestNo: '',
  amount: trade.total,
  fee: chargeFee(trade.total, feeRate),
})

function refundRows(trade: Trade, date: string, feeRate: string): BillRow[] {
  const rows: BillRow[] = []
  let before = 0
  for (const refund of trade.refunds) {
    if (refund.refundedAt === null) continue
    const fee = returnedFee(before, refund.amount, feeRate)
    before += refund.amount
    const at = new Date(refund.refundedAt)
    if (chinaDate(at) !== date) continue
    const { outRequestNo, amount } = refund
    rows.push({ kind: 'refund', ...namesOf(trade), refund, at: chinaDateTime(at), outRequestNo, amount, fee })
  }
  return rows
}

/** The rows as the bill tells them: true, except where the fault book wants a lie. */
export function toldRows(rows: readonly BillRow[], lies: LieBook): BillRow[] {
  return rows.flatMap((row) => {
    const name = `${row.outTradeNo} ${row.outRequestNo}`
    const lie = lies.about(`${row.trade.appId} ${name}`, `${row.trade.subject}\n${name}\n${row.tradeNo}`)
    if (lie === null) return [row]
    if (lie.how === 'missing') return []
    if (lie.how === 'amount') return [{ ...row, amount: row.amount + lie.byFen }]
    if (lie.how === 'fee') return [{ ...row, fee: row.fee + lie.byFen }]
    // The bill has no column for a status: a charge told as a refund, or the reverse, is the lie it can tell.
    if (lie.how === 'status') return [{ ...row, kind: row.kind === 'charge' ? 'refund' : 'charge' }]
    return [row, strangerOf(row)]
  })
}

/** A line nobody ever ordered: the merchant's own number and Alipay's are both unknown to the merchant. */
const strangerOf = (row: BillRow): BillRow => ({
  ...row,
  tradeNo: `9${row.tradeNo.slice(1)}`,
  outTradeNo: `X${row.outTradeNo.slice(1)}`,
  outRequestNo: row.outRequestNo === '' ? '' : `X${row.outRequestNo.slice(1)}`,
})
