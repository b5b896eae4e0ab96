import { type Ratio, roundRatio } from '@medsettle/money/ratio'
import { type ArrangedSample, entryKey, toFloat } from './arrange-sample.ts'
import type { WeightEstimate } from './estimate-weights.ts'
import type { EstimateMethod } from './method.ts'

export interface CoefficientEstimate {
  readonly factor: string
  /** keys of the factor's table; empty for a single value */
  readonly path: readonly string[]
  readonly n: number
  readonly oldValue: Ratio
  readonly newValue: Ratio
}

/** Coefficients as balanced with the weights, each factor at the level it had: Σ weight × coefficient over its cases stays, to rounding. */
export function estimateCoefficients(
  sample: ArrangedSample,
  { groups, balanced }: WeightEstimate,
  { coefficients }: EstimateMethod,
): CoefficientEstimate[] {
  const weights = new Map(groups.map(({ group, newWeight }) => [group, toFloat(newWeight)]))
  return coefficients.flatMap(({ factor, decimals }, position) => {
    const entries = new Map<string, { n: number; weight: number; path: readonly string[]; old: Ratio }>()
    for (const { group, combinations } of sample.groups)
      for (const combination of combinations) {
        const entry = sample.combinations[combination]![position]!
        if (entry.path === null) continue
        const key = entryKey(entry)
        const sum = entries.get(key) ?? { n: 0, weight: 0, path: entry.path, old: entry.old }
        entries.set(key, sum)
        sum.n++
        sum.weight += weights.get(group)!
      }
    const rows = [...entries].sort(([a], [b]) => (a < b ? -1 : 1))
    const before = rows.reduce((sum, [, { weight, old }]) => sum + weight * toFloat(old), 0)
    const scale = before / rows.reduce((sum, [key, { weight }]) => sum + weight * balanced.coefficients.get(key)!, 0)
    return rows.map(([key, { n, path, old }]) => {
      const newValue = toDecimal(balanced.coefficients.get(key)! * scale, decimals)
      return { factor, path, n, oldValue: old, newValue }
    })
  })
}

/** The one place where an estimated coefficient becomes an exact number: half up, at least one unit of the last decimal. */
function toDecimal(value: number, decimals: number): Ratio {
  const unit = 10 ** decimals
  return roundRatio({ n: BigInt(Math.max(1, Math.round(value * unit))), d: BigInt(unit) }, { decimals, mode: 'halfUp' })
}
