import { type Refusal, RefusalError } from '../identity/refusal.ts'
import type { BillInput } from './bill-input.ts'
import { billRefusal } from './bill-refusal.ts'
import { parseLossless } from './lossless-json.ts'
import { readBill } from './read-bill.ts'
import { keyThatStandsTwice } from './repeated-key.ts'

/** A line that could not become a bill: kept and counted, never dropped. The text itself stays with whoever read the file. */
export interface QuarantinedLine {
  readonly lineNumber: number
  readonly code: string
  readonly place: string
  readonly message: string
}

export type BillLineReading =
  | { readonly kind: 'bill'; readonly input: BillInput }
  | { readonly kind: 'quarantined'; readonly record: QuarantinedLine }

/** The largest bill allowed (10,000 lines) is far below this; longer text is a file without line ends. */
const LONGEST_LINE = 8_000_000

/** Windows exports begin with a byte order mark; it belongs to the file, not to the first bill. */
const BYTE_ORDER_MARK = '\ufeff'

/**
 * Reads one line of a JSON-lines file (docs/bill-input.md). Never throws for what the line contains. Blank lines are for
 * the file reader to skip; here they are quarantined like any other text that is not JSON.
 * @param lineNumber from 1, as an editor counts
 */
export function readBillLine(text: string, lineNumber: number): BillLineReading {
  try {
    const bill = lineNumber === 1 && text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
    return { kind: 'bill', input: readBillText(bill) }
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error
    return { kind: 'quarantined', record: toRecord(error.refusal, lineNumber) }
  }
}

/**
 * Reads one bill from its JSON text, numbers exactly as written.
 * @throws RefusalError with one of BILL_REFUSALS
 */
export function readBillText(text: string): BillInput {
  if (text.length > LONGEST_LINE) throw billRefusal('BILL_TEXT_TOO_LONG', '(whole text)', `${text.length} characters`)
  const read = parse(text)
  const twice = keyThatStandsTwice(text)
  if (twice !== null) throw billRefusal('BILL_FIELD_TWICE', twice, 'the field stands twice in one object')
  return readBill(read)
}

function parse(text: string): unknown {
  try {
    return parseLossless(text)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError)
      throw billRefusal('BILL_TEXT_NOT_JSON', '(whole text)', 'the text is not one complete JSON object')
    throw error
  }
}

const toRecord = (refusal: Refusal, lineNumber: number): QuarantinedLine => ({
  lineNumber,
  code: refusal.code,
  place: refusal.place ?? '(whole text)',
  message: refusal.message,
})
