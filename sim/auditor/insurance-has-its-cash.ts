import type { BookedOrder, BookedRefund, Books } from './books.ts'
import { keptAt, type Outside, type Settlement } from './outside.ts'
import { type Check, type Finding, groupBy, hasWorkOrder, sumOf, yuan } from './question.ts'

/**
 * All settled or all reversed: an insurance settlement stands at the platform only for an order that is paid and whose
 * cash leg is held, and a paid order with an insured part has exactly one standing settlement of exactly that part.
 */
export const insuranceHasItsCash: Check = ({ books, outside, question }) => {
  const charges = new Map(
    books.attempts
      .filter((one) => one.leg === 'insurance' && one.act === 'charge' && one.messageId !== null)
      .map((one) => [one.messageId!, one]),
  )
  const orders = new Map(books.orders.map((order) => [order.orderId, order]))
  const standing = outside.settlements.filter((one) => one.standing)
  const findings: Finding[] = []
  for (const settlement of standing) {
    const charge = charges.get(settlement.msgid)
    const order = charge ? orders.get(charge.orderId) : undefined
    const wrong = order ? whatIsWrong(books, outside, order, settlement) : 'belongs to no attempt of ours'
    if (wrong === null) continue
    const fallback = question.clinics.find((clinic) => clinic.account === settlement.account)?.institutionId ?? ''
    const sentence = `settlement ${settlement.settlementId} of ${yuan(insuredOf(settlement))} stands at the insurer but ${wrong}`
    findings.push({ invariant: 'insurance-has-its-cash', institutionId: order?.institutionId ?? fallback, sentence })
  }
  const byOrder = groupBy(outside.settlements, (one) => charges.get(one.msgid)?.orderId ?? null)
  return [...findings, ...books.orders.flatMap((order) => missing(books, order, byOrder.get(order.orderId) ?? []))]
}

const insuredOf = (settlement: Settlement): bigint => settlement.fund + settlement.personalAccount

const isPaid = (order: BookedOrder): boolean => order.status === 'paid' || order.status === 'partlyRefunded'

function whatIsWrong(books: Books, outside: Outside, order: BookedOrder, settlement: Settlement): string | null {
  const asked = books.attempts.some((one) => one.orderId === order.orderId && hasWorkOrder(books, one.attemptId))
  if (!isPaid(order)) return asked ? null : `order ${order.orderId} is ${order.status}`
  const ours = new Set(books.attempts.filter((one) => one.orderId === order.orderId).map((one) => one.attemptId))
  const kept = sumOf(
    outside.wallets.filter((one) => ours.has(one.ourOrderId)),
    keptAt,
  )
  const back = sumOf(
    books.refunds.filter((one) => one.orderId === order.orderId && one.status === 'done'),
    (one) => one.amount,
  )
  if (kept + back < settlement.cash && !asked)
    return `only ${yuan(kept + back)} of its cash leg of ${yuan(settlement.cash)} was ever taken for ${order.orderId}`
  return null
}

/** A settlement that the insurer took back by itself is a difference in a work order: see differences-have-causes. */
function missing(books: Books, order: BookedOrder, settlements: readonly Settlement[]): Finding[] {
  if (!isPaid(order) || settlements.some(isGhosted)) return []
  const cancelled = books.refunds.some(
    (one) => one.orderId === order.orderId && one.insurance && (ENDED.includes(one.status) || isWithPerson(books, one)),
  )
  const owed = sumOf(
    order.tenders.filter((tender) => !['selfPay', 'hospital'].includes(tender.payer)),
    (tender) => tender.amount,
  )
  const expected = cancelled ? 0n : owed
  const taken = sumOf(
    settlements.filter((one) => one.standing),
    insuredOf,
  )
  if (taken === expected || isBeingAsked(books, order)) return []
  return [
    {
      invariant: 'insurance-has-its-cash',
      institutionId: order.institutionId,
      sentence: `order ${order.orderId} is ${order.status} with an insured part of ${yuan(expected)}, the insurer has settled ${yuan(taken)}`,
    },
  ]
}

const ENDED = ['done', 'stuck']

/** The insurer's part is back, the wallet's part waits for a person. */
const isWithPerson = (books: Books, refund: BookedRefund): boolean =>
  refund.status === 'granted' &&
  books.attempts.some(
    (one) => one.refundId === refund.refundId && one.leg === 'wallet' && hasWorkOrder(books, one.attemptId),
  )

const isGhosted = (settlement: Settlement): boolean => settlement.takenBackBy.some((one) => one.by === 'ghost')

const isBeingAsked = (books: Books, order: BookedOrder): boolean =>
  books.attempts.some(
    (one) => one.orderId === order.orderId && one.leg === 'insurance' && hasWorkOrder(books, one.attemptId),
  )
