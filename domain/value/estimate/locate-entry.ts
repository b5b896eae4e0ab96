import type { Ratio } from '@medsettle/money/ratio'
import { dimensionValue, holds, type Pricing } from '../tariff/condition.ts'
import type { Factor, TableNode } from '../tariff/tariff.ts'

/** Where in a factor's table the value of one case stands. */
export interface Entry {
  readonly factor: string
  /** the keys as the table writes them, `*` included; null: from an exception, which is not re-estimated */
  readonly path: readonly string[] | null
  /** the value today */
  readonly old: Ratio
}

/** The case has been priced before, so that every value is there. */
export function locateEntry(pricing: Pricing, factor: Factor): Entry {
  const { by, table, exceptions } = factor.lookup
  const old = pricing.facts.factors.get(factor.name)!
  const isPlain = factor.addends.length === 0 && !exceptions.some((one) => holds(pricing, one.when))
  const keys = by.map((name) => dimensionValue(pricing, name))
  return { factor: factor.name, path: isPlain ? pathOf(table, keys) : null, old }
}

/** As `lookUp` finds it: deeper exact keys first. */
function pathOf(table: TableNode, keys: readonly string[]): readonly string[] | null {
  if (!(table instanceof Map)) return []
  const [key, ...rest] = keys
  if (key === undefined) return null
  for (const entry of [key, '*']) {
    const below = (table as ReadonlyMap<string, TableNode>).get(entry)
    const path = below === undefined || below === null ? null : pathOf(below, rest)
    if (path !== null) return [entry, ...path]
  }
  return null
}
