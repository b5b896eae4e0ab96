import { chinaDate } from '../identity/clock.ts'
import type { Refusal } from '../identity/refusal.ts'
import { ACCOUNT_PATH } from './account-state.ts'
import { type LedgerCode, ledgerRefusal } from './ledger-refusal.ts'
import { EXPIRY_CODE } from './sheet.ts'
import type { TransferKind, TransferRequest } from './transfer.ts'

const ID = /^[A-Za-z0-9._:/-]{1,100}$/
const CODE = /^[a-z0-9-]{1,40}$/
const LONGEST_TIMEOUT_MS = 400 * 86_400_000
const LONGEST_METADATA = 4000

type Field = keyof TransferRequest
type Rule = { readonly needs: readonly Field[]; readonly refuses: readonly Field[] }

const RULES: Readonly<Record<TransferKind, Rule>> = {
  posted: { needs: ['debit', 'credit', 'amount'], refuses: ['pendingId', 'timeoutMs'] },
  pending: { needs: ['debit', 'credit', 'amount'], refuses: ['pendingId', 'reversesId', 'balancing'] },
  post: { needs: ['pendingId'], refuses: ['reversesId', 'balancing', 'timeoutMs'] },
  void: { needs: ['pendingId'], refuses: ['reversesId', 'balancing', 'timeoutMs'] },
  reversal: { needs: ['reversesId'], refuses: ['pendingId', 'balancing', 'timeoutMs'] },
}

const LINKS = ['pendingId', 'reversesId', 'orderId', 'attemptId', 'refundId', 'billId'] as const

/** What can be said of a request without looking at the books; null when nothing is wrong. The first fault in order of precedence wins. */
export function checkRequest(request: TransferRequest): Refusal | null {
  const fault = firstFault(request)
  return fault ? ledgerRefusal(fault[0], String(request.transferId).slice(0, 120), fault[1]) : null
}

function firstFault(request: TransferRequest): readonly [LedgerCode, string?] | null {
  if (!ID.test(request.transferId)) return ['TRANSFER_ID_MALFORMED']
  if (request.transferId.endsWith(`.${EXPIRY_CODE}`)) return ['TRANSFER_ID_MALFORMED', `.${EXPIRY_CODE} 由账本自用`]
  // what comes from outside may be called `toString`
  const rule = Object.hasOwn(RULES, request.kind) ? RULES[request.kind] : undefined
  if (!rule) return ['TRANSFER_KIND_UNKNOWN', String(request.kind)]
  if (!CODE.test(request.code)) return ['TRANSFER_CODE_MALFORMED']
  if (request.code === EXPIRY_CODE) return ['TRANSFER_CODE_MALFORMED', `${EXPIRY_CODE} 由账本自用`]
  for (const field of rule.refuses) if (request[field] !== undefined) return ['TRANSFER_FIELD_UNWANTED', field]
  for (const field of rule.needs) if (request[field] === undefined) return ['TRANSFER_FIELD_MISSING', field]
  const { amount } = request
  if (amount !== undefined && !(Number.isSafeInteger(amount) && amount > 0)) return ['TRANSFER_AMOUNT_INVALID']
  for (const field of LINKS) {
    const link = request[field]
    if (link !== undefined && !ID.test(link)) return ['TRANSFER_ID_MALFORMED', field]
  }
  return faultOfDetails(request)
}

function faultOfDetails(request: TransferRequest): readonly [LedgerCode, string?] | null {
  const { effectiveDate, timeoutMs, metadata, debit, credit } = request
  if (effectiveDate !== undefined && !isRealDate(effectiveDate)) return ['TRANSFER_DATE_INVALID']
  if (timeoutMs !== undefined && !(Number.isSafeInteger(timeoutMs) && timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS))
    return ['TRANSFER_TIMEOUT_INVALID']
  if (metadata !== undefined && !isShortJson(metadata)) return ['TRANSFER_METADATA_INVALID']
  if (debit !== undefined && !isPath(debit)) return ['TRANSFER_ACCOUNT_MALFORMED', 'debit']
  if (credit !== undefined && !isPath(credit)) return ['TRANSFER_ACCOUNT_MALFORMED', 'credit']
  if (debit !== undefined && debit === credit) return ['TRANSFER_SAME_ACCOUNT']
  return null
}

const isPath = (path: string): boolean => path.length <= 200 && ACCOUNT_PATH.test(path)

/** Days repeat; each is looked at once. */
const realDates = new Set<string>()

function isRealDate(date: string): boolean {
  if (realDates.has(date)) return true
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return false
  const noon = new Date(`${date}T12:00:00+08:00`)
  if (Number.isNaN(noon.getTime()) || chinaDate(noon) !== date) return false
  if (realDates.size > 5000) realDates.clear()
  realDates.add(date)
  return true
}

function isShortJson(text: string): boolean {
  // half a surrogate pair would be stored as another character, and the same request would not be the same again
  if (text.length > LONGEST_METADATA || !text.isWellFormed()) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
