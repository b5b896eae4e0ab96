import { divideRounded } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import type { DipRules } from './dip-rules.ts'

export type Trim = DipRules['trim']

/** Costs from `low` to `high`, both included, are kept. Whole fen. */
export interface Bounds {
  readonly low: number
  readonly high: number
}

const NO_BOUNDS: Bounds = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

/**
 * What is an outlier among these costs. Quantiles are nearest-rank: the ⌈p·n⌉-th smallest cost, one that occurred, so nothing
 * is interpolated and at least one cost is always kept.
 * @param costs fen; sorted in place
 */
export function trimBounds(costs: Float64Array, trim: Trim): Bounds {
  if (trim.method === 'none' || costs.length === 0) return NO_BOUNDS
  costs.sort()
  if (trim.method === 'percentile') return { low: nearestRank(costs, trim.low), high: nearestRank(costs, trim.high) }
  const first = nearestRank(costs, { n: 1n, d: 4n })
  const third = nearestRank(costs, { n: 3n, d: 4n })
  const reach = trim.fence.n * BigInt(third - first)
  const { d } = trim.fence
  // the last whole fen inside the fence on either side
  return {
    low: Number(BigInt(first) - divideRounded(reach, d, 'down')),
    high: Number(BigInt(third) + divideRounded(reach, d, 'down')),
  }
}

function nearestRank(sorted: Float64Array, { n, d }: Ratio): number {
  const rank = Number(divideRounded(BigInt(sorted.length) * n, d, 'up'))
  return sorted[Math.max(rank, 1) - 1]!
}
