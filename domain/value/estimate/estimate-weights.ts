import type { Ratio } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { type ArrangedSample, toFloat } from './arrange-sample.ts'
import { type Balanced, balance } from './balance.ts'
import { type Credibility, type Experience, estimateCredibility, ownShare } from './credibility.ts'
import { estimateRefused } from './estimate-refusal.ts'
import { type Interval, intervalOfMean } from './interval.ts'
import { adjustedCosts, cellsOf, experienceOf, type KeptCases, keptCases } from './kept-cases.ts'
import type { EstimateMethod } from './method.ts'
import { priorsOf } from './priors.ts'
import { type RoundedWeights, roundWeights } from './round-weights.ts'

export interface GroupEstimate {
  readonly group: string
  /** cases, and how many of them trimming kept */
  readonly n: number
  readonly kept: number
  readonly oldWeight: Ratio
  /** the mean of the group's own cases, in weights; null when it has none */
  readonly own: number | null
  /** confidence interval of `own`, in weights */
  readonly interval: Interval | null
  /** what the group would get without cases of its own */
  readonly prior: number
  /** share of the group's own experience in the new weight; the rest is borrowed from the prior */
  readonly ownShare: number
  readonly newWeight: Ratio
}

export interface WeightEstimate {
  readonly groups: readonly GroupEstimate[]
  readonly sums: RoundedWeights
  readonly credibility: Credibility
  readonly balanced: Balanced
}

/** @param all every group of the tariff with its weight, with or without cases @throws RefusalError ESTIMATE_NO_CASES */
export function estimateWeights(
  sample: ArrangedSample,
  all: ReadonlyMap<string, Ratio>,
  method: EstimateMethod,
): WeightEstimate {
  if (sample.cases === 0) throw estimateRefused('ESTIMATE_NO_CASES', 'cases')
  const today = Float64Array.from(sample.combinations, (entries) =>
    entries.reduce((product, { old }) => product * toFloat(old), 1),
  )
  const kept = sample.groups.map((group, index) => keptCases(group, index, today, method.trimming))
  const balanced = balance(kept.flatMap(cellsOf), sample.groups.length, sample.combinations)
  // fen of a weight of one, so that Σ weight × cases is what it was
  const unit = weighted(sample, (index) => balanced.levels[index]!) / weighted(sample, (_, old) => old)
  const own = balanced.levels.map((level) => level / unit)
  const priors = priorsOf(sample, all, own, method.weights)
  const experiences = kept.map((one, index) =>
    experienceOf(one, balanced.products, balanced.levels[index]!, unit * priors.get(one.group)!),
  )
  const credibility = estimateCredibility(experiences)
  const blended = blend(kept, experiences, credibility, { all, priors, method })
  const factor = weighted(sample, (_, old) => old) / weighted(sample, (index) => blended.get(kept[index]!.group)!.value)
  const sums = roundWeights(
    [...all].map(([group, old]) => {
      const index = kept.findIndex((one) => one.group === group)
      const n = index === -1 ? 0 : sample.groups[index]!.costs.length
      return { group, n, old, value: blended.get(group)!.value * factor }
    }),
    method.weights.decimals,
  )
  const groups = [...all].map(([group, oldWeight]): GroupEstimate => {
    const index = kept.findIndex((one) => one.group === group)
    const known = { group, oldWeight, newWeight: sums.weights.get(group)!, prior: priors.get(group)! * factor }
    if (index === -1) return { ...known, n: 0, kept: 0, own: null, interval: null, ownShare: 0 }
    const interval = intervalOfMean(adjustedCosts(kept[index]!, balanced.products), method.confidence, group)
    return {
      ...known,
      n: sample.groups[index]!.costs.length,
      kept: kept[index]!.costs.length,
      own: own[index]! * factor,
      interval: interval === null ? null : inWeights(interval, unit / factor),
      ownShare: blended.get(group)!.ownShare,
    }
  })
  keepWhole(groups, sample)
  return { groups, sums, credibility, balanced }
}

/** Σ over groups of cases × what is asked of the group. */
const weighted = (sample: ArrangedSample, of: (index: number, oldWeight: number) => number): number =>
  sample.groups.reduce((sum, { costs, oldWeight }, index) => sum + costs.length * of(index, toFloat(oldWeight)), 0)

interface Borrowing {
  readonly all: ReadonlyMap<string, Ratio>
  readonly priors: ReadonlyMap<string, number>
  readonly method: EstimateMethod
}

/** value = prior × (1 + Z × (own mean ÷ expected − 1)) */
function blend(
  kept: readonly KeptCases[],
  experiences: readonly Experience[],
  credibility: Credibility,
  { all, priors, method }: Borrowing,
): Map<string, { value: number; ownShare: number }> {
  const found = new Map([...all.keys()].map((group) => [group, { value: priors.get(group)!, ownShare: 0 }]))
  for (const [index, { group }] of kept.entries()) {
    const { n, mean } = experiences[index]!
    const share = method.weights.borrow === 'none' ? 1 : ownShare(n, credibility)
    found.set(group, { value: priors.get(group)! * (1 + share * (mean - 1)), ownShare: share })
  }
  return found
}

const inWeights = ({ low, high }: Interval, unit: number): Interval => ({ low: low / unit, high: high / unit })

function keepWhole(groups: readonly GroupEstimate[], sample: ArrangedSample): void {
  invariant(
    groups.reduce((sum, { n }) => sum + n, 0) === sample.cases,
    'cases of a group the tariff does not name would be lost from the sum that must stay the same',
  )
  invariant(
    groups.every(({ newWeight }) => newWeight.n > 0n),
    'a group with a weight of zero would be treated for nothing',
  )
}
