/*
 * ECMAScript leaves Math.log and Math.exp to the engine ("implementation-approximated"), so their last digit may differ between
 * machines. These use + − × ÷ alone, which IEEE 754 fixes to the last bit: the same number everywhere.
 */

const LN2_HIGH = 0.6931471803691238
const LN2_LOW = 1.9082149292705877e-10
const ROOT_HALF = Math.SQRT1_2
/** 2^512, 2^256, … 2: exact in a double */
const POWERS: readonly (readonly [power: number, value: number])[] = powersOfTwo()

function powersOfTwo(): [number, number][] {
  const found: [number, number][] = []
  for (let power = 1, value = 2; power <= 512; power *= 2, value *= value) found.unshift([power, value])
  return found
}

/** Natural logarithm, to about 15 digits. @returns NaN for a negative number, −Infinity for 0 */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN
  if (x === Number.POSITIVE_INFINITY) return x
  let mantissa = x
  let exponent = 0
  for (const [power, value] of POWERS) {
    if (mantissa >= value) {
      mantissa /= value
      exponent += power
    } else if (mantissa * value < 2) {
      mantissa *= value
      exponent -= power
    }
  }
  // now within [1, 2); the series converges fastest around 1
  if (mantissa * ROOT_HALF > 1) {
    mantissa /= 2
    exponent++
  }
  const s = (mantissa - 1) / (mantissa + 1)
  const square = s * s
  let series = 0
  for (let odd = 23; odd >= 1; odd -= 2) series = series * square + 1 / odd
  return exponent * LN2_HIGH + (exponent * LN2_LOW + 2 * s * series)
}

/** e^x, to about 15 digits. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  if (x > 709) return Number.POSITIVE_INFINITY
  if (x < -700) return 0
  const k = Math.floor(x / (LN2_HIGH + LN2_LOW) + 0.5)
  const rest = x - k * LN2_HIGH - k * LN2_LOW
  let series = 1
  for (let n = 14; n >= 1; n--) series = 1 + (rest * series) / n
  const scale = twoTo(Math.abs(k))
  return k < 0 ? series / scale : series * scale
}

function twoTo(power: number): number {
  let [left, result] = [power, 1]
  for (const [step, value] of POWERS)
    if (left >= step) {
      result *= value
      left -= step
    }
  return result
}

/** x^y for x > 0. */
export const power = (x: number, y: number): number => (y === 0 ? 1 : exp(y * ln(x)))
