import type { BookedTransfer } from './books.ts'
import { type Check, type Finding, hasWorkOrder, yuan } from './question.ts'

/**
 * Every transfer has two sides of the same institution, every answer belongs to exactly one reservation of at least its
 * amount, and once all is quiet no reservation waits, unless a person has been asked about it.
 */
export const ledgerBalances: Check = ({ books }) => {
  const findings: Finding[] = []
  const say = (of: BookedTransfer, sentence: string) =>
    findings.push({ invariant: 'ledger-balances', institutionId: of.institutionId, sentence })
  const reservations = new Map(
    books.transfers.filter((one) => one.kind === 'pending').map((one) => [one.transferId, one]),
  )
  const answered = new Map<string, BookedTransfer>()
  for (const transfer of books.transfers) {
    if (transfer.debit === null || transfer.credit === null)
      say(transfer, `transfer ${transfer.transferId} of ${yuan(transfer.amount)} has a side outside the institution`)
    if (transfer.pendingId === null) continue
    const reservation = reservations.get(transfer.pendingId)
    if (!reservation) say(transfer, `${transfer.transferId} answers ${transfer.pendingId}, which reserves nothing`)
    else if (transfer.amount > reservation.amount)
      say(transfer, `${transfer.transferId} moves ${yuan(transfer.amount)} of ${yuan(reservation.amount)} reserved`)
    if (answered.has(transfer.pendingId))
      say(transfer, `${transfer.pendingId} is answered twice: ${answered.get(transfer.pendingId)!.transferId} as well`)
    answered.set(transfer.pendingId, transfer)
  }
  for (const reservation of reservations.values())
    if (!answered.has(reservation.transferId) && !hasWorkOrder(books, reservation.attemptId ?? '?'))
      say(reservation, `reservation ${reservation.transferId} of ${yuan(reservation.amount)} waits though all is quiet`)
  return [...findings, ...unbalanced(books.transfers)]
}

const MOVES = ['posted', 'post']

/** Sums both columns of every account: what left one must have arrived at another. */
function unbalanced(transfers: readonly BookedTransfer[]): Finding[] {
  const columns = new Map<string, { debits: bigint; credits: bigint }>()
  for (const { institutionId, kind, debit, credit, amount } of transfers) {
    if (!MOVES.includes(kind)) continue
    const sums = columns.get(institutionId) ?? { debits: 0n, credits: 0n }
    if (debit !== null) sums.debits += amount
    if (credit !== null) sums.credits += amount
    columns.set(institutionId, sums)
  }
  return [...columns]
    .filter(([, { debits, credits }]) => debits !== credits)
    .map(([institutionId, { debits, credits }]) => ({
      invariant: 'ledger-balances',
      institutionId,
      sentence: `debits ${yuan(debits)} are not credits ${yuan(credits)}`,
    }))
}

/** debits − credits of an account, or of all accounts below a path */
export function balanceOf(transfers: readonly BookedTransfer[], path: string): bigint {
  const isOn = (account: string | null) => account === path || (account?.startsWith(`${path}/`) ?? false)
  let balance = 0n
  for (const { kind, debit, credit, amount } of transfers) {
    if (!MOVES.includes(kind)) continue
    if (isOn(debit)) balance += amount
    if (isOn(credit)) balance -= amount
  }
  return balance
}
