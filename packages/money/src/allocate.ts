import { type Fen, fenFromBigInt, MoneyError } from './fen.ts'

/**
 * Splits `total` in proportion to whole-number `shares` and loses nothing: the parts add up to `total`. Shares that come from exact
 * fractions brought to one denominator may be bigints of any size.
 * Left-over fen go to the largest remainders, earlier parts first among equals. Negative totals mirror positive ones.
 * @throws MoneyError MONEY_BAD_SHARES when a share is negative or not whole, or when all are zero and `total` is not.
 */
export function allocate(total: Fen, shares: readonly (number | bigint)[]): Fen[] {
  const weights = shares.map(toWeight)
  const whole = weights.reduce((a, b) => a + b, 0n)
  if (whole === 0n) {
    if (total === 0) return shares.map(() => total)
    throw new MoneyError('MONEY_BAD_SHARES', `${total} fen cannot be split over shares that are all zero`)
  }
  const sign = total < 0 ? -1n : 1n
  const magnitude = BigInt(Math.abs(total))
  const parts = weights.map((weight) => (magnitude * weight) / whole)
  giveRemainder(
    parts,
    weights.map((weight) => (magnitude * weight) % whole),
    magnitude,
  )
  return parts.map((part) => fenFromBigInt(part * sign))
}

function toWeight(share: number | bigint): bigint {
  if (share < 0 || (typeof share === 'number' && !Number.isSafeInteger(share)))
    throw new MoneyError('MONEY_BAD_SHARES', `a share must be a whole number, not ${share}`)
  return BigInt(share)
}

function giveRemainder(parts: bigint[], remainders: bigint[], magnitude: bigint): void {
  let left = magnitude - parts.reduce((a, b) => a + b, 0n)
  const order = remainders.map((_, index) => index).sort((a, b) => compare(remainders[b]!, remainders[a]!) || a - b)
  for (const index of order) {
    if (left === 0n) return
    parts[index]! += 1n
    left -= 1n
  }
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0)
