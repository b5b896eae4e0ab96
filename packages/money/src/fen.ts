/** An amount of money in fen (1/100 yuan). Always a safe integer; only this room makes one. */
export type Fen = number & { readonly __unit: 'fen' }

/** Thrown when an amount cannot be represented exactly. Money never moved: nothing is computed past this point. */
export class MoneyError extends Error {
  override name = 'MoneyError'
  readonly code: MoneyErrorCode
  /** where in a plan: `parts[1].upTo` */
  readonly place?: string
  constructor(code: MoneyErrorCode, message: string, place?: string) {
    super(message)
    this.code = code
    if (place !== undefined) this.place = place
  }
}

export type MoneyErrorCode =
  | 'MONEY_NOT_AN_INTEGER'
  | 'MONEY_OUT_OF_RANGE'
  | 'MONEY_BAD_TEXT'
  | 'MONEY_BAD_RATIO'
  | 'MONEY_BAD_SHARES'
  | 'MONEY_BAD_PLAN'
  | 'MONEY_BAD_FRACTION'
  | 'MONEY_FRACTIONS_ABOVE_ONE'
  | 'MONEY_BAD_CAP'
  | 'MONEY_NO_REST'

export const ZERO = 0 as Fen

/** @throws MoneyError when `value` is not a whole number within ±(2^53 − 1). */
export function fen(value: number): Fen {
  if (!Number.isInteger(value)) throw new MoneyError('MONEY_NOT_AN_INTEGER', `${value} is not a whole number of fen`)
  if (!Number.isSafeInteger(value)) throw new MoneyError('MONEY_OUT_OF_RANGE', `${value} fen cannot be held exactly`)
  return (value === 0 ? 0 : value) as Fen
}

export function fenFromBigInt(value: bigint): Fen {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER))
    throw new MoneyError('MONEY_OUT_OF_RANGE', `${value} fen cannot be held exactly`)
  return Number(value) as Fen
}

export const add = (a: Fen, b: Fen): Fen => fen(a + b)
export const subtract = (a: Fen, b: Fen): Fen => fen(a - b)
export const negate = (a: Fen): Fen => fen(-a)
export const smaller = (a: Fen, b: Fen): Fen => (a < b ? a : b)
export const larger = (a: Fen, b: Fen): Fen => (a > b ? a : b)

export function sum(amounts: Iterable<Fen>): Fen {
  let total = 0
  for (const amount of amounts) total = fen(total + amount)
  return total as Fen
}
