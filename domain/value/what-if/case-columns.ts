import type { Fen } from '@medsettle/money'
import type { ComparedCase } from './compare-case.ts'

/** Compared cases column by column: a hundred bytes a case instead of an object each. */
export interface CaseColumns {
  readonly ids: string[]
  readonly before: Fen[]
  readonly after: Fen[]
  readonly cost: (Fen | null)[]
  readonly costAfter: (Fen | null)[]
  /** which of `keys` each case belongs to */
  readonly key: number[]
  /** names of a case by dimension, as many as differ */
  readonly keys: (readonly string[])[]
  add(one: ComparedCase): void
}

export function createCaseColumns(dimensions: readonly string[]): CaseColumns {
  const known = new Map<string, number>()
  const columns: Omit<CaseColumns, 'add'> = {
    ids: [],
    before: [],
    after: [],
    cost: [],
    costAfter: [],
    key: [],
    keys: [],
  }
  return {
    ...columns,
    add({ one, before, after, cost, costAfter }) {
      const names = dimensions.map((name) => (name === 'group' ? one.group : (one.columns.get(name) ?? '')))
      const text = names.join('\n')
      const key = known.get(text) ?? columns.keys.push(names) - 1
      known.set(text, key)
      columns.ids.push(one.id)
      columns.before.push(before)
      columns.after.push(after)
      columns.cost.push(cost)
      columns.costAfter.push(costAfter)
      columns.key.push(key)
    },
  }
}

/** Positions by everything that tells two cases apart: left-over fen fall to the same cases whatever the order of arrival. */
export function orderOf(columns: CaseColumns): number[] {
  const { ids, before, after, cost, key, keys } = columns
  const names = keys.map((one) => one.join('\n'))
  const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return [...ids.keys()].sort(
    (a, b) =>
      compareText(ids[a]!, ids[b]!) ||
      before[a]! - before[b]! ||
      after[a]! - after[b]! ||
      compareText(names[key[a]!]!, names[key[b]!]!) ||
      (cost[a] ?? -1) - (cost[b] ?? -1),
  )
}
