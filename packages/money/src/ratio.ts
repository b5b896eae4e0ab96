import { divideRounded, parseDecimal, type Rounding } from './decimal.ts'
import { type Fen, fenFromBigInt } from './fen.ts'

/** A number held exactly as `n` / `d`, `d` > 0. Quotients (cost ÷ average) need more than decimals. */
export interface Ratio {
  readonly n: bigint
  readonly d: bigint
}

/** Where a rule rounds: to decimals of a yuan (negative: tens, hundreds) or to significant digits, and how. */
export type RoundingRule = { readonly mode: Rounding } & (
  | { readonly decimals: number; readonly significantDigits?: never }
  | { readonly significantDigits: number; readonly decimals?: never }
)

export const ZERO_RATIO: Ratio = { n: 0n, d: 1n }
export const ONE: Ratio = { n: 1n, d: 1n }

/** Nearly every power that is asked for is a small one. */
const POWERS = Array.from({ length: 32 }, (_, exponent) => 10n ** BigInt(exponent))
const tenTo = (exponent: number): bigint => POWERS[exponent] ?? 10n ** BigInt(exponent)

/** @throws MoneyError MONEY_BAD_TEXT */
export function ratioOf(text: string): Ratio {
  const { digits, scale } = parseDecimal(text)
  return { n: digits, d: tenTo(scale) }
}

export const times = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.n, d: a.d * b.d })
export const plus = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.d + b.n * a.d, d: a.d * b.d })
export const minus = (a: Ratio, b: Ratio): Ratio => ({ n: a.n * b.d - b.n * a.d, d: a.d * b.d })

/** @param b positive; readers of rules and cases let no other divisor through @throws RangeError */
export function dividedBy(a: Ratio, b: Ratio): Ratio {
  if (b.n <= 0n) throw new RangeError('a divisor must be positive')
  return { n: a.n * b.d, d: a.d * b.n }
}

/** Negative, zero or positive as a < b, a = b, a > b. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const difference = a.n * b.d - b.n * a.d
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

export function roundRatio(value: Ratio, rule: RoundingRule): Ratio {
  const decimals = rule.decimals ?? rule.significantDigits - 1 - exponentOf(value)
  if (decimals >= 0) return { n: divideRounded(value.n * tenTo(decimals), value.d, rule.mode), d: tenTo(decimals) }
  const unit = tenTo(-decimals)
  return { n: divideRounded(value.n, value.d * unit, rule.mode) * unit, d: 1n }
}

/** The power of ten of the first significant digit: 210170.19 → 5, 0.05 → −2; 0 → 0. */
function exponentOf({ n, d }: Ratio): number {
  const magnitude = n < 0n ? -n : n
  if (magnitude === 0n) return 0
  if (magnitude >= d) return (magnitude / d).toString().length - 1
  let exponent = -1
  for (let scaled = magnitude * 10n; scaled < d; scaled *= 10n) exponent--
  return exponent
}

/** yuan → fen, or null when the amount has parts of a fen and no rounding is given. @throws MoneyError MONEY_OUT_OF_RANGE */
export function ratioToFen(yuan: Ratio, rounding: Rounding | null): Fen | null {
  const fen = yuan.n * 100n
  if (rounding === null && fen % yuan.d !== 0n) return null
  return fenFromBigInt(divideRounded(fen, yuan.d, rounding ?? 'down'))
}

/** Exact decimal text without trailing zeros (`210170.1938`); a fraction that no decimal holds as `n/d`. */
export function ratioText(value: Ratio): string {
  const unit = value.d.toString()
  // nearly every number of a rule is a decimal: no search for common factors
  if (/^10*$/.test(unit)) return decimalText(value.n, unit.length - 1)
  const divisor = greatestCommonDivisor(value.n < 0n ? -value.n : value.n, value.d)
  const [n, d] = [value.n / divisor, value.d / divisor]
  const decimals = decimalsOf(d)
  return decimals === null ? `${n}/${d}` : decimalText((n * tenTo(decimals)) / d, decimals)
}

/** `digits` × 10^−`decimals` */
function decimalText(digits: bigint, decimals: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(decimals + 1, '0')
  const fraction = text.slice(text.length - decimals).replace(/0+$/, '')
  const whole = text.slice(0, text.length - decimals)
  if (decimals === 0) return digits.toString()
  return `${digits < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** Decimals that hold every multiple of 1/d, or null when `d` has a prime factor other than 2 and 5. */
function decimalsOf(d: bigint): number | null {
  let [twos, fives, rest] = [0, 0, d]
  for (; rest % 2n === 0n; rest /= 2n) twos++
  for (; rest % 5n === 0n; rest /= 5n) fives++
  return rest === 1n ? Math.max(twos, fives) : null
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return x === 0n ? 1n : x
}
