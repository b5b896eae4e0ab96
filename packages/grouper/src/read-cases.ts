import { decodeRow, isHeading, splitQuoted, textOfRow } from './decode-row.ts'
import type { CaseRefusal, GroupingCase } from './grouping-case.ts'

/** A row that is not empty: a case, or why it is none. `line` counts from 1 within the block. */
export interface CaseRow {
  readonly line: number
  readonly id: string
  readonly read: GroupingCase | CaseRefusal
}

const NEWLINE = 0x0a
const RETURN = 0x0d
/** spreadsheets leave rows of nothing but commas behind */
const BLANK = /^[\s,]*$/
/** of a row that cannot be read: its first column may be all of it */
const MOST_OF_AN_ID = 256

/** The rows of a block of whole lines, one by one as objects. @param isFirst of the file: a mark and a heading are passed over */
export function* readCases(block: Uint8Array, isFirst: boolean): Generator<CaseRow> {
  let line = 0
  let from = isFirst && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? 3 : 0
  while (from < block.length) {
    line++
    const newline = block.indexOf(NEWLINE, from)
    const end = newline < 0 ? block.length : newline
    const row = readRowText(block, from, end)
    from = end + 1
    const found = caseOfText(row, isFirst && line === 1)
    if (found) yield { line, ...found }
  }
}

/** Text of the row from a place to its end, without a carriage return. */
export const readRowText = (bytes: Uint8Array, from: number, end: number): string =>
  textOfRow(bytes.subarray(from, end > from && bytes[end - 1] === RETURN ? end - 1 : end))

/** Null for a row that is no case and need not be one: empty, or the heading of the file. */
export function caseOfText(row: string, isFirstLine: boolean): Omit<CaseRow, 'line'> | null {
  if (BLANK.test(row) || (isFirstLine && isHeading(row))) return null
  const read = decodeRow(row)
  return { id: 'code' in read ? splitQuoted(row.slice(0, MOST_OF_AN_ID))[0]! : read.id, read }
}
