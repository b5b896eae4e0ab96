import type { AccountState } from './account-state.ts'
import type { Row, Sheet } from './sheet.ts'

export interface Needs {
  /** by account: the most that the batch takes from a limited account before it gives back, fen */
  readonly needs: ReadonlyMap<number, number>
  /** accounts whose very balance was used, by a balancing transfer or a refusal: they must not have moved at all */
  readonly exact: ReadonlySet<number>
}

/**
 * What must be true of the limited accounts when the batch is written, whatever others did since it was decided. A batch
 * that only pays into an account needs nothing of it, so many processes can pay into one limited account at once.
 */
export function needsOf({ rows, books, refusedBy }: Sheet): Needs {
  const taken = new Map<number, number>()
  const needs = new Map<number, number>()
  const exact = new Set(refusedBy)
  const take = (account: AccountState, by: number): void => {
    const now = (taken.get(account.accountId) ?? 0) + by
    taken.set(account.accountId, now)
    needs.set(account.accountId, Math.max(needs.get(account.accountId) ?? now, now))
  }
  for (const row of rows) {
    const debit = books.accountOf(row.debit)
    const credit = books.accountOf(row.credit)
    if (debit.limited === 'none' && credit.limited === 'none') continue
    const { taking, giving } = weightOf(row)
    if (debit.limited === 'debits') take(debit, taking)
    if (debit.limited === 'credits') take(debit, -giving)
    if (credit.limited === 'credits') take(credit, taking)
    if (credit.limited === 'debits') take(credit, -giving)
    if (row.asked !== null) for (const one of [debit, credit]) if (one.limited !== 'none') exact.add(one.accountId)
  }
  return { needs, exact }
}

/** `taking`: room used on a limited side, reservations counted; `giving`: room made on the other side, by what is posted. */
function weightOf(row: Row): { readonly taking: number; readonly giving: number } {
  if (row.kind === 'pending') return { taking: row.amount, giving: 0 }
  if (row.kind === 'void') return { taking: -row.released!, giving: 0 }
  return { taking: row.amount - (row.released ?? 0), giving: row.amount }
}
