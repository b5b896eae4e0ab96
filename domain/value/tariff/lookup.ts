import { plus, type Ratio } from '@medsettle/money/ratio'
import { type Asking, dimensionValue, holds, type Pricing } from './condition.ts'
import type { Factor, Lookup, TableNode } from './tariff.ts'
import { CaseRefused } from './tariff-refusal.ts'

/** A value and the reason it is this one: `level=三级`, `same-price groups`. */
export interface Found {
  readonly name: string
  readonly value: Ratio
  /** empty when the value is the same for every case */
  readonly from: string
}

/** @throws CaseRefused VALUE_TARIFF_GAP, VALUE_EXCEPTIONS_OVERLAP and what `dimensionOf` refuses */
export function lookUp(pricing: Asking, lookup: Lookup): Found {
  const exceptions = lookup.exceptions.filter((one) => holds(pricing, one.when))
  if (exceptions.length > 1)
    throw new CaseRefused('VALUE_EXCEPTIONS_OVERLAP', lookup.name, exceptions.map((one) => one.name).join(' and '))
  const exception = exceptions[0]
  const { by, table } = exception ?? lookup
  const keys = by.map((name) => dimensionValue(pricing, name))
  const value = findIn(table, keys)
  const path = by.map((name, index) => `${name}=${keys[index]}`).join(', ')
  if (value === undefined || value === null)
    throw new CaseRefused(
      'VALUE_TARIFF_GAP',
      lookup.name,
      `${lookup.name} ${value === null ? 'is declared without standard' : 'has no entry'} for ${path}`,
    )
  const from = exception === undefined ? path : [exception.name, path].filter((text) => text !== '').join(': ')
  return { name: lookup.name, value, from }
}

/** The entry of exactly these keys, else of `*`, deeper exact keys first; undefined: there is none. */
export function findIn(table: TableNode, keys: readonly string[]): Ratio | null | undefined {
  if (!(table instanceof Map)) return table as Ratio | null
  const [key, ...rest] = keys
  if (key === undefined) return undefined
  for (const entry of [key, '*']) {
    const below = table.get(entry)
    const found = below === undefined ? undefined : findIn(below, rest)
    if (found !== undefined) return found
  }
  return undefined
}

/** The factor's own value plus its addends. */
export function factorValue(pricing: Pricing, factor: Factor): { readonly value: Ratio; readonly parts: Found[] } {
  const parts = [factor.lookup, ...factor.addends].map((lookup) => lookUp(pricing, lookup))
  return { value: parts.map((part) => part.value).reduce(plus), parts }
}
