import { Readable } from 'node:stream'
import { type Fen, formatYuan } from '@medsettle/money'
import type { FastifyReply } from 'fastify'

/** One column: its title and how a row fills it. Amounts are given in fen and written as yuan. */
export interface Column<Row> {
  readonly title: string
  cell(row: Row): string | number | null
}

export const text = <Row>(title: string, cell: (row: Row) => string | null): Column<Row> => ({ title, cell })

/** @param cell fen */
export const yuan = <Row>(title: string, cell: (row: Row) => number | null): Column<Row> => ({
  title: `${title}（元）`,
  cell: (row) => {
    const amount = cell(row)
    return amount === null ? null : formatYuan(amount as Fen)
  },
})

const BOM = '\uFEFF'
const PAGE = 1000

/**
 * Streams a whole list as CSV that spreadsheets open without asking: UTF-8 with BOM, CRLF.
 * @param readAfter reads the page that follows a row (null: the first page), at most `limit` rows
 */
export function sendCsv<Row>(
  reply: FastifyReply,
  name: string,
  list: {
    readonly columns: readonly Column<Row>[]
    readAfter(last: Row | null, limit: number): Promise<readonly Row[]>
  },
): FastifyReply {
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(lines(list)))
}

async function* lines<Row>(list: {
  readonly columns: readonly Column<Row>[]
  readAfter(last: Row | null, limit: number): Promise<readonly Row[]>
}): AsyncGenerator<string> {
  yield BOM + line(list.columns.map((column) => column.title))
  let last: Row | null = null
  for (;;) {
    const rows: readonly Row[] = await list.readAfter(last, PAGE)
    if (rows.length > 0) yield rows.map((row) => line(list.columns.map((column) => column.cell(row)))).join('')
    if (rows.length < PAGE) return
    last = rows.at(-1)!
  }
}

const line = (cells: readonly (string | number | null)[]): string => `${cells.map(showCell).join(',')}\r\n`

const PLAIN_NUMBER = /^-?\d+(\.\d+)?$/

/** A text that a spreadsheet would take for a formula is disarmed with an apostrophe (CSV injection). */
export function showCell(cell: string | number | null): string {
  if (cell === null) return ''
  const written = String(cell)
  const safe = /^[=+\-@\t\r]/.test(written) && !PLAIN_NUMBER.test(written) ? `'${written}` : written
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
