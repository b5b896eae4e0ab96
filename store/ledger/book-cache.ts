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
  const memory = createMemory()
  return {
    account: (path) => memory.byPath.get(path),
    accountOf: (accountId) => memory.byId.get(accountId)!,
    transfer: (transferId) => memory.transfers.get(transferId) ?? memory.pendings.get(transferId),
    refused: (transferId) => memory.refusals.get(transferId),
    prepare: async (groups, how) => {
      memory.beginBatch()
      const { ids, paths } = namesIn(groups, memory, how.exact)
      if (how.exact) for (const id of ids) memory.pendings.delete(id)
      if (paths.length > 0) await fetchPaths({ database, books, memory }, paths, how.open)
      if (ids.length > 0) await fetchTransfers({ database, books, memory }, ids, how.exact)
    },
    fold: (sheet, firstBookingNo) => fold(memory, sheet, firstBookingNo ?? 0),
    forget: (sheet) => {
      for (const { account } of sheet.movements.values()) memory.forget(account)
    },
  }
}

interface Memory {
  readonly byPath: Map<string, AccountState>
  readonly byId: Map<number, AccountState>
  /** reservations this process made or answered lately */
  readonly pendings: Map<string, KnownTransfer>
  /** what was fetched for the batch at hand */
  readonly transfers: Map<string, KnownTransfer>
  readonly refusals: Map<string, KeptRefusal>
  beginBatch(): void
  remember(account: AccountState): void
  forget(account: AccountState): void
}

function createMemory(): Memory {
  const byPath = new Map<string, AccountState>()
  const byId = new Map<number, AccountState>()
  const transfers = new Map<string, KnownTransfer>()
  const refusals = new Map<string, KeptRefusal>()
  return {
    ...{ byPath, byId, transfers, refusals, pendings: new Map() },
    beginBatch: () => {
      if (byPath.size > MOST_ACCOUNTS) for (const known of [byPath, byId]) known.clear()
      for (const fetched of [transfers, refusals]) fetched.clear()
    },
    remember: (account) => {
      byPath.set(account.path, account)
      byId.set(account.accountId, account)
    },
    forget: (account) => {
      byPath.delete(account.path)
      byId.delete(account.accountId)
    },
  }
}

/** What the groups name and memory lacks. */
function namesIn(groups: readonly (readonly TransferRequest[])[], memory: Memory, exact: boolean) {
  const { byPath, byId, pendings } = memory
  const ids = new Set<string>()
  const paths = new Set<string>()
  /** its accounts may have been forgotten since, with a batch that could not be written */
  const isRemembered = (pendingId: string): boolean => {
    const known = pendings.get(pendingId)
    return known !== undefined && byId.has(known.row.debit) && byId.has(known.row.credit)
  }
  for (const group of groups)
    for (const one of group) {
      if (exact) ids.add(one.transferId)
      if (one.reversesId !== undefined && one.kind === 'reversal') ids.add(one.reversesId)
      if (one.pendingId !== undefined && (exact || !isRemembered(one.pendingId))) ids.add(one.pendingId)
      // also what no decision looked at yet: a refusal from old memory must not follow on one that was looked at again
      for (const path of [one.debit, one.credit])
        if (path !== undefined && (exact || !byPath.has(path))) paths.add(path)
    }
  return { ids: [...ids], paths: [...paths] }
}

type Place = { readonly database: Database; readonly books: BooksOf; readonly memory: Memory }
type Names = { readonly paths: readonly string[]; readonly ids?: readonly number[] }

async function fetchAccounts({ database, books, memory }: Place, names: Names): Promise<void> {
  for (const account of await loadAccounts(database, books, names)) memory.remember(account)
}

async function fetchPaths(place: Place, paths: readonly string[], open: boolean): Promise<void> {
  await fetchAccounts(place, { paths })
  if (!open) return
  const missing = paths.filter((path) => !place.memory.byPath.has(path) && ACCOUNT_PATH.test(path))
  if (missing.length === 0) return
  await openAccounts(place.database, place.books, missing)
  await fetchAccounts(place, { paths: missing })
}

async function fetchTransfers(place: Place, ids: readonly string[], exact: boolean): Promise<void> {
  const { memory } = place
  const found = await loadTransfers(place.database, place.books, ids)
  for (const one of found.transfers) memory.transfers.set(one.row.transferId, one)
  for (const one of found.refusals) memory.refusals.set(one.transferId, one)
  const touched = found.transfers.flatMap(({ row }) => [row.debit, row.credit])
  const unknown = exact ? touched : touched.filter((id) => !memory.byId.has(id))
  if (unknown.length > 0) await fetchAccounts(place, { paths: [], ids: [...new Set(unknown)] })
}

function fold(memory: Memory, sheet: Sheet, firstBookingNo: number): void {
  for (const { account, ...moved } of touchedBy(sheet))
    memory.remember({
      ...account,
      version: account.version + 1,
      debits: account.debits + moved.debits,
      credits: account.credits + moved.credits,
      debitsPending: account.debitsPending + moved.debitsPending,
      creditsPending: account.creditsPending + moved.creditsPending,
    })
  for (const [position, row] of sheet.rows.entries()) {
    if (row.kind === 'pending') keepPending(memory.pendings, row, firstBookingNo + position)
    if (row.pendingId !== null) memory.pendings.delete(row.pendingId)
  }
}

function keepPending(pendings: Map<string, KnownTransfer>, row: Row, bookingNo: number): void {
  const [oldest] = pendings.keys()
  if (pendings.size >= MOST_PENDINGS && oldest !== undefined) pendings.delete(oldest)
  pendings.set(row.transferId, { row, bookingNo, answer: null, reversed: 0 })
}
