import type { Rounding } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import type { Condition, Dimension } from '../tariff/tariff.ts'

/** Special-case review (特例单议) as a region writes it: `readReviewRules` makes it from the JSON of docs/value/review.md. */
export interface ReviewRules {
  readonly id: string
  readonly version: string
  readonly source: string
  /** China dates, both inclusive; null: open */
  readonly validFrom: string
  readonly validTo: string | null
  readonly dimensions: ReadonlyMap<string, Dimension>
  readonly measures: ReadonlySet<string>
  /** over which stretch of discharges a quota counts */
  readonly period: PeriodLength
  /** automatic: every case that meets a rule is a candidate; byInstitution: only those with a day in `nominatedOn` */
  readonly nomination: 'automatic' | 'byInstitution'
  /** never reviewed, with the reason; the first that holds */
  readonly excluded: readonly NamedCondition[]
  readonly candidates: readonly NamedCondition[]
  /** the first whose condition holds */
  readonly quotas: readonly Quota[]
  /** who comes first when there are more candidates than places; the id decides what is left */
  readonly order: readonly Preference[]
  readonly deadlines: Deadlines
  readonly payments: Payments
}

export type PeriodLength = 'month' | 'quarter' | 'halfYear' | 'year'

export interface NamedCondition {
  readonly name: string
  readonly when: Condition
}

export interface Quota extends NamedCondition {
  /** all: every case that could be read; settled: without the excluded ones */
  readonly base: 'all' | 'settled'
  /** null: there is no limit. Which share is right is not confirmed (facts drg §6.3), so it is never more than data. */
  readonly limit: { readonly share: Ratio; readonly rounding: Rounding; readonly least: number } | null
}

export const PREFERENCES = ['costRatio', 'loss', 'cost', 'stayDays', 'rule', 'nominatedOn'] as const

export interface Preference {
  readonly by: (typeof PREFERENCES)[number]
  readonly first: 'highest' | 'lowest'
}

/** Calendar days after the day a stage began. Nominations are counted from the last day of the period. */
export interface Deadlines {
  readonly nominationDays: number
  readonly admission: Deadline
  readonly opinion: Deadline
  readonly agreement: Deadline
}

/** What silence means: the price stands, or, where experts have spoken, their proposal does. */
export interface Deadline {
  readonly days: number
  readonly lapse: 'priceStands' | 'proposalStands'
}

/** How an agreed case may be paid; a form that is null is not offered. */
export interface Payments {
  readonly rounding: Rounding
  /** cost × share, at most `most` × standard */
  readonly cost: { readonly share: Ratio; readonly most: Ratio | null } | null
  /** standard × the weight experts propose ÷ the weight of the case's group, the new one at most `most` × the old one */
  readonly adjustedWeight: { readonly most: Ratio | null } | null
  readonly standard: boolean
  /** share of votes that must be exceeded for a proposal */
  readonly votesAbove: Ratio
}
