import { dividedBy, plus, type Ratio, times, ZERO_RATIO } from '@medsettle/money/ratio'
import type { Sum } from './cost-column.ts'
import type { DipRules } from './dip-rules.ts'

export interface WeightedMean {
  /** yuan, exact; null: a year without a case leaves the disease unrated */
  readonly mean: Ratio | null
  /** what was done about years without a case; null when every year has one */
  readonly note: string | null
}

/** Fen over cases as yuan. */
export const meanOf = ({ fen, cases }: Sum): Ratio => ({ n: BigInt(fen), d: BigInt(cases) * 100n })

/**
 * The mean of the years' means by their weights (1 : 2 : 7, facts dip §2). A year without a case has no mean: its weight is
 * shared out among the others (`renormalise`), or the disease stays `unrated`.
 * @param sums by year, in the order of the rules
 */
export function weightedMean(sums: readonly Sum[], rules: Pick<DipRules, 'years' | 'emptyYear'>): WeightedMean {
  const { years } = rules
  const empty = years.filter((_, at) => sums[at]!.cases === 0).map(({ year }) => year)
  const without = empty.length === 0 ? null : `no case in ${empty.join(', ')}`
  if (empty.length === years.length || (empty.length > 0 && rules.emptyYear === 'unrated'))
    return { mean: null, note: `${without}: unrated` }
  let weighted = ZERO_RATIO
  let weights = ZERO_RATIO
  for (const [at, { weight }] of years.entries()) {
    if (sums[at]!.cases === 0) continue
    weighted = plus(weighted, times(meanOf(sums[at]!), weight))
    weights = plus(weights, weight)
  }
  return { mean: dividedBy(weighted, weights), note: without && `${without}: weights of the other years` }
}
