import { ascending } from '@medsettle/statistics/sorted'
import type { ArrangedGroup } from './arrange-sample.ts'
import type { Cell } from './balance.ts'
import type { Experience } from './credibility.ts'
import type { Trimming } from './method.ts'
import { trimmingBounds } from './trim.ts'

/** The cases of one group that trimming keeps, in the order of the arranged sample. */
export interface KeptCases {
  readonly group: string
  readonly index: number
  /** fen */
  readonly costs: Float64Array
  readonly combinations: Int32Array
}

/** Trims on cost ÷ coefficients: a costly hospital's ordinary cases are no outliers. */
export function keptCases(group: ArrangedGroup, index: number, products: Float64Array, trimming: Trimming): KeptCases {
  const adjusted = adjust(group.costs, group.combinations, products)
  const { low, high } = trimmingBounds(ascending(adjusted), trimming)
  const inside = [...adjusted.keys()].filter((at) => adjusted[at]! >= low && adjusted[at]! <= high)
  // a rule that keeps nobody keeps everybody
  const at = inside.length === 0 ? [...adjusted.keys()] : inside
  return {
    group: group.group,
    index,
    costs: Float64Array.from(at, (one) => group.costs[one]!),
    combinations: Int32Array.from(at, (one) => group.combinations[one]!),
  }
}

/** Costs without what the coefficients explain, ascending. */
export const adjustedCosts = ({ costs, combinations }: KeptCases, products: Float64Array): Float64Array =>
  ascending(adjust(costs, combinations, products))

const adjust = (costs: Float64Array, combinations: Int32Array, products: Float64Array): Float64Array =>
  costs.map((cost, at) => cost / products[combinations[at]!]!)

/** Sums of whole fen are exact, so that no order of cases changes them. */
export function cellsOf({ index, costs, combinations }: KeptCases): Cell[] {
  const sums = new Map<number, { n: number; cost: number }>()
  for (const [at, combination] of combinations.entries()) {
    const sum = sums.get(combination) ?? { n: 0, cost: 0 }
    sums.set(combination, sum)
    sum.n++
    sum.cost += costs[at]!
  }
  return [...sums]
    .sort(([a], [b]) => a - b)
    .map(([combination, { n, cost }]) => ({ group: index, combination, n, cost }))
}

/** @param expected fen: what a case of this group was expected to cost, coefficients taken out */
export function experienceOf(kept: KeptCases, products: Float64Array, level: number, expected: number): Experience {
  const mean = level / expected
  let squares = 0
  for (const cost of adjustedCosts(kept, products)) {
    const distance = cost / expected - mean
    squares += distance * distance
  }
  return { n: kept.costs.length, mean, squares }
}
