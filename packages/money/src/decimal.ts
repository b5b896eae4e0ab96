import { type Fen, fenFromBigInt, MoneyError } from './fen.ts'

/** How an exact product becomes whole fen. The insurer rounds half away from zero (四舍五入). */
export type Rounding = 'halfUp' | 'down' | 'up' | 'halfEven'

/** A decimal number held exactly: `digits` × 10^−`scale`. */
export interface Decimal {
  readonly digits: bigint
  readonly scale: number
}

const DECIMAL_TEXT = /^([+-]?)(\d{1,30})(?:\.(\d{1,20}))?$/

/** Reads `-12.3400` exactly. No exponent, no grouping, no blank, no bare dot. @throws MoneyError MONEY_BAD_TEXT */
export function parseDecimal(text: string): Decimal {
  const match = DECIMAL_TEXT.exec(text)
  if (!match) throw new MoneyError('MONEY_BAD_TEXT', `"${text.slice(0, 40)}" is not a decimal number`)
  const [, sign, whole, fraction = ''] = match
  const digits = BigInt(whole + fraction)
  return { digits: sign === '-' ? -digits : digits, scale: fraction.length }
}

/** Exact, at the finer of the two scales. */
export function addDecimals(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale)
  return { digits: digitsAt(a, scale) + digitsAt(b, scale), scale }
}

/** `1.5` and `1.50` are one number. */
export function equalDecimals(a: Decimal, b: Decimal): boolean {
  const scale = Math.max(a.scale, b.scale)
  return digitsAt(a, scale) === digitsAt(b, scale)
}

/** With two decimals, or as many more as the number needs: `0.63904`, `-1.50`. */
export function showDecimal(value: Decimal): string {
  const scale = Math.max(value.scale, 2)
  const digits = digitsAt(value, scale)
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0')
  const fraction = text.slice(-scale)
  return `${digits < 0n ? '-' : ''}${text.slice(0, -scale)}.${fraction.slice(0, 2)}${fraction.slice(2).replace(/0+$/, '')}`
}

const digitsAt = ({ digits, scale }: Decimal, wanted: number): bigint =>
  scale === wanted ? digits : digits * powerOfTen(wanted - scale)

/** Whole-number division with a named rounding; `divisor` is positive. */
export function divideRounded(dividend: bigint, divisor: bigint, rounding: Rounding): bigint {
  if (divisor <= 0n) throw new MoneyError('MONEY_BAD_RATIO', 'a divisor must be positive')
  const negative = dividend < 0n
  const magnitude = negative ? -dividend : dividend
  const quotient = magnitude / divisor
  const twice = (magnitude % divisor) * 2n
  const rounded = quotient + (roundsAway(rounding, twice, divisor, quotient) ? 1n : 0n)
  return negative ? -rounded : rounded
}

function roundsAway(rounding: Rounding, twice: bigint, divisor: bigint, quotient: bigint): boolean {
  if (twice === 0n) return false
  if (rounding === 'down') return false
  if (rounding === 'up') return true
  if (rounding === 'halfUp') return twice >= divisor
  return twice > divisor || (twice === divisor && quotient % 2n === 1n)
}

const powerOfTen = (exponent: number): bigint => 10n ** BigInt(exponent)

/** Rounds exact yuan to fen. */
export function decimalToFen(yuan: Decimal, rounding: Rounding): Fen {
  if (yuan.scale <= 2) return fenFromBigInt(yuan.digits * powerOfTen(2 - yuan.scale))
  return fenFromBigInt(divideRounded(yuan.digits, powerOfTen(yuan.scale - 2), rounding))
}

/** Yuan text with at most two decimals → fen; anything finer is refused, never rounded. @throws MoneyError */
export function parseYuan(text: string): Fen {
  const yuan = parseDecimal(text)
  const excess = yuan.scale - 2
  if (excess > 0 && yuan.digits % powerOfTen(excess) !== 0n)
    throw new MoneyError('MONEY_BAD_TEXT', `"${text}" yuan has parts of a fen`)
  return decimalToFen(yuan, 'down')
}

/** Fen → yuan text with two decimals, e.g. `-0.05`. */
export function formatYuan(amount: Fen): string {
  const magnitude = Math.abs(amount).toString().padStart(3, '0')
  return `${amount < 0 ? '-' : ''}${magnitude.slice(0, -2)}.${magnitude.slice(-2)}`
}

/** Yuan with thousands separators for people: `1,234.50`. */
export function showYuan(amount: Fen): string {
  return formatYuan(amount).replace(/\d(?=(\d{3})+\.)/g, '$&,')
}

/** Quantity × unit price in yuan, rounded once, as the insurer prices a charge line (facts: I7). */
export function multiplyDecimals(quantity: string, unitPriceYuan: string, rounding: Rounding = 'halfUp'): Fen {
  const a = parseDecimal(quantity)
  const b = parseDecimal(unitPriceYuan)
  return decimalToFen({ digits: a.digits * b.digits, scale: a.scale + b.scale }, rounding)
}

/** Amount × ratio; the ratio is decimal text (`"0.85"`) so that no binary fraction ever touches money. */
export function mulRatio(amount: Fen, ratio: string, rounding: Rounding = 'halfUp'): Fen {
  const { digits, scale } = parseDecimal(ratio)
  return fenFromBigInt(divideRounded(BigInt(amount) * digits, powerOfTen(scale), rounding))
}
