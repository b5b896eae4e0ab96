import type { InsuranceCover, Patient, Visit } from './bill.ts'
import { type BillInput, billSchema, type StatedLine } from './bill-input.ts'
import { billRefusal } from './bill-refusal.ts'
import { findMisdecoding } from './misdecoded.ts'
import { type FeedetailReading, readFeedetail } from './read-feedetail.ts'
import { readFields, showPlace } from './read-fields.ts'

/**
 * Reads our JSON bill. Numbers must have arrived as text (`parseLossless`); unknown fields are refused, because a misspelled
 * optional field would otherwise be ignored in silence.
 * @throws RefusalError with one of BILL_REFUSALS; money has not moved
 */
export function readBill(value: unknown): BillInput {
  refuseBadText(value, [])
  const read = readFields(billSchema, value, '')
  if (read.lines !== undefined && read.feedetail !== undefined)
    throw billRefusal('BILL_LINES_TWICE', 'feedetail', 'give either lines or feedetail')
  const feedetail = read.feedetail === undefined ? null : readFeedetail(read.feedetail)
  const lines = feedetail?.lines ?? (read.lines as readonly StatedLine[] | undefined) ?? []
  if (lines.length === 0) throw billRefusal('BILL_NO_LINES', 'lines', 'the bill has no charge lines')
  if (feedetail) refuseOtherOwner(read, feedetail)
  return {
    hisBillNo: read.hisBillNo,
    chargeBatchNo: read.chargeBatchNo ?? feedetail?.chargeBatchNo ?? read.hisBillNo,
    visit: visitOf(read.visit as Visit, feedetail),
    patient: read.patient as Patient,
    cover: read.cover as InsuranceCover | null,
    lines,
    businessDate: read.businessDate ?? null,
    statedTotal: read.statedTotal ?? null,
  }
}

function visitOf(visit: Visit, feedetail: FeedetailReading | null): Visit {
  if (visit.insurerVisitId !== undefined || !feedetail?.insurerVisitId) return visit
  return { ...visit, insurerVisitId: feedetail.insurerVisitId }
}

interface Owner {
  readonly chargeBatchNo?: string | undefined
  readonly visit: { readonly insurerVisitId?: string | undefined }
  readonly cover: { readonly personNo: string } | null
}

/** What the rows say of person, visit and batch must agree with what the bill says. */
function refuseOtherOwner(bill: Owner, rows: FeedetailReading): void {
  const pairs = [
    ['chrg_bchno', bill.chargeBatchNo, rows.chargeBatchNo],
    ['mdtrt_id', bill.visit.insurerVisitId, rows.insurerVisitId],
    ['psn_no', bill.cover?.personNo, rows.personNo],
  ] as const
  for (const [field, ofBill, ofRows] of pairs) {
    if (ofBill === undefined || ofRows === null || ofBill === ofRows) continue
    throw billRefusal('BILL_FEEDETAIL_MIXED', `feedetail[0].${field}`, `${field} differs from what the bill says`)
  }
}

/**
 * Nothing a person cannot see may stand in a number or a code, nor anything that turns the direction of what is read. Names come
 * as hospitals keep them: a tab or a line break in one is no reason to refuse a bill.
 */
function hasControl(text: string, path: readonly PropertyKey[]): boolean {
  return (/name$/i.test(String(path.at(-1))) ? UNPRINTABLE : UNSEEN).test(text)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNSEEN = /[\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/

/** A bill is four levels deep; deeper nesting is an attempt to exhaust the stack. */
const DEEPEST = 16

function refuseBadText(value: unknown, path: readonly PropertyKey[]): void {
  if (typeof value === 'string') return refuseBadString(value, path)
  if (typeof value !== 'object' || value === null) return
  if (path.length > DEEPEST) throw billRefusal('BILL_FIELD_INVALID', String(path[0]), 'nested too deeply')
  const entries: Iterable<[PropertyKey, unknown]> = Array.isArray(value) ? value.entries() : Object.entries(value)
  for (const [key, item] of entries) refuseBadText(item, [...path, key])
}

function refuseBadString(text: string, path: readonly PropertyKey[]): void {
  if (hasControl(text, path))
    throw billRefusal('BILL_TEXT_CONTROL', showPlace('', path), 'the text holds a control character')
  const reason = text.isWellFormed() ? findMisdecoding(text) : 'half a character (lone surrogate)'
  if (reason) throw billRefusal('BILL_TEXT_MISDECODED', showPlace('', path), reason)
}
