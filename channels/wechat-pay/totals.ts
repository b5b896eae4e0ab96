import { addDecimals, type Decimal, equalDecimals, MoneyError, parseDecimal, showDecimal } from '@medsettle/money'
import type { StatementReading } from '../contract/statement.ts'
import type { BillRow, BillTable } from './bill-table.ts'
import { refuseStatement } from './statement-refusal.ts'

/** Cell `total` of the summary is the sum of `column` over the rows. */
export interface Sum {
  readonly total: string
  readonly column: string
}

export interface TotalsRule {
  readonly sums: readonly Sum[]
  /** summary cell that counts the rows */
  readonly count: string
  readonly readable: readonly BillRow[]
  readonly cell: (cells: readonly string[], name: string) => string
  readonly isRefund: (row: BillRow) => boolean
}

/** Five decimals of the fee and two of the amounts fit; a figure with more is none. */
const MOST_DECIMALS = 8

/**
 * The printed totals by name, and whether they can be compared at all. With rows set aside nothing can be said, so the
 * summary itself is set aside too, visibly.
 * @throws RefusalError STATEMENT_TRUNCATED
 */
export function readSummary(
  { summaryHeader, summary }: BillTable,
  quarantined: StatementReading['quarantined'][number][],
): { readonly totals: Record<string, string>; readonly comparable: boolean } {
  if (summary.cells.length !== summaryHeader.length)
    throw refuseStatement('STATEMENT_TRUNCATED', 'its summary row is shorter than its header', `line ${summary.lineNo}`)
  const totals = Object.fromEntries(summaryHeader.map((name, index) => [name, summary.cells[index]!]))
  const comparable = quarantined.length === 0
  if (!comparable) {
    const message = `${quarantined.length} rows were set aside, so the totals cannot be compared`
    quarantined.push({ lineNo: summary.lineNo, code: 'TOTALS_UNCHECKED', message, text: summary.text })
  }
  return { totals, comparable }
}

/**
 * Compares printed totals with the rows, exactly. A bill that contradicts itself is refused as a whole: somebody lost or
 * changed a row.
 * @throws RefusalError STATEMENT_TOTALS_MISMATCH
 */
export function checkTotals(totals: Record<string, string>, rule: TotalsRule, place: string): void {
  checkCount(totals, rule, place)
  for (const sum of rule.sums) checkSum(totals, sum, rule, place)
}

function checkCount(totals: Record<string, string>, rule: TotalsRule, place: string): void {
  const printed = totals[rule.count]
  const payments = rule.readable.filter((row) => !rule.isRefund(row)).length
  if (printed !== String(rule.readable.length) && printed !== String(payments))
    throw mismatch(rule.count, printed, String(rule.readable.length), place)
}

/**
 * A refund row may repeat the order's amount or print 0.00 in that column (facts 6.1 leave it open), so the total of an
 * order column may be the sum over all rows or over payment rows only. Any other figure is a contradiction.
 */
function checkSum(totals: Record<string, string>, { total, column }: Sum, rule: TotalsRule, place: string): void {
  const printed = totals[total]
  if (printed === undefined) throw mismatch(total, printed, 'a figure', place)
  const all = sumColumn(rule.readable, column, rule)
  const paymentsOnly = () =>
    sumColumn(
      rule.readable.filter((row) => !rule.isRefund(row)),
      column,
      rule,
    )
  const figure = figureOf(printed, () => `${place}, column ${total}`)
  if (!equalDecimals(figure, all) && !equalDecimals(figure, paymentsOnly()))
    throw mismatch(total, printed, showDecimal(all), place)
}

function sumColumn(rows: readonly BillRow[], column: string, { cell }: TotalsRule): Decimal {
  let sum: Decimal = { digits: 0n, scale: 0 }
  for (const { cells, lineNo } of rows)
    sum = addDecimals(
      sum,
      figureOf(cell(cells, column), () => `line ${lineNo}, column ${column}`),
    )
  return sum
}

function figureOf(text: string, place: () => string): Decimal {
  try {
    const figure = parseDecimal(text)
    if (figure.scale <= MOST_DECIMALS) return figure
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
  }
  throw refuseStatement('STATEMENT_TOTALS_MISMATCH', `"${text.slice(0, 30)}" is not an amount`, place())
}

export const mismatch = (name: string, printed: string | undefined, computed: string, place: string) =>
  refuseStatement(
    'STATEMENT_TOTALS_MISMATCH',
    `${name} prints ${printed ?? 'nothing'}, the rows give ${computed}`,
    `${place}, column ${name}`,
  )
