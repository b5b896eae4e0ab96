import { type Fen, formatYuan, MoneyError, parseYuan, sum } from '@medsettle/money'
import type { StatementReading } from '../contract/statement.ts'
import type { DetailRow } from './detail-row.ts'
import { refuseStatement } from './statement-refusal.ts'

/** `#交易合计：1笔，商家实收共12.34元，商家优惠共0.00元`, cut after the colon. */
export interface Trailer {
  readonly lineNo: number
  readonly text: string
  readonly name: '交易合计' | '退款合计'
  readonly figures: string
}

const KIND = { 交易合计: 'payment', 退款合计: 'refund' } as const

/**
 * Compares the printed totals with the rows. A file that contradicts itself is refused as a whole; with rows set aside
 * nothing can be said, so the totals are set aside too, visibly.
 * @throws RefusalError STATEMENT_TOTALS_MISMATCH
 */
export function checkTrailer(
  trailers: readonly Trailer[],
  rows: readonly DetailRow[],
  quarantined: StatementReading['quarantined'][number][],
): Record<string, string> {
  const totals: Record<string, string> = {}
  const setAside = quarantined.length
  for (const trailer of trailers) {
    totals[trailer.name] = trailer.figures.trim()
    if (setAside === 0)
      checkOne(
        trailer,
        rows.filter(({ line }) => line.kind === KIND[trailer.name]),
      )
    else
      quarantined.push({
        ...trailerLine(trailer),
        message: `${setAside} rows were set aside, so it cannot be compared`,
      })
  }
  return totals
}

const trailerLine = ({ lineNo, text }: Trailer) => ({ lineNo, code: 'TOTALS_UNCHECKED', text })

function checkOne(trailer: Trailer, rows: readonly DetailRow[]): void {
  const count = /(\d+)\s*笔/.exec(trailer.figures)?.[1]
  if (count !== String(rows.length)) throw mismatch(trailer, '笔数', count, String(rows.length))
  // refunds may be printed as a negative sum of receipts or as a positive sum given back: the size must agree
  for (const [, label, amount] of trailer.figures.matchAll(/([^，,：]*?)共([^元，]*)元/g)) {
    const printed = amount!.trim()
    if (label!.includes('商家实收')) compare(trailer, label!, printed, rows, ({ received }) => received)
    if (label!.includes('商家优惠')) compare(trailer, label!, printed, rows, ({ discount }) => discount)
  }
}

function compare(
  trailer: Trailer,
  label: string,
  printed: string,
  rows: readonly DetailRow[],
  of: (row: DetailRow) => Fen,
): void {
  const computed = sumOf(rows.map(of))
  if (computed === null) throw mismatch(trailer, label, printed, 'more than a safe number of fen')
  if (Math.abs(readYuan(printed, trailer, label)) !== Math.abs(computed))
    throw mismatch(trailer, label, printed, formatYuan(computed))
}

/** Null when the rows are more than fen can hold exactly. */
function sumOf(amounts: readonly Fen[]): Fen | null {
  try {
    return sum(amounts)
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}

function readYuan(text: string, trailer: Trailer, label: string): Fen {
  try {
    return parseYuan(text)
  } catch {
    throw mismatch(trailer, label, text, 'an amount')
  }
}

const mismatch = ({ name, lineNo }: Trailer, label: string, printed: string | undefined, computed: string) =>
  refuseStatement(
    'STATEMENT_TOTALS_MISMATCH',
    `${name} ${label} prints ${printed ?? 'nothing'}, the rows give ${computed}`,
    `line ${lineNo}`,
  )
