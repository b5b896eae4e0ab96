import { allocate, divideRounded, type Fen, fenFromBigInt, sum } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'

/**
 * `amount` × `share`, rounded half up (四舍五入) to a fen. With a share of at most 1 a fen more of the amount adds no fen or one, never
 * two, which is why a fen more earned never pays less.
 */
export const shareOf = (amount: Fen, { n, d }: Ratio): Fen =>
  fenFromBigInt(divideRounded(BigInt(amount) * n, d, 'halfUp'))

export interface Weighted {
  readonly id: string
  /** zero or more, exact */
  readonly weight: Ratio
}

/**
 * An amount in proportion to exact weights; the parts add up to it. Left-over fen go by remainder, among equal ones by id and
 * not by place, so that the order in which recipients are written changes nothing.
 */
export function splitByWeights(total: Fen, parts: readonly Weighted[]): Map<string, Fen> {
  const inOrder = [...parts].sort((a, b) => (a.id < b.id ? -1 : 1))
  const common = inOrder.reduce((multiple, { weight }) => leastMultiple(multiple, weight.d), 1n)
  const amounts = allocate(
    total,
    inOrder.map(({ weight }) => weight.n * (common / weight.d)),
  )
  invariant(sum(amounts) === total, 'parts of a split do not add up to it: a fen would be lost or made')
  invariant(
    new Set(inOrder.map(({ id }) => id)).size === parts.length,
    'two parts of one id: one of them would be lost',
  )
  return new Map(inOrder.map(({ id }, index) => [id, amounts[index]!]))
}

function leastMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b]
  while (y !== 0n) [x, y] = [y, x % y]
  return (a / x) * b
}
