import type { Ratio, RoundingRule } from '@medsettle/money/ratio'
import type { Unit, Value } from './expression.ts'

/** What may be said of a value before it is known. */
export type Sign = 'positive' | 'notNegative' | 'any'

export interface Named {
  readonly unit: Unit
  readonly sign: Sign
}

/** `exact`: the row whose key is it; `atLeast`: the last row whose key it reaches. */
export interface LookupTable {
  readonly match: 'exact' | 'atLeast'
  readonly by: Unit
  readonly gives: Unit
  readonly rows: readonly { readonly key: Value; readonly is: Ratio }[]
  /** of a value that no row is for; null: it is refused */
  readonly otherwise: Ratio | null
}

/** Marginal bands (分段): what lies in a band is multiplied by its share, up to the next. The last band has no end. */
export interface BandTable {
  /** `yuan`: the ends are amounts; `share`: they are parts of what the formula gives as base; `number`: plain numbers */
  readonly of: 'yuan' | 'share' | 'number'
  readonly rows: readonly { readonly upTo: Ratio | null; readonly share: Ratio }[]
}

/** Everything a formula may name. */
export interface Scope {
  /** a fact, formula or column; null: it is there and its own fault has been told */
  named(name: string): Named | null | undefined
  columns(table: string): Readonly<Record<string, Named>> | undefined
  readonly lookups: Readonly<Record<string, LookupTable>>
  readonly bands: Readonly<Record<string, BandTable>>
  readonly roundings: Readonly<Record<string, RoundingRule>>
}

/** Names a JSON object holds itself: `toString` is none. */
export const own = <T>(record: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** The scope inside `sum(table, …)`: its columns come first. */
export const insideRow = (scope: Scope, columns: Readonly<Record<string, Named>>): Scope => ({
  ...scope,
  named: (name) => own(columns, name) ?? scope.named(name),
})
