import type { BookedOrder, Books } from './books.ts'
import { type Check, type Finding, hasWorkOrder, isOpen, yuan } from './question.ts'

/** Once all is quiet nothing is unknown, half done or refused without a person having been asked. */
export const nothingIsSilent: Check = ({ books }) => {
  const findings: Finding[] = []
  const say = (institutionId: string, sentence: string) =>
    findings.push({ invariant: 'nothing-is-silent', institutionId, sentence })
  for (const one of books.attempts)
    if (isOpen(one.status) && !hasWorkOrder(books, one.attemptId))
      say(
        one.institutionId,
        `${one.channel} ${one.act} ${one.attemptId} of ${yuan(one.amount)} is still ${one.status} and in no work order`,
      )
  for (const order of books.orders)
    if (['quoted', 'charging', 'reversing'].includes(order.status) && !hasAttemptWithPerson(books, order))
      say(order.institutionId, `order ${order.orderId} of ${yuan(order.total)} still stands at ${order.status}`)
  for (const refund of books.refunds) {
    const waits = refund.status === 'granted' && !hasOpenPart(books, refund.refundId)
    const stuck = refund.status === 'stuck' && !hasWorkOrder(books, refund.refundId)
    if (waits || stuck)
      say(
        refund.institutionId,
        `refund ${refund.refundId} of ${yuan(refund.amount)} is ${refund.status} and nobody is asked`,
      )
  }
  return findings
}

const hasAttemptWithPerson = (books: Books, order: BookedOrder): boolean =>
  books.attempts.some((one) => one.orderId === order.orderId && hasWorkOrder(books, one.attemptId))

const hasOpenPart = (books: Books, refundId: string): boolean =>
  books.attempts.some((one) => one.refundId === refundId && isOpen(one.status) && hasWorkOrder(books, one.attemptId))
