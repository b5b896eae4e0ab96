import type { BookedRun } from './books.ts'
import type { Lie, WalletOrder } from './outside.ts'
import { type AuditQuestion, type Evidence, sumOf } from './question.ts'

/**
 * The fees the day's closes must have booked for a channel: those of the channel's own books, bent by the lies that were
 * told in its statements, because a fee is booked as the statement says and the difference is a work order.
 */
export function expectedFees(
  evidence: Pick<Evidence, 'books' | 'outside' | 'question'>,
  orders: readonly WalletOrder[],
  of: { readonly institutionId: string; readonly channel: string },
): bigint {
  const { books, outside, question } = evidence
  if (!books.runs.some((run) => run.institutionId === of.institutionId && hasStatement(run, of.channel))) return 0n
  const truth = sumOf(orders, (order) => feesOf(order, question.fee))
  const lies = outside.lies.filter((lie) => lie.channel === of.channel)
  return (
    truth +
    sumOf(lies, (lie) => sumOf(bittenBy(lie, orders), (order) => effectOf(lie, feeOn(order.amount, question.fee))))
  )
}

const hasStatement = (run: BookedRun, channel: string): boolean => !run.missing.includes(channel)

/** The charge's fee, less what came back with each refund; rounded half up on running totals. */
function feesOf(order: WalletOrder, rate: AuditQuestion['fee']): bigint {
  const back = sumOf(order.refunds.filter(isDone), (refund) => refund.amount)
  return feeOn(order.amount, rate) - feeOn(back, rate)
}

const isDone = (refund: WalletOrder['refunds'][number]): boolean =>
  refund.status === 'SUCCESS' || refund.status === 'REFUND_SUCCESS'

const feeOn = (amount: bigint, { of, per }: AuditQuestion['fee']): bigint => (2n * amount * of + per) / (2n * per)

/** A lie bites the first lines that speak of its bill, and those are charges; a bill paid twice over has two. */
const bittenBy = (lie: Lie, orders: readonly WalletOrder[]): readonly WalletOrder[] =>
  orders
    .filter((order) => order.paidAt !== null && order.description.includes(lie.match))
    .sort((a, b) => (a.paidAt! < b.paidAt! ? -1 : 1))
    .slice(0, lie.told)

function effectOf(lie: Lie, fee: bigint): bigint {
  if (lie.how === 'missing') return -fee
  if (lie.how === 'extra') return fee
  if (lie.how === 'fee') return lie.byFen
  // Alipay's bill has no status: the charge is told as a refund, and its fee as one that comes back
  if (lie.how === 'status' && lie.channel === 'alipay') return -2n * fee
  return 0n
}
