import type { Ratio } from '@medsettle/money/ratio'
import { type ArrangedSample, toFloat } from './arrange-sample.ts'
import type { EstimateMethod } from './method.ts'

/**
 * The weight each group would have without cases of its own. `old`: today's. `parent`: today's × (what the cases of its parent – the
 * first letters of its code, the ADRG – cost ÷ what today's weights expect of them): the parent moves, the steps within it stay.
 * @param own per group of the sample: its mean cost in weights
 */
export function priorsOf(
  sample: ArrangedSample,
  all: ReadonlyMap<string, Ratio>,
  own: Float64Array,
  { borrow, parentLength }: EstimateMethod['weights'],
): Map<string, number> {
  const parentOf = (group: string): string => group.slice(0, parentLength)
  const parents = new Map<string, { observed: number; expected: number }>()
  for (const [index, { group, oldWeight, costs }] of sample.groups.entries()) {
    const sum = parents.get(parentOf(group)) ?? { observed: 0, expected: 0 }
    parents.set(parentOf(group), sum)
    sum.observed += costs.length * own[index]!
    sum.expected += costs.length * toFloat(oldWeight)
  }
  const move = (group: string): number => {
    const parent = parents.get(parentOf(group))
    return borrow !== 'parent' || parent === undefined ? 1 : parent.observed / parent.expected
  }
  return new Map([...all].map(([group, old]) => [group, toFloat(old) * move(group)]))
}
