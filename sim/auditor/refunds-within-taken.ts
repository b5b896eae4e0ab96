import { promisedBack } from './outside.ts'
import { type Check, type Finding, groupBy, sumOf, yuan } from './question.ts'

/** Refunds never exceed what was taken: at the channel, per charge of ours, and per order. */
export const refundsWithinTaken: Check = ({ books, outside, question }) => {
  const findings: Finding[] = []
  const say = (institutionId: string, sentence: string) =>
    findings.push({ invariant: 'refunds-within-taken', institutionId, sentence })
  for (const order of outside.wallets)
    if (promisedBack(order) > order.amount) {
      const clinic = question.clinics.find((one) => one.account === order.account)
      const sentence = `${order.channel} gives back ${yuan(promisedBack(order))} of ${yuan(order.amount)} taken for ${order.ourOrderId}`
      say(clinic?.institutionId ?? '', sentence)
    }
  const refundsOf = groupBy(
    books.attempts.filter((one) => one.act === 'refund' && one.status !== 'declined'),
    (one) => one.chargeAttemptId,
  )
  for (const charge of books.attempts) {
    const back = sumOf(refundsOf.get(charge.attemptId) ?? [], (one) => one.amount)
    if (back > 0n && (charge.status !== 'settled' || back > charge.amount))
      say(
        charge.institutionId,
        `${yuan(back)} is given back of ${charge.attemptId}, which took ${yuan(charge.amount)} (${charge.status})`,
      )
  }
  const granted = groupBy(
    books.refunds.filter((one) => one.status !== 'refused'),
    (one) => one.orderId,
  )
  for (const order of books.orders) {
    const back = sumOf(granted.get(order.orderId) ?? [], (one) => one.amount)
    if (back > order.total - order.hospitalPart)
      say(order.institutionId, `order ${order.orderId} of ${yuan(order.total)} grants refunds of ${yuan(back)}`)
  }
  return findings
}
