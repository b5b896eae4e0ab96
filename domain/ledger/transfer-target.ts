import type { AccountState } from './account-state.ts'
import type { LedgerCode } from './ledger-refusal.ts'
import { EXPIRY_CODE, type KnownTransfer, type PendingAnswer, type Row, type Sheet } from './sheet.ts'
import type { TransferKind, TransferRequest } from './transfer.ts'

/** Which accounts and how much a request means, before limits are looked at. */
export interface Target {
  readonly kind: TransferKind
  readonly debit: AccountState
  readonly credit: AccountState
  /** fen; of a balancing transfer the most */
  readonly amount: number
  /** what a post or void gives free of the reservation it answers */
  readonly released: number | null
}

export interface Fault {
  readonly code: LedgerCode
  readonly what?: string
}

export function targetOf(sheet: Sheet, request: TransferRequest): Target | Fault {
  if (request.kind === 'post' || request.kind === 'void') return answerTarget(sheet, request)
  if (request.kind === 'reversal') return reversalTarget(sheet, request)
  const debit = sheet.books.account(request.debit!)
  if (!debit) return { code: 'DEBIT_ACCOUNT_NOT_FOUND', what: request.debit! }
  const credit = sheet.books.account(request.credit!)
  if (!credit) return { code: 'CREDIT_ACCOUNT_NOT_FOUND', what: request.credit! }
  return { kind: request.kind, debit, credit, amount: request.amount!, released: null }
}

const ANSWERED: Readonly<Record<PendingAnswer, LedgerCode>> = {
  post: 'PENDING_ALREADY_POSTED',
  void: 'PENDING_ALREADY_VOIDED',
  expired: 'PENDING_EXPIRED',
}

function answerTarget(sheet: Sheet, request: TransferRequest): Target | Fault {
  const pending = find(sheet, request.pendingId!)
  if (!pending) return { code: 'PENDING_NOT_FOUND', what: request.pendingId! }
  const { row } = pending
  if (row.kind !== 'pending') return { code: 'NOT_A_PENDING', what: request.pendingId! }
  const answer = sheet.answered.get(row.transferId) ?? pending.answer
  if (answer) return { code: ANSWERED[answer], what: row.transferId }
  if (row.expiresAt !== null && row.expiresAt <= sheet.now && !sheet.isExpiry)
    return { code: 'PENDING_EXPIRED', what: row.transferId }
  const accounts = accountsOf(sheet, request, row, false)
  if ('code' in accounts) return accounts
  const amount = request.amount ?? row.amount
  if (amount > row.amount) return { code: 'EXCEEDS_PENDING' }
  if (request.kind === 'void' && amount !== row.amount) return { code: 'EXCEEDS_PENDING', what: '释放须为全额' }
  return { kind: request.kind, ...accounts, amount, released: row.amount }
}

/** The id of the void that the ledger writes itself; a caller's id never ends so (check-request.ts), or a reservation could be kept from running out. */
export const expiryId = (pendingId: string): string => `${pendingId}.${EXPIRY_CODE}`

function reversalTarget(sheet: Sheet, request: TransferRequest): Target | Fault {
  const original = find(sheet, request.reversesId!)
  if (!original) return { code: 'REVERSED_NOT_FOUND', what: request.reversesId! }
  const { row } = original
  if (row.kind !== 'posted' && row.kind !== 'post') return { code: 'NOT_REVERSIBLE', what: request.reversesId! }
  const accounts = accountsOf(sheet, request, row, true)
  if ('code' in accounts) return accounts
  const left = row.amount - original.reversed - (sheet.reversed.get(row.transferId) ?? 0)
  const amount = request.amount ?? left
  if (amount > left || left === 0) return { code: 'EXCEEDS_REVERSED' }
  return { kind: 'reversal', ...accounts, amount, released: null }
}

function find(sheet: Sheet, transferId: string): Pick<KnownTransfer, 'row' | 'answer' | 'reversed'> | undefined {
  const row = sheet.byId.get(transferId)
  return row ? { row, answer: null, reversed: 0 } : sheet.books.transfer(transferId)
}

/** The accounts follow from the row that is answered, or lie the other way round when it is reversed; a request that names them must agree. */
function accountsOf(
  { books }: Sheet,
  request: TransferRequest,
  row: Row,
  exchanged: boolean,
): { readonly debit: AccountState; readonly credit: AccountState } | Fault {
  const debit = books.accountOf(exchanged ? row.credit : row.debit)
  const credit = books.accountOf(exchanged ? row.debit : row.credit)
  if (request.debit !== undefined && request.debit !== debit.path) return { code: 'ACCOUNTS_DIFFER', what: 'debit' }
  if (request.credit !== undefined && request.credit !== credit.path) return { code: 'ACCOUNTS_DIFFER', what: 'credit' }
  return { debit, credit }
}
