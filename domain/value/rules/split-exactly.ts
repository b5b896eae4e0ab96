import { allocate, type Fen } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'

/**
 * `allocate` in proportion to exact fractions, such as amount × factor: nothing is lost.
 * @param weights zero or more each; all zero only when `total` is zero
 * @throws MoneyError MONEY_BAD_SHARES
 */
export function splitExactly(total: Fen, weights: readonly Ratio[]): Fen[] {
  const common = weights.reduce((product, { d }) => (product % d === 0n ? product : product * d), 1n)
  return allocate(
    total,
    weights.map(({ n, d }) => n * (common / d)),
  )
}
