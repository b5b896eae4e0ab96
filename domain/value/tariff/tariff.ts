import type { Rounding } from '@medsettle/money'
import type { Ratio, RoundingRule } from '@medsettle/money/ratio'

/**
 * A tariff as it is computed with: `readTariff` makes it from the JSON that docs/value/tariffs.md describes. Amounts are yuan,
 * all numbers exact; rounding happens only where the document says so.
 */
export interface Tariff {
  readonly id: string
  readonly version: string
  readonly title: string
  /** the document the tariff comes from; empty is a finding of `checkTariff` */
  readonly source: string
  /** China dates, both inclusive; null: open, and when both are null the tariff has no validity (a finding) */
  readonly validFrom: string | null
  readonly validTo: string | null
  /** values a case must have, where it has the dimension at all (city, year), to be priced by this tariff */
  readonly appliesTo: Condition
  readonly dimensions: ReadonlyMap<string, Dimension>
  readonly formula: readonly Factor[]
  /** how the standard is published; null: exact */
  readonly round: RoundingRule | null
  /** how an amount becomes whole fen; null: the document is silent, amounts with parts of a fen are refused */
  readonly toFen: Rounding | null
  readonly exclusions: readonly Exclusion[]
  readonly outliers: readonly BandSet[]
  /** names of numbers of a case that some rule compares: cost, stayDays, … */
  readonly measures: ReadonlySet<string>
}

export interface Dimension {
  readonly name: string
  /** null: anything goes (hospital ids, groups) */
  readonly values: ReadonlySet<string> | null
  readonly aliases: ReadonlyMap<string, string>
  /** what a case that does not say has; null: it must say */
  readonly fallback: string | null
}

export type FactorOperation = 'times' | 'dividedBy' | 'plus'

/** One link of the chain: the value so far × (÷, +) this factor, then rounded if the document says so. */
export interface Factor {
  readonly name: string
  readonly operation: FactorOperation
  readonly lookup: Lookup
  /** added to the factor before it is used: institution coefficients as sums of parts */
  readonly addends: readonly Lookup[]
  readonly round: RoundingRule | null
}

/** A value, or a table by dimensions; exceptions come first, and at most one may hold for a case. */
export interface Lookup {
  readonly name: string
  readonly by: readonly string[]
  readonly table: TableNode
  readonly exceptions: readonly Exception[]
}

/** a number; null: the document says there is no standard; or a table by the next dimension, `*` for any other value */
export type TableNode = Ratio | null | ReadonlyMap<string, TableNode>

export interface Exception {
  readonly name: string
  readonly when: Condition
  readonly by: readonly string[]
  readonly table: TableNode
}

/** All tests must hold; an empty condition always does. */
export type Condition = readonly Test[]

export type Test =
  | { readonly kind: 'oneOf'; readonly name: string; readonly values: ReadonlySet<string> }
  | { readonly kind: 'startsWith'; readonly name: string; readonly prefixes: readonly string[] }
  | { readonly kind: 'range'; readonly name: string; readonly range: Range }

/** Both ends optional; `strict` ends do not belong to the range. */
export interface Range {
  readonly low: { readonly value: Ratio; readonly strict: boolean } | null
  readonly high: { readonly value: Ratio; readonly strict: boolean } | null
}

/** A case the tariff does not price: paid at cost, or by another method. */
export interface Exclusion {
  readonly name: string
  readonly when: Condition
  readonly pays: 'cost' | 'elsewhere'
}

/** Bands over one measure; within a set at most one may hold, the first set with a band that holds decides. */
export interface BandSet {
  readonly measure: 'costRatio' | 'cost' | 'stayDays'
  /** costRatio = cost ÷ this average; null: ÷ the standard */
  readonly average: Lookup | null
  readonly bands: readonly Band[]
}

export interface Band {
  readonly name: string
  readonly where: Condition
  readonly range: Range
  readonly pay: Pay
  /** goes to special-case review (特例单议); the price stands until that is decided */
  readonly review: boolean
}

export type Pay =
  | { readonly form: 'standard' }
  /** cost × share */
  | { readonly form: 'cost'; readonly share: Ratio }
  /** standard + (cost − beyond × reference) × share, reference as the ratio's */
  | { readonly form: 'excess'; readonly beyond: Ratio; readonly share: Ratio }
  /** standard × cost ÷ reference, or with `beyond` standard × (1 + cost ÷ reference − beyond) */
  | { readonly form: 'points'; readonly beyond: Ratio | null; readonly round: RoundingRule | null }
  /** standard + (stayDays − beyond) × rate, or stayDays × rate when `instead` */
  | { readonly form: 'perDay'; readonly beyond: Ratio; readonly rate: Lookup; readonly instead: boolean }
