import { type Ratio, roundRatio } from '@medsettle/money/ratio'
import type { CatalogueEntry, EntryKind, LevelMean } from './catalogue.ts'
import { addToSum, type CostColumn, createSum, type Sum } from './cost-column.ts'
import type { DipRules, Treatment } from './dip-rules.ts'
import { type Bounds, trimBounds } from './trim-costs.ts'
import { meanOf, weightedMean } from './weighted-mean.ts'

export interface EntryDraft {
  readonly id: string
  readonly kind: EntryKind
  readonly treatment: Treatment
  readonly diagnosis: string
  readonly formula: string
  readonly coefficient: Ratio | null
  readonly column: CostColumn
}

export type YearSums = readonly Sum[]

/** Trims, then averages: by year for the weighted mean, and of the latest year by level for the deviation (facts dip §4). */
export function entryOf(
  draft: EntryDraft,
  rules: DipRules,
): { readonly entry: CatalogueEntry; readonly kept: YearSums } {
  const { column, ...head } = draft
  const bounds = boundsByYear(column, rules)
  const cases = rules.years.map(() => 0)
  const kept = rules.years.map(createSum)
  const latest = rules.levels.map(createSum)
  const levels = rules.levels.length
  for (let at = 0; at < column.length; at++) {
    const cost = column.costs[at]!
    const year = Math.floor(column.slots[at]! / levels)
    cases[year]!++
    const { low, high } = bounds[year]!
    if (cost < low || cost > high) continue
    addToSum(kept[year]!, cost)
    if (year === kept.length - 1) addToSum(latest[column.slots[at]! % levels]!, cost)
  }
  const round = (mean: Ratio): Ratio => roundRatio(mean, rules.rounding.mean)
  const { mean, note } = weightedMean(kept, rules)
  const entry: CatalogueEntry = {
    ...head,
    cases: column.length,
    mean: mean && round(mean),
    score: null,
    note,
    years: rules.years.map(({ year }, at) => ({
      year,
      cases: cases[at]!,
      kept: kept[at]!.cases,
      mean: kept[at]!.cases === 0 ? null : round(meanOf(kept[at]!)),
    })),
    levels: new Map(
      rules.levels.flatMap((level, at): [string, LevelMean][] => {
        const sum = latest[at]!
        return sum.cases === 0 ? [] : [[level, { kept: sum.cases, mean: round(meanOf(sum)) }]]
      }),
    ),
  }
  return { entry, kept }
}

/** Costs rise from year to year, so outliers are looked for within each year, unless the rules say over all of them. */
function boundsByYear({ costs, slots, length }: CostColumn, { trim, years, levels }: DipRules): Bounds[] {
  if (trim.method === 'none' || trim.per === 'all') {
    const bounds = trimBounds(costs.slice(0, length), trim)
    return years.map(() => bounds)
  }
  const ofCosts = costs.subarray(0, length)
  return years.map((_, year) =>
    trimBounds(
      ofCosts.filter((_cost, at) => Math.floor(slots[at]! / levels.length) === year),
      trim,
    ),
  )
}
