import type { BookedOrder, BookedTransfer, Books } from './books.ts'
import { balanceOf } from './ledger-balances.ts'
import { type Check, type Finding, groupBy, hasWorkOrder, isOpen, sumOf, yuan } from './question.ts'

const DEPOSITS = 'liability/patient-deposits'
const INCOME = 'income/medical-service'

/**
 * Order by order: nothing of the patient's money rests on the deposit account once the order rests, and income is
 * exactly what was paid less what was given back. An order that a person has been asked about may hold a deposit.
 */
export const depositsAreEmpty: Check = ({ books }) => {
  const byOrder = groupBy(books.transfers, (one) => one.orderId)
  const findings = books.orders.flatMap((order) => judge(books, order, byOrder.get(order.orderId) ?? []))
  const nowhere = books.transfers.filter((one) => one.orderId === null && touches(one))
  for (const one of nowhere)
    findings.push({
      invariant: 'deposits-are-empty',
      institutionId: one.institutionId,
      sentence: `transfer ${one.transferId} of ${yuan(one.amount)} moves patients' money or income without an order`,
    })
  return findings
}

const touches = ({ debit, credit }: BookedTransfer): boolean =>
  [debit, credit].some((path) => path === DEPOSITS || path === INCOME)

function judge(books: Books, order: BookedOrder, transfers: readonly BookedTransfer[]): Finding[] {
  const findings: Finding[] = []
  const say = (sentence: string) =>
    findings.push({ invariant: 'deposits-are-empty', institutionId: order.institutionId, sentence })
  const deposit = -balanceOf(transfers, DEPOSITS)
  if (deposit !== 0n && !isWithPerson(books, order))
    say(`order ${order.orderId} (${order.status}) leaves ${yuan(deposit)} on the patient's deposit`)
  const income = -balanceOf(transfers, INCOME)
  const expected = expectedIncome(books, order)
  if (income !== expected)
    say(`order ${order.orderId} (${order.status}) has income of ${yuan(income)}, it should be ${yuan(expected)}`)
  return findings
}

/** An open or refused attempt, or a refund nobody could finish, that is in a work order. */
const isWithPerson = (books: Books, order: BookedOrder): boolean =>
  books.attempts.some(
    (one) =>
      one.orderId === order.orderId &&
      (isOpen(one.status) || one.status === 'declined' || one.act === 'charge') &&
      hasWorkOrder(books, one.attemptId),
  ) ||
  books.refunds.some(
    (one) => one.orderId === order.orderId && one.status === 'stuck' && hasWorkOrder(books, one.refundId),
  )

/** What was granted leaves income at once; a refused refund puts it back. */
function expectedIncome(books: Books, order: BookedOrder): bigint {
  if (!['paid', 'partlyRefunded', 'refunded'].includes(order.status)) return 0n
  const granted = books.refunds.filter((one) => one.orderId === order.orderId && one.status !== 'refused')
  const back = sumOf(granted, (one) => one.amount)
  return order.total - back - (order.status === 'refunded' ? order.hospitalPart : 0n)
}
