import { decimalToFen, type Fen, MoneyError, parseDecimal, parseYuan } from '@medsettle/money'
import { isChinaDate } from '../../domain/identity/china-date.ts'
import { RowError } from './bill-table.ts'

const TIME = /^\d{4}-\d\d-\d\d ([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/

/** `yyyy-MM-dd HH:mm:ss`, China. @throws RowError LINE_BAD_TIME */
export function readTime(text: string, column: string): string {
  if (!TIME.test(text) || !isChinaDate(text.slice(0, 10)))
    throw new RowError('LINE_BAD_TIME', column, `"${text.slice(0, 30)}" is not a time`)
  return text
}

/** Yuan with at most two decimals, not negative: the kind of the row says the direction. @throws RowError LINE_BAD_AMOUNT */
export function positiveYuan(text: string, column: string): Fen {
  const amount = exactly(() => parseYuan(text), text, column)
  if (amount < 0) throw new RowError('LINE_BAD_AMOUNT', column, `"${text}" is negative`)
  return amount
}

/** Fees carry five decimals (facts 6.1): kept as printed, and rounded half up to fen for comparing. */
export function readFee(text: string, column: string): { readonly feeText: string; readonly feeFen: Fen } {
  const feeFen = exactly(() => decimalToFen(parseDecimal(text), 'halfUp'), text, column)
  return { feeText: text, feeFen }
}

function exactly(read: () => Fen, text: string, column: string): Fen {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw new RowError('LINE_BAD_AMOUNT', column, `"${text.slice(0, 30)}" is not an amount: ${error.code}`)
  }
}
