import type { AccountState, Movement } from './account-state.ts'
import type { TransferKind } from './transfer.ts'

/** A transfer as it stands, or is about to stand, in the books; accounts by number, money in fen. */
export interface Row {
  readonly transferId: string
  readonly kind: TransferKind
  readonly debit: number
  readonly credit: number
  readonly amount: number
  readonly code: string
  readonly effectiveDate: string
  readonly pendingId: string | null
  readonly reversesId: string | null
  readonly orderId: string | null
  readonly attemptId: string | null
  readonly refundId: string | null
  readonly billId: string | null
  /** balancing: the most that was asked for */
  readonly asked: number | null
  /** post, void: what the answered reservation held */
  readonly released: number | null
  readonly timeoutMs: number | null
  /** ms since epoch */
  readonly expiresAt: number | null
  readonly metadata: string | null
}

export type PendingAnswer = 'post' | 'void' | 'expired'

/** A row of the books, and what became of it. */
export interface KnownTransfer {
  readonly row: Row
  readonly bookingNo: number
  /** of a pending */
  readonly answer: PendingAnswer | null
  /** of a posted one: what reversals took back already */
  readonly reversed: number
}

/** What the decision may look at: everything the requests name has been fetched before. */
export interface Books {
  account(path: string): AccountState | undefined
  accountOf(accountId: number): AccountState
  transfer(transferId: string): KnownTransfer | undefined
  refused(transferId: string): KeptRefusal | undefined
}

export interface KeptRefusal {
  readonly transferId: string
  readonly code: string
  readonly message: string
  /** the request that was refused, its fields by name */
  readonly content: Readonly<Record<string, unknown>>
}

/** One batch while it is being decided: rows in booking order and what they do to each account. */
export interface Sheet {
  readonly books: Books
  /** ms since epoch */
  readonly now: number
  readonly today: string
  /** the ledger itself releases what ran out; such ids and their code are nobody else's */
  readonly isExpiry: boolean
  readonly rows: Row[]
  readonly movements: Map<number, Movement>
  readonly refusals: Map<string, KeptRefusal>
  readonly byId: Map<string, Row>
  readonly answered: Map<string, PendingAnswer>
  readonly reversed: Map<string, number>
  /** accounts whose limit refused something: had they moved meanwhile, it might have been booked behind the rows before it */
  readonly refusedBy: Set<number>
}

export const openSheet = (books: Books, now: number, today: string, isExpiry = false): Sheet => ({
  books,
  now,
  today,
  isExpiry,
  rows: [],
  movements: new Map(),
  refusals: new Map(),
  byId: new Map(),
  answered: new Map(),
  reversed: new Map(),
  refusedBy: new Set(),
})

export function movementOf(sheet: Sheet, account: AccountState): Movement {
  let movement = sheet.movements.get(account.accountId)
  if (!movement) {
    movement = { account, debits: 0, credits: 0, debitsPending: 0, creditsPending: 0 }
    sheet.movements.set(account.accountId, movement)
  }
  return movement
}

export function addRow(sheet: Sheet, row: Row): void {
  sheet.rows.push(row)
  sheet.byId.set(row.transferId, row)
  if (row.pendingId !== null) sheet.answered.set(row.pendingId, answerOf(row))
  if (row.kind === 'reversal') raise(sheet.reversed, row.reversesId!, row.amount)
  move(sheet, row, 1)
}

const answerOf = (row: Row): PendingAnswer =>
  row.kind === 'post' ? 'post' : row.code === EXPIRY_CODE ? 'expired' : 'void'

/** The code of a void that the ledger writes itself when a reservation's time is over. */
export const EXPIRY_CODE = 'expired'

/** Takes back every row since the sheet was `length` rows long. */
export function rollBack(sheet: Sheet, length: number): void {
  while (sheet.rows.length > length) {
    const row = sheet.rows.pop()!
    sheet.byId.delete(row.transferId)
    if (row.pendingId !== null) sheet.answered.delete(row.pendingId)
    if (row.kind === 'reversal') raise(sheet.reversed, row.reversesId!, -row.amount)
    move(sheet, row, -1)
  }
}

function raise(sums: Map<string, number>, key: string, by: number): void {
  sums.set(key, (sums.get(key) ?? 0) + by)
}

function move(sheet: Sheet, row: Row, sign: 1 | -1): void {
  const { books } = sheet
  const debit = movementOf(sheet, books.accountOf(row.debit))
  const credit = movementOf(sheet, books.accountOf(row.credit))
  if (row.kind === 'pending') {
    debit.debitsPending += sign * row.amount
    credit.creditsPending += sign * row.amount
    return
  }
  if (row.released !== null) {
    debit.debitsPending -= sign * row.released
    credit.creditsPending -= sign * row.released
  }
  if (row.kind === 'void') return
  debit.debits += sign * row.amount
  credit.credits += sign * row.amount
}

/** A group that was rolled back may have looked at accounts that no row touches in the end. */
export const touchedBy = (sheet: Sheet): Movement[] =>
  [...sheet.movements.values()].filter(({ account, ...moved }) => {
    if (moved.debits !== 0 || moved.credits !== 0 || moved.debitsPending !== 0 || moved.creditsPending !== 0)
      return true
    return sheet.rows.some((row) => row.debit === account.accountId || row.credit === account.accountId)
  })
