import { type Fen, MoneyError, parseYuan } from '@medsettle/money'
import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import { readDay } from './days.ts'
import { type RefusedRow, RowRefused, rowRefusal } from './row-refusal.ts'

/** A row as it comes: every column is text, an empty one says nothing. */
export interface Row {
  /** as the input counts its lines */
  readonly line: number
  /** by header name */
  readonly columns: ReadonlyMap<string, string>
}

export interface TakenRows<T> {
  readonly taken: readonly T[]
  readonly refused: readonly RefusedRow[]
}

/**
 * Reads every row; one that cannot be read is refused with a reason and the rest goes on. Of rows with the same key none is
 * taken: which of them came first must not decide who is paid.
 */
export function takeRows<T>(rows: readonly Row[], read: (row: Row) => T, keyOf: (one: T) => string): TakenRows<T> {
  const read_: { row: Row; one: T; key: string }[] = []
  const refused: RefusedRow[] = []
  for (const row of rows) {
    try {
      const one = read(row)
      read_.push({ row, one, key: keyOf(one) })
    } catch (error) {
      if (!(error instanceof RowRefused)) throw error
      refused.push(refuse(row, error.refusal))
    }
  }
  const count = new Map<string, number>()
  for (const { key } of read_) count.set(key, (count.get(key) ?? 0) + 1)
  const isTwice = ({ key }: { key: string }): boolean => count.get(key)! > 1
  for (const one of read_.filter(isTwice)) refused.push(refuse(one.row, rowRefusal('ROW_ID_TWICE', 'id', one.key)))
  return { taken: read_.filter((one) => !isTwice(one)).map(({ one }) => one), refused }
}

export const refuse = (row: Row, refusal: RefusedRow['refusal']): RefusedRow => ({
  line: row.line,
  id: row.columns.get('id') ?? '',
  refusal,
})

/** Empty when the row does not say. */
export const textIn = ({ columns }: Row, column: string): string => columns.get(column) ?? ''

/** @throws RowRefused ROW_COLUMN_MISSING */
export function neededIn(row: Row, column: string): string {
  const text = textIn(row, column)
  if (text === '') throw new RowRefused('ROW_COLUMN_MISSING', column)
  return text
}

/** Fen, zero or more. @throws RowRefused ROW_COLUMN_MISSING, ROW_AMOUNT_INVALID, ROW_NEGATIVE */
export function amountIn(row: Row, column: string): Fen {
  const text = neededIn(row, column)
  const amount = orRefuse(() => parseYuan(text), 'ROW_AMOUNT_INVALID', column, text)
  if (amount < 0) throw new RowRefused('ROW_NEGATIVE', column, text)
  return amount
}

/** @throws RowRefused ROW_COLUMN_MISSING, ROW_NUMBER_INVALID */
export function numberIn(row: Row, column: string): Ratio {
  const text = neededIn(row, column)
  return orRefuse(() => ratioOf(text), 'ROW_NUMBER_INVALID', column, text)
}

/** Day number. @throws RowRefused ROW_COLUMN_MISSING, ROW_DATE_INVALID */
export function dayIn(row: Row, column: string): number {
  const text = neededIn(row, column)
  const day = readDay(text)
  if (day === null) throw new RowRefused('ROW_DATE_INVALID', column, `"${text.slice(0, 40)}"`)
  return day
}

function orRefuse<T>(
  read: () => T,
  code: 'ROW_AMOUNT_INVALID' | 'ROW_NUMBER_INVALID',
  column: string,
  text: string,
): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw new RowRefused(code, column, `"${text.slice(0, 40)}"`)
  }
}
