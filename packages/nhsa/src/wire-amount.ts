import { type Fen, MoneyError, parseYuan, ZERO } from '@medsettle/money'
import { textOf, type WireObject } from './wire-json.ts'

/** One amount with its source: which field it was read from and the text that stood there. */
export interface SourcedAmount {
  /** name in our vocabulary, e.g. `psn_cash_pay` */
  readonly field: string
  /** name on the wire, e.g. `pdn_cash_pay`; null when the field is absent and counts as 0 */
  readonly wireName: string | null
  readonly text: string
  readonly fen: Fen
  /** why the text is no amount; the amount then counts as 0 and is reported, never guessed */
  readonly problem: string | null
}

const LONGEST_EXPONENT = 20

/** Java's BigDecimal writes `0E-8` and `1E+2`; both are exact decimals and are written out here. */
function withoutExponent(text: string): string {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/.exec(text)
  if (!match) return text
  const [, sign = '', whole = '', fraction = '', exponent = ''] = match
  const shift = Number(exponent)
  if (Math.abs(shift) > LONGEST_EXPONENT) return text
  const digits = '0'.repeat(LONGEST_EXPONENT) + whole + fraction + '0'.repeat(LONGEST_EXPONENT)
  const point = LONGEST_EXPONENT + whole.length + shift
  const plain = `${digits.slice(0, point)}.${digits.slice(point)}`.replace(/^0+(?=\d)/, '').replace(/\.?0+$/, '')
  return sign + plain
}

/** Yuan text → fen; '' is 0 (trap 4). @throws MoneyError MONEY_BAD_TEXT, MONEY_OUT_OF_RANGE */
export function fenOfText(text: string): Fen {
  const trimmed = text.trim()
  return trimmed === '' ? ZERO : parseYuan(withoutExponent(trimmed))
}

/** Reads an amount under the first of its spellings that is present (trap 6). Never throws. */
export function readAmount(from: WireObject, field: string, spellings: readonly string[] = [field]): SourcedAmount {
  const wireName = spellings.find((name) => Object.hasOwn(from, name) && from[name] !== null) ?? null
  if (wireName === null) return { field, wireName, text: '', fen: ZERO, problem: null }
  const value = from[wireName]
  const text = textOf(value)
  if (typeof value === 'object' && text === '')
    return { field, wireName, text, fen: ZERO, problem: `${wireName} is a list or an object, not an amount` }
  try {
    return { field, wireName, text, fen: fenOfText(text), problem: null }
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return { field, wireName, text, fen: ZERO, problem: `${wireName}: ${error.message}` }
  }
}
