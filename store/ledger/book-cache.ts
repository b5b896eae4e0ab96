import { ACCOUNT_PATH, type AccountState } from '../../domain/ledger/account-state.ts'
import {
  type Books,
  type KeptRefusal,
  type KnownTransfer,
  type Row,
  type Sheet,
  touchedBy,
} from '../../domain/ledger/sheet.ts'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import type { Database } from '../database.ts'
import { type BooksOf, loadAccounts, loadTransfers, openAccounts } from './load-books.ts'

const MOST_ACCOUNTS = 200_000
const MOST_PENDINGS = 50_000

/**
 * What this process remembers of the books between batches. Memory may be old: a batch is written only if the terms, and the
 * totals of limited accounts, are still what was remembered, and if no id and no answer was there before.
 */
export interface BookCache extends Books {
  /** fetches what the groups name and memory lacks; `exact` asks for the ids themselves too */
  prepare(
    groups: readonly (readonly TransferRequest[])[],
    how: { readonly exact: boolean; readonly open: boolean },
  ): Promise<void>
  /** the batch is written: its effects are now what is remembered */
  fold(sheet: Sheet, firstBookingNo: number | null): void
  /** the batch was decided on something old */
  forget(sheet: Sheet): void
}

export function openBookCache(database: Database, books: BooksOf): BookCache {
  const byPath = new Map<string, AccountState>()
  const byId = new Map<number, AccountState>()
  /** reservations this process made or answered lately */
  const pendings = new Map<string, KnownTransfer>()
  /** what was fetched for the batch at hand */
  let transfers = new Map<string, KnownTransfer>()
  let refusals = new Map<string, KeptRefusal>()

  const remember = (account: AccountState): void => {
    byPath.set(account.path, account)
    byId.set(account.accountId, account)
  }
  const fetchAccounts = async (paths: readonly string[], ids: readonly number[]): Promise<void> => {
    for (const account of await loadAccounts(database, books, { paths, ids })) remember(account)
  }
  /** its accounts may have been forgotten since, with a batch that could not be written */
  const isRemembered = (pendingId: string): boolean => {
    const known = pendings.get(pendingId)
    return known !== undefined && byId.has(known.row.debit) && byId.has(known.row.credit)
  }
  const fetchTransfers = async (ids: readonly string[], exact: boolean): Promise<void> => {
    const found = await loadTransfers(database, books, ids)
    for (const one of found.transfers) transfers.set(one.row.transferId, one)
    for (const one of found.refusals) refusals.set(one.transferId, one)
    const touched = found.transfers.flatMap(({ row }) => [row.debit, row.credit])
    const unknown = exact ? touched : touched.filter((id) => !byId.has(id))
    if (unknown.length > 0) await fetchAccounts([], [...new Set(unknown)])
  }

  return {
    account: (path) => byPath.get(path),
    accountOf: (accountId) => byId.get(accountId)!,
    transfer: (transferId) => transfers.get(transferId) ?? pendings.get(transferId),
    refused: (transferId) => refusals.get(transferId),
    prepare: async (groups, { exact, open }) => {
      if (byPath.size > MOST_ACCOUNTS) for (const known of [byPath, byId]) known.clear()
      transfers = new Map()
      refusals = new Map()
      const ids = new Set<string>()
      const paths = new Set<string>()
      for (const group of groups)
        for (const one of group) {
          if (exact) ids.add(one.transferId)
          if (one.reversesId !== undefined && one.kind === 'reversal') ids.add(one.reversesId)
          if (one.pendingId !== undefined && (exact || !isRemembered(one.pendingId))) ids.add(one.pendingId)
          // also what no decision looked at yet: a refusal from old memory must not follow on one that was looked at again
          for (const path of [one.debit, one.credit])
            if (path !== undefined && (exact || !byPath.has(path))) paths.add(path)
        }
      if (exact) for (const id of ids) pendings.delete(id)
      if (paths.size > 0) {
        await fetchAccounts([...paths], [])
        const missing = open ? [...paths].filter((path) => !byPath.has(path) && ACCOUNT_PATH.test(path)) : []
        if (missing.length > 0) {
          await openAccounts(database, books, missing)
          await fetchAccounts(missing, [])
        }
      }
      if (ids.size > 0) await fetchTransfers([...ids], exact)
    },
    fold: (sheet, firstBookingNo) => {
      for (const { account, ...moved } of touchedBy(sheet))
        remember({
          ...account,
          version: account.version + 1,
          debits: account.debits + moved.debits,
          credits: account.credits + moved.credits,
          debitsPending: account.debitsPending + moved.debitsPending,
          creditsPending: account.creditsPending + moved.creditsPending,
        })
      for (const [position, row] of sheet.rows.entries()) {
        if (row.kind === 'pending') keepPending(pendings, row, (firstBookingNo ?? 0) + position)
        if (row.pendingId !== null) pendings.delete(row.pendingId)
      }
    },
    forget: (sheet) => {
      for (const { account } of sheet.movements.values()) {
        byPath.delete(account.path)
        byId.delete(account.accountId)
      }
    },
  }
}

function keepPending(pendings: Map<string, KnownTransfer>, row: Row, bookingNo: number): void {
  const [oldest] = pendings.keys()
  if (pendings.size >= MOST_PENDINGS && oldest !== undefined) pendings.delete(oldest)
  pendings.set(row.transferId, { row, bookingNo, answer: null, reversed: 0 })
}
