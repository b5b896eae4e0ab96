import { type Fen, fenFromBigInt } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'

/**
 * Splits `total` in proportion to exact fractions and loses nothing. Like `allocate`, whose shares must be whole numbers below
 * 2^53: products of amounts and factors are not. Left-over fen go to the largest remainders, earlier parts first among equals.
 * @param weights zero or more each; all zero only when `total` is zero
 */
export function splitExactly(total: Fen, weights: readonly Ratio[]): Fen[] {
  const common = weights.reduce((product, { d }) => (product % d === 0n ? product : product * d), 1n)
  const shares = weights.map(({ n, d }) => n * (common / d))
  invariant(
    shares.every((share) => share >= 0n),
    'a negative share would take money from one institution and hand it to the others',
  )
  const whole = shares.reduce((sum, share) => sum + share, 0n)
  if (whole === 0n) {
    invariant(total === 0, `${total} fen would be split over nobody and be lost`)
    return weights.map(() => total)
  }
  const sign = total < 0 ? -1n : 1n
  const magnitude = BigInt(Math.abs(total))
  const parts = shares.map((share) => (magnitude * share) / whole)
  const remainders = shares.map((share) => (magnitude * share) % whole)
  const inTurn = remainders.map((_, index) => index)
  inTurn.sort((a, b) => (remainders[a]! === remainders[b]! ? a - b : remainders[a]! > remainders[b]! ? -1 : 1))
  const left = Number(magnitude - parts.reduce((sum, part) => sum + part, 0n))
  for (const index of inTurn.slice(0, left)) parts[index]! += 1n
  return parts.map((part) => fenFromBigInt(part * sign))
}
