import type { StatementReading } from '../contract/statement.ts'
import { checkTrailer, type Trailer } from './check-trailer.ts'
import { decodeGbk } from './decode-gbk.ts'
import { type DetailColumns, type DetailRow, NEEDED, RowError, readDetailRow } from './detail-row.ts'
import { refuseStatement } from './statement-refusal.ts'

export interface Detail extends StatementReading {
  readonly rows: readonly DetailRow[]
}

interface Open {
  columns: DetailColumns | null
  ended: boolean
  readonly rows: DetailRow[]
  readonly trailers: Trailer[]
  readonly quarantined: StatementReading['quarantined'][number][]
}

/**
 * Reads 业务明细.csv: lead lines with `#`, header, rows, trailer with `#` (facts 5). Line numbers count from 1.
 * @throws RefusalError STATEMENT_… when the file as a whole cannot be believed
 */
export function readDetail(bytes: Uint8Array, date: string): Detail {
  const open: Open = { columns: null, ended: false, rows: [], trailers: [], quarantined: [] }
  const texts = decodeGbk(bytes, '业务明细', 'detail file').split('\n')
  let lineNo = 0
  for (const raw of texts) {
    lineNo += 1
    const text = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (text.trim() === '') continue
    if (text.startsWith('#')) readRemark(text, lineNo, open, date)
    else if (open.columns) readLine(text, lineNo, open, date)
    else open.columns = readHeader(text, lineNo)
  }
  if (!open.columns || !open.ended || !complete(open.trailers))
    throw refuseStatement('STATEMENT_TRUNCATED', 'it ends before its totals', `line ${lineNo}`)
  refuseAnotherDay(open, date)
  const totals = checkTrailer(open.trailers, open.rows, open.quarantined)
  return { lines: open.rows.map(({ line }) => line), totals, quarantined: open.quarantined, rows: open.rows }
}

const complete = (trailers: readonly Trailer[]): boolean =>
  trailers.some(({ name }) => name === '交易合计') && trailers.some(({ name }) => name === '退款合计')

function readRemark(text: string, lineNo: number, open: Open, date: string): void {
  if (text.startsWith('#起始日期')) return refuseAnotherPeriod(text, lineNo, date)
  if (text.includes('业务明细列表结束')) {
    open.ended = true
    return
  }
  const total = /^#(交易合计|退款合计)：(.*)$/.exec(text)
  if (total) open.trailers.push({ lineNo, text, name: total[1] as Trailer['name'], figures: total[2]! })
}

/** '' stands for any day (channels/contract/statement.ts). */
function refuseAnotherPeriod(text: string, lineNo: number, date: string): void {
  if (date === '') return
  const start = /^#起始日期：\[(\d{4})年(\d\d)月(\d\d)日/.exec(text)
  const day = start ? start.slice(1).join('-') : null
  if (day !== date)
    throw refuseStatement(
      'STATEMENT_WRONG_DAY',
      `it starts on ${day ?? 'no readable day'}, not ${date}`,
      `line ${lineNo}`,
    )
}

function readHeader(text: string, lineNo: number): DetailColumns {
  const names = text.split(',').map((name) => name.trim())
  const index = new Map(names.map((name, position) => [name, position]))
  const missing = NEEDED.find((name) => !index.has(name))
  if (missing !== undefined)
    throw refuseStatement(
      'STATEMENT_UNKNOWN_LAYOUT',
      `column ${missing} is missing`,
      `line ${lineNo}, column ${missing}`,
    )
  if (index.size !== names.length)
    throw refuseStatement('STATEMENT_UNKNOWN_LAYOUT', 'a column appears twice', `line ${lineNo}`)
  return { width: names.length, index }
}

function readLine(text: string, lineNo: number, open: Open, date: string): void {
  if (open.ended)
    throw refuseStatement('STATEMENT_UNKNOWN_LAYOUT', 'a row follows the end of the list', `line ${lineNo}`)
  try {
    open.rows.push(readDetailRow(text, lineNo, open.columns!, date))
  } catch (error) {
    if (!(error instanceof RowError)) throw error
    open.quarantined.push({ lineNo, code: error.code, message: `column ${error.column}: ${error.message}`, text })
  }
}

function refuseAnotherDay({ rows, quarantined }: Open, date: string): void {
  const others = quarantined.filter(({ code }) => code === 'LINE_WRONG_DAY')
  if (others.length > 0 && rows.length === 0 && others.length === quarantined.length)
    throw refuseStatement(
      'STATEMENT_WRONG_DAY',
      `not one line lies on ${date}`,
      `line ${others[0]!.lineNo}, column 完成时间`,
    )
}
