import { gunzipSync } from 'node:zlib'
import { refuseStatement, type StatementCode } from './statement-refusal.ts'

/** One bill as text: header, backtick rows, summary header, summary row. Line numbers count from 1 as an editor shows. */
export interface BillTable {
  readonly header: readonly string[]
  readonly rows: readonly BillRow[]
  readonly summaryHeader: readonly string[]
  readonly summary: BillRow
}

export interface BillRow {
  readonly lineNo: number
  readonly text: string
  readonly cells: readonly string[]
}

/** What a bill is that begins with another column. */
const OTHER_BILLS: Readonly<Record<string, string>> = {
  交易时间: 'a trade bill, not a fund-flow bill',
  记账时间: 'a fund-flow bill, not a trade bill',
}

/** A bill of a whole year of a large hospital stays below this; a longer one is not a bill. */
const MAX_BYTES = 256 * 1024 * 1024

/**
 * Cuts a bill into rows. Cells are split on comma + backtick, because product names may hold commas (facts 6.1).
 * @param summaryStart first cell of the summary header: it ends the rows
 * @throws RefusalError STATEMENT_EMPTY, _TOO_LARGE, _WRONG_ENCODING, _UNKNOWN_LAYOUT, _TRUNCATED
 */
export function readBillTable(bytes: Uint8Array, headerStart: string, summaryStart: string): BillTable {
  const text = decode(isGzip(bytes) ? gunzip(bytes) : bytes, headerStart)
  const lines = text.split('\n')
  const header = cleaned(lines[0]!)
  if (!header.startsWith(headerStart) && OTHER_BILLS[header.split(',')[0]!])
    throw refuseStatement('STATEMENT_UNKNOWN_KIND', `it is ${OTHER_BILLS[header.split(',')[0]!]}`, 'line 1')
  if (!header.startsWith(headerStart))
    throw refuseStatement('STATEMENT_UNKNOWN_LAYOUT', `the first line does not start with ${headerStart}`, 'line 1')
  const rows: BillRow[] = []
  for (let index = 1; index < lines.length; index++) {
    const line = cleaned(lines[index]!)
    if (line.startsWith(summaryStart))
      return { header: header.split(','), rows, summaryHeader: line.split(','), summary: readSummary(lines, index + 1) }
    if (line !== '') rows.push(toRow(line, index + 1))
  }
  throw refuseStatement('STATEMENT_TRUNCATED', 'it ends before its summary', `line ${lines.length}`)
}

function readSummary(lines: readonly string[], index: number): BillRow {
  const line = cleaned(lines[index] ?? '')
  if (line === '') throw refuseStatement('STATEMENT_TRUNCATED', 'its summary has no figures', `line ${index + 1}`)
  for (let after = index + 1; after < lines.length; after++)
    if (cleaned(lines[after]!) !== '')
      throw refuseStatement('STATEMENT_UNKNOWN_LAYOUT', 'something follows the summary', `line ${after + 1}`)
  return toRow(line, index + 1)
}

const toRow = (line: string, lineNo: number): BillRow => ({
  lineNo,
  text: line,
  cells: (line.startsWith('`') ? line.slice(1) : line).split(',`'),
})

const cleaned = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** Downloaded with `tar_type=GZIP` (facts 3). */
const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

function gunzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_BYTES })
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE')
      throw refuseStatement('STATEMENT_TOO_LARGE', `it unpacks to more than ${MAX_BYTES} bytes`, 'file')
    throw refuseStatement('STATEMENT_TRUNCATED', 'its GZIP ends too early or is damaged', 'file')
  }
}

function decode(bytes: Uint8Array, headerStart: string): string {
  if (bytes.length === 0) throw refuseStatement('STATEMENT_EMPTY', 'the file holds no bytes', 'file')
  if (bytes.length > MAX_BYTES) throw refuseStatement('STATEMENT_TOO_LARGE', `${bytes.length} bytes`, 'file')
  try {
    // drops a byte order mark, which some downloads carry (facts 8.1)
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw refuseEncoding(bytes, headerStart)
  }
}

function refuseEncoding(bytes: Uint8Array, headerStart: string) {
  const isGbk = new TextDecoder('gbk').decode(bytes.subarray(0, 256)).startsWith(headerStart)
  const sentence = isGbk ? 'it is GBK, a spreadsheet has probably saved it again' : 'it is not UTF-8'
  return refuseStatement('STATEMENT_WRONG_ENCODING', sentence, 'file')
}

/** A row that cannot be read is set aside with its number; the others still count. */
export class RowError extends Error {
  readonly code: RowCode
  readonly column: string
  constructor(code: RowCode, column: string, message: string) {
    super(message)
    this.code = code
    this.column = column
  }
}

export type RowCode =
  | 'LINE_COLUMNS'
  | 'LINE_BAD_AMOUNT'
  | 'LINE_BAD_TIME'
  | 'LINE_WRONG_DAY'
  | 'LINE_NO_ID'
  | 'LINE_UNKNOWN_CURRENCY'
  | 'LINE_UNKNOWN_DIRECTION'

/** Columns by name. @throws RefusalError STATEMENT_UNKNOWN_LAYOUT naming the first column that is missing */
export function columnFinder(
  header: readonly string[],
  needed: readonly string[],
): (cells: readonly string[], name: string) => string {
  const index = new Map(header.map((name, position) => [name, position]))
  const missing = needed.find((name) => !index.has(name))
  if (missing !== undefined) throw layout(`column ${missing} is missing`, `line 1, column ${missing}`)
  if (index.size !== header.length) throw layout('a column appears twice', 'line 1')
  return (cells, name) => cells[index.get(name)!]!
}

const layout = (sentence: string, place: string) =>
  refuseStatement('STATEMENT_UNKNOWN_LAYOUT' satisfies StatementCode, sentence, place)
