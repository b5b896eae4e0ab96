import type { Ratio } from '@medsettle/money/ratio'
import type { DipRulesDocument, Treatment } from './dip-rules.ts'

/** 核心病种, 基层病种, 综合病种. */
export type EntryKind = 'core' | 'primary' | 'comprehensive'

export interface YearCount {
  readonly year: number
  readonly cases: number
  /** after trimming */
  readonly kept: number
  /** yuan, rounded as the rules say; null when there was no case */
  readonly mean: Ratio | null
}

export interface LevelMean {
  /** cases of the latest year at this level, after trimming */
  readonly kept: number
  /** yuan, rounded */
  readonly mean: Ratio
}

/** One disease (病种) of the catalogue. */
export interface CatalogueEntry {
  /** `K35.8:47.01`; comprehensive `K35:operation` */
  readonly id: string
  readonly kind: EntryKind
  readonly treatment: Treatment
  /** first characters of the principal diagnosis; comprehensive: category or chapter */
  readonly diagnosis: string
  /** of procedures; empty for conservative and comprehensive */
  readonly formula: string
  /** over all years, before trimming */
  readonly cases: number
  /** yuan, weighted over the years, rounded; null when unrated */
  readonly mean: Ratio | null
  /** null: unrated, paid at cost */
  readonly score: Ratio | null
  /** primary care: replaces the institution's coefficient */
  readonly coefficient: Ratio | null
  readonly note: string | null
  readonly years: readonly YearCount[]
  /** by hospital level, of the latest year: what a cost is compared with */
  readonly levels: ReadonlyMap<string, LevelMean>
}

/** A catalogue with the rules it was built by. Figures are as published: rounded, and computed with as they stand. */
export interface Catalogue extends DipRulesDocument {
  /** cases it was built from */
  readonly cases: number
  /** yuan, weighted over the years, rounded */
  readonly overallMean: Ratio
  /** procedures no table lists, with how often they came */
  readonly unlisted: ReadonlyMap<string, number>
  /** sorted by id */
  readonly entries: readonly CatalogueEntry[]
}
