import type { Refusal } from '../identity/refusal.ts'
import { creditRoom, debitRoom, type Movement } from './account-state.ts'
import { checkRequest } from './check-request.ts'
import { contentOf, fieldUnlikeBooked, fieldUnlikeKept } from './differing-field.ts'
import { type LedgerCode, ledgerRefusal } from './ledger-refusal.ts'
import { addRow, movementOf, type Row, rollBack, type Sheet } from './sheet.ts'
import type { TransferRequest } from './transfer.ts'
import { type Target, targetOf } from './transfer-target.ts'

/** What became of one request. A replayed answer is the answer of the first time. */
export type Decision =
  | { readonly kind: 'booked'; readonly row: Row; readonly position: number }
  | { readonly kind: 'replayed'; readonly row: Row; readonly bookingNo: number }
  /** the same id stands earlier in this very batch */
  | { readonly kind: 'repeated'; readonly row: Row }
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly replayed: boolean }

/**
 * Transfers that all post or all fail; one alone is a group of one. Later groups see what earlier ones did. A transfer that
 * was posted before with the same content is posted: the group may be sent again, also with more in it.
 */
export function decideGroup(sheet: Sheet, group: readonly TransferRequest[]): Decision[] {
  const length = sheet.rows.length
  const decisions: Decision[] = []
  const twice = idsSaidTwice(group)
  for (const request of group) {
    const decision = decideOne(sheet, request, twice)
    decisions.push(decision)
    if (decision.kind === 'refused' && group.length > 1) return failGroup(sheet, group, { length, decisions })
  }
  if (group.length === 1) keepRefusal(sheet, group[0]!, decisions[0]!)
  return decisions
}

/** Nothing of the group is booked; those that did nothing wrong are told which one did. What was booked before stays so. */
function failGroup(
  sheet: Sheet,
  group: readonly TransferRequest[],
  { length, decisions }: { readonly length: number; readonly decisions: readonly Decision[] },
): Decision[] {
  rollBack(sheet, length)
  const culprit = group[decisions.length - 1]!
  const last = decisions.at(-1)!
  const mayBeMended = last.kind === 'refused' && isMalformed(last.refusal)
  return group.map((request, index) => {
    const decision = decisions[index] ?? earlier(sheet, request)
    if (decision && decision.kind !== 'booked') {
      keepRefusal(sheet, request, decision)
      return decision
    }
    const failed = refuse('GROUP_FAILED', request, culprit.transferId)
    if (!mayBeMended) keepRefusal(sheet, request, failed)
    return failed
  })
}

/**
 * A refusal that came from the state of the books is kept under the id; a malformed request may be mended and sent again.
 * That a reservation which ran out was answered by somebody else meanwhile is no answer to anybody.
 */
function keepRefusal(sheet: Sheet, request: TransferRequest, decision: Decision): void {
  if (decision.kind !== 'refused' || decision.replayed || sheet.isExpiry) return
  if (isMalformed(decision.refusal)) return
  const { code, message } = decision.refusal
  sheet.refusals.set(request.transferId, { transferId: request.transferId, code, message, content: contentOf(request) })
}

const isMalformed = ({ code }: Refusal): boolean => code.startsWith('TRANSFER_')

const NONE: ReadonlySet<string> = new Set()

function idsSaidTwice(group: readonly TransferRequest[]): ReadonlySet<string> {
  if (group.length === 1) return NONE
  const seen = new Set<string>()
  return new Set(group.flatMap(({ transferId }) => (seen.size === seen.add(transferId).size ? [transferId] : [])))
}

function decideOne(sheet: Sheet, request: TransferRequest, twice: ReadonlySet<string>): Decision {
  const fault = sheet.isExpiry ? null : checkRequest(request)
  if (fault) return { kind: 'refused', refusal: fault, replayed: false }
  if (twice.has(request.transferId)) return refuse('TRANSFER_ID_REPEATED', request)
  const before = earlier(sheet, request)
  if (before) return before
  const target = targetOf(sheet, request)
  if ('code' in target) return refuse(target.code, request, target.what)
  const refused = refusedByAccounts(target)
  if (refused) return refuse(refused, request)
  const row = rowOf(sheet, request, target)
  if (typeof row === 'string') return refuse(row, request)
  addRow(sheet, row)
  return { kind: 'booked', row, position: sheet.rows.length - 1 }
}

const refuse = (code: LedgerCode, request: TransferRequest, what?: string): Decision => ({
  kind: 'refused',
  refusal: ledgerRefusal(code, request.transferId, what),
  replayed: false,
})

/** The answer this id was given before, in this batch, in the books, or as a kept refusal. */
function earlier(sheet: Sheet, request: TransferRequest): Decision | null {
  const { books } = sheet
  const inBatch = sheet.byId.get(request.transferId)
  const known = inBatch ? { row: inBatch } : books.transfer(request.transferId)
  if (known) {
    const field = fieldUnlikeBooked(request, known, books)
    if (field !== null) return refuse('TRANSFER_ID_TAKEN', request, field)
    return 'bookingNo' in known
      ? { kind: 'replayed', row: known.row, bookingNo: known.bookingNo }
      : { kind: 'repeated', row: known.row }
  }
  const kept = sheet.refusals.get(request.transferId) ?? books.refused(request.transferId)
  if (!kept) return null
  const field = fieldUnlikeKept(request, kept.content)
  if (field !== null) return refuse('TRANSFER_ID_TAKEN', request, field)
  const refusal = { ...ledgerRefusal('GROUP_FAILED', request.transferId), code: kept.code, message: kept.message }
  return { kind: 'refused', refusal, replayed: true }
}

/** A frozen account moves nothing, but what is reserved on it may still be released. */
function refusedByAccounts({ debit, credit, kind }: Target): LedgerCode | null {
  if (debit.scale !== credit.scale) return 'SCALES_DIFFER'
  if (kind === 'void') return null
  if (debit.status === 'closed') return 'DEBIT_ACCOUNT_CLOSED'
  if (credit.status === 'closed') return 'CREDIT_ACCOUNT_CLOSED'
  if (debit.status === 'frozen') return 'DEBIT_ACCOUNT_FROZEN'
  if (credit.status === 'frozen') return 'CREDIT_ACCOUNT_FROZEN'
  return null
}

function rowOf(sheet: Sheet, request: TransferRequest, target: Target): Row | LedgerCode {
  const debit = movementOf(sheet, target.debit)
  const credit = movementOf(sheet, target.credit)
  let { amount } = target
  if (request.balancing) {
    amount = Math.min(amount, debitRoom(debit), creditRoom(credit))
    if (amount <= 0) return refuseByLimit(sheet, target, 'NOTHING_AVAILABLE')
  } else if (target.released === null) {
    if (amount > debitRoom(debit)) return refuseByLimit(sheet, target, 'DEBIT_LIMIT')
    if (amount > creditRoom(credit)) return refuseByLimit(sheet, target, 'CREDIT_LIMIT')
  }
  if (target.kind !== 'void' && !fits(debit, credit, amount - (target.released ?? 0))) return 'BALANCE_TOO_LARGE'
  return {
    transferId: request.transferId,
    kind: target.kind,
    debit: target.debit.accountId,
    credit: target.credit.accountId,
    amount,
    code: request.code,
    effectiveDate: request.effectiveDate ?? sheet.today,
    pendingId: request.pendingId ?? null,
    reversesId: request.reversesId ?? null,
    orderId: request.orderId ?? null,
    attemptId: request.attemptId ?? null,
    refundId: request.refundId ?? null,
    billId: request.billId ?? null,
    asked: request.balancing ? target.amount : null,
    released: target.released,
    timeoutMs: request.timeoutMs ?? null,
    expiresAt: request.timeoutMs === undefined ? null : sheet.now + request.timeoutMs,
    metadata: request.metadata ?? null,
  }
}

function refuseByLimit(sheet: Sheet, { debit, credit }: Target, code: LedgerCode): LedgerCode {
  for (const { accountId, limited } of [debit, credit]) if (limited !== 'none') sheet.refusedBy.add(accountId)
  return code
}

/** Every total stays a safe integer, reservations included, so that what is reserved can always be posted. @param more fen */
function fits(debit: Movement, credit: Movement, more: number): boolean {
  const debits = debit.account.debits + debit.debits + debit.account.debitsPending + debit.debitsPending
  const credits = credit.account.credits + credit.credits + credit.account.creditsPending + credit.creditsPending
  return debits <= Number.MAX_SAFE_INTEGER - more && credits <= Number.MAX_SAFE_INTEGER - more
}
