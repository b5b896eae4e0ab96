import { divideRounded, type Fen, larger, smaller } from '@medsettle/money'
import type { Bundle, Cap } from './bundle-rules.ts'

/** A cost as it is reconciled; `why` is empty when nothing was cut. */
export interface CappedCost {
  readonly capped: Fen
  readonly why: string
}

/** Costs of the episodes of one bundle and category, winsorised: none is dropped, the extreme ones count as the cap. */
export function cappedCosts({ cap }: Bundle, costs: readonly Fen[]): CappedCost[] {
  const sorted = [...costs].sort((a, b) => a - b)
  const high = cap.high === undefined ? null : capOf(cap.high, sorted)
  const low = cap.low === undefined ? null : capOf(cap.low, sorted)
  return costs.map((cost) => {
    const below = high === null ? cost : smaller(cost, high)
    const capped = low === null ? below : larger(below, low)
    return { capped, why: capped === cost ? '' : capped < cost ? 'high cap' : 'low cap' }
  })
}

/** Percentiles by nearest rank: the smallest cost that at least so many percent of the costs do not exceed. */
function capOf(cap: Cap, sorted: readonly Fen[]): Fen | null {
  if (cap.kind === 'amount') return cap.yuan
  const { n, d } = cap.percent
  const rank = Number(divideRounded(n * BigInt(sorted.length), d * 100n, 'up'))
  return sorted[Math.max(rank, 1) - 1] ?? null
}
