import type { Fen, Rounding } from '@medsettle/money'
import type { Ratio, RoundingRule } from '@medsettle/money/ratio'
import type { AgeSexCell, CharlsonWeights, ConditionModel } from '@medsettle/risk-adjustment'
import type { Period } from '../value-result.ts'

/** Capitation of one year as a region writes it: `readCapitationRules` makes it from the JSON of docs/value/capitation.md. */
export interface CapitationRules {
  readonly id: string
  readonly version: string
  readonly source: string
  /** whole months; both ends included */
  readonly period: Period
  readonly membership: MembershipRule
  /** is a member paid for on the day of death? */
  readonly deathDay: 'counts' | 'doesNotCount'
  readonly rates: ReadonlyMap<string, CohortRate>
  readonly risk: RiskRules | null
  readonly withhold: WithholdRules | null
  readonly outflow: OutflowRules | null
  /** how each product becomes fen */
  readonly rounding: Rounding
}

/**
 * How membership counts. `days`: each day; `proRata`: each month by its days; `snapshot`: a whole month belongs to whoever has
 * the person on one day of it (a day that the month lacks is its last), so that no month is paid twice.
 */
export type MembershipRule =
  | { readonly by: 'days' }
  | { readonly by: 'proRata' }
  | { readonly by: 'snapshot'; readonly day: number }

/** fen. `person`: for one person, the whole period and a risk of 1; `pool`: a fixed sum, divided by risk-weighted membership. */
export interface CohortRate {
  readonly per: 'person' | 'pool'
  readonly amount: Fen
}

export interface RiskRules {
  /** age is counted in completed years on this day; who is born later is 0 */
  readonly ageOn: string
  readonly cells: readonly AgeSexCell[]
  readonly model: ConditionModel
  /** diagnoses outside it do not count */
  readonly diagnosedWithin: Period
  readonly charlson: CharlsonRules | null
  readonly normalise: { readonly over: 'everyone' | 'cohort'; readonly round: RoundingRule | null } | null
}

/** Adds to a score what the highest step with `from` ≤ points says. */
export interface CharlsonRules {
  readonly weights: CharlsonWeights
  readonly withAge: boolean
  readonly steps: readonly { readonly from: number; readonly coefficient: Ratio }[]
}

export interface WithholdRules {
  readonly share: Ratio
  /** by quality score, from 0 up, never falling: the share of the withheld amount that is given back from this score on */
  readonly earnBack: readonly { readonly from: Ratio; readonly share: Ratio }[]
  /** of an institution without a score */
  readonly withoutScore: Ratio
}

/** Care of members elsewhere that the fund has paid and takes back from the capitation. */
export interface OutflowRules {
  readonly share: Ratio
  /** at most this share of the gross amount; null: all of it */
  readonly mostOfGross: Ratio | null
}
