import type { BookedOrder, BookedRefund, Books } from './books.ts'
import { keptAt, type WalletOrder } from './outside.ts'
import { type Check, type Evidence, type Finding, groupBy, hasWorkOrder, sumOf, yuan } from './question.ts'

/**
 * No patient is charged twice: what the wallets hold of a patient's money, by the wallets' own books, is what the plan
 * says this patient owes, less what was given back; and nothing of an order that was reversed, closed or refunded.
 */
export const chargedOnce: Check = (evidence) => {
  const { books, outside, question } = evidence
  const orderOf = new Map(books.attempts.map((attempt) => [attempt.attemptId, attempt.orderId]))
  const held = groupBy(outside.wallets, (one) => orderOf.get(one.ourOrderId) ?? null)
  const findings = books.orders.flatMap((order) => judge(evidence, order, held.get(order.orderId) ?? []))
  const strangers = outside.wallets.filter((one) => !orderOf.has(one.ourOrderId) && keptAt(one) !== 0n)
  for (const stranger of strangers)
    findings.push({
      invariant: 'charged-once',
      institutionId: question.clinics.find((clinic) => clinic.account === stranger.account)?.institutionId ?? '',
      sentence: `${stranger.channel} holds ${yuan(keptAt(stranger))} of ${stranger.ourOrderId}, of which no attempt is written`,
    })
  return findings
}

function judge({ books }: Evidence, order: BookedOrder, held: readonly WalletOrder[]): Finding[] {
  const kept = sumOf(held, keptAt)
  const owed = owedBy(books, order)
  if (owed.least <= kept && kept <= owed.most) return []
  const wanted = owed.least === owed.most ? yuan(owed.most) : `${yuan(owed.least)} to ${yuan(owed.most)}`
  const where = held.map((one) => `${one.channel} ${one.ourOrderId} ${yuan(keptAt(one))}`).join(', ')
  return [
    {
      invariant: 'charged-once',
      institutionId: order.institutionId,
      sentence: `order ${order.orderId} (${order.status}): wallets hold ${yuan(kept)}, the patient owes ${wanted}; ${where || 'nothing paid'}`,
    },
  ]
}

interface Owed {
  readonly least: bigint
  readonly most: bigint
}

/** What a wallet refused to give back stays with it until the person in the work order has acted. */
function owedBy(books: Books, order: BookedOrder): Owed {
  const selfPay = sumOf(
    order.tenders.filter((tender) => tender.payer === 'selfPay'),
    (tender) => tender.amount,
  )
  const stranded = strandedOf(books, order)
  if (order.status === 'paid' || order.status === 'partlyRefunded' || order.status === 'refunded') {
    const refunds = books.refunds.filter((refund) => refund.orderId === order.orderId)
    const back = (status: string) =>
      sumOf(
        refunds.filter((one) => one.status === status),
        (one) => walletPart(order, one, selfPay),
      )
    const left = selfPay - back('done')
    const waiting = refunds.filter((one) => one.status === 'stuck' || isWaiting(books, one))
    const open = sumOf(waiting, (one) => walletPart(order, one, selfPay))
    return { least: left - open, most: left + stranded }
  }
  return { least: 0n, most: stranded }
}

const isWaiting = (books: Books, refund: BookedRefund): boolean =>
  refund.status === 'granted' &&
  books.attempts.some((one) => one.refundId === refund.refundId && hasWorkOrder(books, one.attemptId))

/** A refund with the insurance takes everything that is left; its wallet part is the rest of its amount. */
function walletPart(order: BookedOrder, refund: BookedRefund, selfPay: bigint): bigint {
  if (!refund.insurance) return refund.amount
  const insured = order.total - selfPay - order.hospitalPart
  return refund.amount - insured
}

/** Charges that could not be given back, or are not known to the end, and are in a work order. */
function strandedOf(books: Books, order: BookedOrder): bigint {
  const stuck = books.attempts.filter(
    (one) =>
      one.orderId === order.orderId &&
      one.act === 'charge' &&
      one.leg === 'wallet' &&
      (hasWorkOrder(books, `REFUND_REFUSED:${one.attemptId}`) || isUnresolved(books, one.attemptId)),
  )
  return sumOf(stuck, (one) => one.amount)
}

/** The charge itself, or a refund of it outside a granted refund, waits with a person. */
const isUnresolved = (books: Books, attemptId: string): boolean =>
  books.attempts.some(
    (one) =>
      (one.attemptId === attemptId || (one.chargeAttemptId === attemptId && one.refundId === null)) &&
      one.status !== 'settled' &&
      (hasWorkOrder(books, `ATTEMPT_UNRESOLVED:${one.attemptId}`) ||
        hasWorkOrder(books, `AMOUNT_DIFFERS:${one.attemptId}`)),
  )
