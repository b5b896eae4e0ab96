import { compareRatios, dividedBy, minus, ONE, plus, type Ratio, roundRatio, times } from '@medsettle/money/ratio'
import type { CatalogueEntry } from './catalogue.ts'
import { type DipRefusal, dipRefusal } from './dip-refusal.ts'
import type { DipRules } from './dip-rules.ts'

/** How far the cost of a case lies from last year's mean, and what that makes of its score. */
export interface Deviation {
  readonly band: 'normal' | 'low' | 'high'
  readonly factor: Ratio
  /** yuan: of the case */
  readonly cost: Ratio
  /** yuan: last year's mean of the disease at the same level; null: there is none and the rules call the case normal */
  readonly mean: Ratio | null
  /** the level, or `*` for all levels together */
  readonly meanOf: string
  /** special-case review (特例单议): a panel looks at the case */
  readonly review: boolean
}

/**
 * c < low·a → c/a; c > high·a → c/a − high + 1; between, bounds included, 1 (facts dip §4, traps 1 and 2).
 * @param cost yuan
 */
export function findDeviation(
  entry: CatalogueEntry,
  level: string,
  cost: Ratio,
  { low, high, review, withoutMean, round }: DipRules['deviation'],
): Deviation | DipRefusal {
  const ofLevel = entry.levels.get(level)?.mean ?? null
  const mean = ofLevel ?? (withoutMean === 'allLevels' ? (entry.years.at(-1)?.mean ?? null) : null)
  if (mean === null || mean.n === 0n) {
    if (withoutMean === 'refuse') return dipRefusal('DIP_NO_LEVEL_MEAN', 'levels', `${entry.id} at ${level}`)
    return { band: 'normal', factor: ONE, cost, mean: null, meanOf: level, review: false }
  }
  const isLow = compareRatios(cost, times(low, mean)) < 0
  const isHigh = !isLow && compareRatios(cost, times(high, mean)) > 0
  // nearly every case is normal: no quotient is made for it
  const exact = isLow ? dividedBy(cost, mean) : isHigh ? plus(minus(dividedBy(cost, mean), high), ONE) : ONE
  const factor = round === undefined || exact === ONE ? exact : roundRatio(exact, round)
  const measured = review?.of === 'costRatio' ? dividedBy(cost, mean) : exact
  return {
    band: isLow ? 'low' : isHigh ? 'high' : 'normal',
    factor,
    cost,
    mean,
    meanOf: ofLevel === null ? '*' : level,
    review: review !== undefined && compareRatios(measured, review.above) > 0,
  }
}
