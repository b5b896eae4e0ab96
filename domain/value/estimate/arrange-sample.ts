import type { Ratio } from '@medsettle/money/ratio'
import type { Entry } from './locate-entry.ts'
import type { Sample } from './sample.ts'

/** The sample in an order that does not depend on how the cases came: groups by name, cases by cost, combinations by entries. */
export interface ArrangedSample {
  readonly groups: readonly ArrangedGroup[]
  readonly combinations: readonly (readonly Entry[])[]
  readonly cases: number
}

export interface ArrangedGroup {
  readonly group: string
  readonly oldWeight: Ratio
  /** fen, ascending */
  readonly costs: Float64Array
  readonly combinations: Int32Array
}

export function arrangeSample({ groups, combinations }: Sample): ArrangedSample {
  const keys = combinations.map(({ entries }) => entries.map(entryKey).join('\n'))
  const order = [...keys.keys()].sort((a, b) => compareText(keys[a]!, keys[b]!))
  const newNumber = Int32Array.from(keys, () => 0)
  for (const [position, number] of order.entries()) newNumber[number] = position
  const arranged = [...groups.values()]
    .sort((a, b) => compareText(a.group, b.group))
    .map(({ group, oldWeight, costs, combinations: of }) => {
      const cases = [...costs.keys()].sort((a, b) => costs[a]! - costs[b]! || newNumber[of[a]!]! - newNumber[of[b]!]!)
      return {
        group,
        oldWeight,
        costs: Float64Array.from(cases, (index) => costs[index]!),
        combinations: Int32Array.from(cases, (index) => newNumber[of[index]!]!),
      }
    })
  return {
    groups: arranged,
    combinations: order.map((number) => combinations[number]!.entries),
    cases: arranged.reduce((sum, { costs }) => sum + costs.length, 0),
  }
}

/** One entry of one factor; entries of exceptions are told apart by their value. */
export const entryKey = ({ factor, path, old }: Entry): string =>
  JSON.stringify([factor, path ?? `${old.n}/${old.d}`, path === null])

export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

export const toFloat = ({ n, d }: Ratio): number => Number(n) / Number(d)
