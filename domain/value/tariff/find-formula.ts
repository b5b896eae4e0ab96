import type { Part, PublishedRow } from './published-row.ts'

/** A factor as the JSON of a tariff writes it. */
export interface FactorDocument {
  name: string
  value?: string
  by?: readonly string[]
  table?: TableDocument
  except?: readonly ExceptionDocument[]
}
export type TableDocument = { [key: string]: TableDocument } | string
export interface ExceptionDocument {
  name: string
  when: Record<string, readonly string[]>
  value?: string
  by?: readonly string[]
  table?: TableDocument
}

export const SAME_PRICE = 'same-price groups'

/**
 * By which dimensions a part of the formula goes: the fewest that leave no contradiction. Tried without groups, then with an
 * exception for the same-price groups, then by group. Null: rows that name the same case differ.
 * @param isOfGroup by group at all events: a group the table does not have is a gap, however alike the others are
 */
export function findFactor(rows: readonly PublishedRow[], part: Part, isOfGroup: boolean): FactorDocument | null {
  const others = ['level', 'insuranceType', 'scheme'].filter((name) => rows.some((row) => row.dimensions.has(name)))
  const keys = subsets(others)
  for (const by of isOfGroup ? [] : keys) {
    const plain = valueBy(rows, part, by)
    if (plain !== null) return { name: part, ...plain }
  }
  for (const by of isOfGroup ? [] : keys) {
    const found = withSamePrice(rows, part, by, keys)
    if (found !== null) return found
  }
  for (const by of keys) {
    const grouped = valueBy(rows, part, ['group', ...by])
    if (grouped !== null) return { name: part, ...grouped }
  }
  return null
}

function withSamePrice(
  rows: readonly PublishedRow[],
  part: Part,
  by: readonly string[],
  keys: readonly (readonly string[])[],
): FactorDocument | null {
  const same = rows.filter((row) => row.samePrice)
  if (same.length === 0 || same.length === rows.length) return null
  const others = rows.filter((row) => !row.samePrice)
  const groups = new Set(same.map((row) => row.dimensions.get('group')!))
  // the exception holds for a group at every level: one that is marked at some levels only is no such group
  if (others.some((row) => groups.has(row.dimensions.get('group')!))) return null
  const ordinary = valueBy(others, part, by)
  if (ordinary === null) return null
  for (const key of keys) {
    const exception = valueBy(same, part, key)
    if (exception === null) continue
    return { name: part, ...ordinary, except: [{ name: SAME_PRICE, when: { group: [...groups] }, ...exception }] }
  }
  return null
}

type ValueDocument = Pick<FactorDocument, 'value' | 'by' | 'table'>

/**
 * The part as a table by these dimensions, or null when two rows of equal dimensions differ or a row lacks one. Within its group
 * a row that names no level is for every level that has no row of its own.
 */
function valueBy(rows: readonly PublishedRow[], part: Part, by: readonly string[]): ValueDocument | null {
  const values = new Map<string, string>()
  for (const row of rows) {
    const keys = by.map((name) => row.dimensions.get(name) ?? (by.includes('group') ? '*' : undefined))
    const value = row.parts[part]
    if (value === null || keys.includes(undefined)) return null
    const key = JSON.stringify(keys)
    if ((values.get(key) ?? value) !== value) return null
    values.set(key, value)
  }
  if (by.length === 0) return { value: [...values.values()][0]! }
  const table: { [key: string]: TableDocument } = Object.create(null)
  for (const [key, value] of values) place(table, JSON.parse(key) as string[], value)
  return { by, table }
}

function place(table: { [key: string]: TableDocument }, keys: readonly string[], value: string): void {
  const [key, ...rest] = keys as [string, ...string[]]
  if (rest.length === 0) {
    table[key] = value
    return
  }
  table[key] ??= Object.create(null) as TableDocument
  place(table[key] as { [key: string]: TableDocument }, rest, value)
}

/** Smaller sets first. */
function subsets(names: readonly string[]): string[][] {
  const all: string[][] = [[]]
  for (const name of names) all.push(...all.map((set) => [...set, name]))
  return all.sort((a, b) => a.length - b.length)
}
