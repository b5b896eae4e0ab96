import { divideRounded } from '@medsettle/money'
import { compareRatios, minus, plus, type Ratio, times } from '@medsettle/money/ratio'
import type { Mark, Scoring } from './performance-rules.ts'

/** Threshold and benchmark as rates; null: there are no peers to take a percentile of. */
export interface Marks {
  readonly threshold: Ratio | null
  readonly benchmark: Ratio | null
}

/** @param rates of the peers that have enough cases */
export function marksOf(scoring: Scoring, better: 'lower' | 'higher', rates: readonly Ratio[]): Marks {
  const fromWorst = [...rates].sort((a, b) => (better === 'higher' ? compareRatios(a, b) : compareRatios(b, a)))
  const markOf = (mark: Mark): Ratio | null =>
    mark.kind === 'fixed' ? mark.value : percentileOf(fromWorst, mark.percentile, scoring.percentileMethod)
  return { threshold: markOf(scoring.threshold), benchmark: markOf(scoring.benchmark) }
}

/**
 * `nearestRank`: the value at rank ⌈p/100 × n⌉. `interpolated`: on the line between the values around position p/100 × (n − 1).
 * @param sorted worst first
 */
export function percentileOf(
  sorted: readonly Ratio[],
  { n, d }: Ratio,
  method: Scoring['percentileMethod'],
): Ratio | null {
  if (sorted.length === 0) return null
  const share = { n, d: d * 100n }
  if (method === 'nearestRank') {
    const rank = Number(divideRounded(share.n * BigInt(sorted.length), share.d, 'up'))
    return sorted[Math.max(rank, 1) - 1]!
  }
  const position = times(share, { n: BigInt(sorted.length - 1), d: 1n })
  const below = Number(position.n / position.d)
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, sorted.length - 1)]!]
  const beyond = minus(position, { n: BigInt(below), d: 1n })
  return plus(low, times(minus(high, low), beyond))
}
