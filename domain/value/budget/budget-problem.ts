import { RefusalError } from '../../identity/refusal.ts'
import type { DocumentProblem } from '../document/document-problem.ts'

/** Why a budget's rules or facts cannot be used, although each field can be read. */
export const BUDGET_PROBLEMS = {
  BUDGET_ID_TWICE: 'an id stands twice, so that its money would be paid twice or to the wrong one',
  BUDGET_INSTITUTION_UNKNOWN: 'the budget does not name this institution',
  BUDGET_AMOUNT_NEGATIVE: 'this amount cannot be negative',
  BUDGET_SHARES_NOT_ONE: 'these shares must add up to exactly 1',
  BUDGET_SHARES_ABOVE_ONE: 'these shares are together above 1',
  BUDGET_INDICATOR_MISSING: 'a split needs this value',
  BUDGET_INDICATOR_ALL_ZERO: 'nobody has a value above zero, so that nothing can be divided by it',
  BUDGET_INDICATOR_ZERO: 'where less is better and the least is divided by the value, the value cannot be zero',
  BUDGET_INDICATOR_DIRECTION: 'a share of a sum grows with the value; take max or minMax where less is better',
  BUDGET_BANDS_OVERLAP: 'two bands can hold for the same fen',
  BUDGET_BAND_GAP: 'earnings between two bands, below the first or above the last are in none',
  BUDGET_BAND_INVALID: 'a band lies below 1 and says what is kept, or above 1 and says what the fund bears',
  BUDGET_LIMITS_REVERSED: 'the least is above the most',
  BUDGET_DISTRIBUTION_INVALID: 'members and their distribution belong together',
  BUDGET_TIER_EMPTY: 'a tier has a ratio but no member, or members but no ratio',
  BUDGET_TABLE_UNORDERED: 'a table of scores begins at 0 and rises, each score once',
  BUDGET_COEFFICIENT_ABOVE_ONE: 'a coefficient above 1 here would let a fen more earned pay less',
  BUDGET_WITHHOLD_MISSING: 'the part that is withheld is not said, or said where nothing is withheld',
  BUDGET_SCORE_MISSING: 'the assessment needs a score of every recipient',
  BUDGET_YEAR_OUTSIDE: 'the rules are not valid on every day of their year',
} as const

/** Why a result is left out of the budget; the other rows go on. */
export const BUDGET_REFUSALS = {
  BUDGET_ROW_MALFORMED: 'the row does not have the columns of its header',
  BUDGET_FIELD_MISSING: 'the row does not say this',
  BUDGET_METHOD_UNKNOWN: 'this is no way of paying that the budget adds up',
  BUDGET_AMOUNT_INVALID: 'this is not an amount in yuan with at most two decimals',
  BUDGET_RESULT_NEGATIVE: 'this cannot be negative',
  BUDGET_SHARES_DIFFER: 'the shares of fund and provider do not add up to the total',
  BUDGET_PERIOD_INVALID: 'the period cannot be read, or ends before it begins',
  BUDGET_PERIOD_OUTSIDE: 'the period is not inside the year of the budget',
  BUDGET_PERIOD_TOO_LONG: 'the budget pays by shorter periods than this result has',
  BUDGET_RESULT_TWICE: 'the same institution, method, rule and period were given before',
  BUDGET_RESULT_UNKNOWN: 'the budget does not name this institution',
} as const

export type BudgetRefusalCode = keyof typeof BUDGET_REFUSALS

export interface BudgetRefusal {
  readonly code: BudgetRefusalCode
  /** the column */
  readonly place: string
  readonly message: string
}

export const budgetRefusal = (code: BudgetRefusalCode, place: string, what = ''): BudgetRefusal => ({
  code,
  place,
  message: what === '' ? BUDGET_REFUSALS[code] : `${BUDGET_REFUSALS[code]}: ${what}`,
})

type BudgetProblemCode = keyof typeof BUDGET_PROBLEMS

/** Of a field (`DOCUMENT_…`) or of what several fields say together (`BUDGET_…`). */
export type BudgetProblem =
  | DocumentProblem
  | { readonly code: BudgetProblemCode; readonly place: string; readonly message: string }

export const budgetProblem = (code: BudgetProblemCode, place: string, what = ''): BudgetProblem => ({
  code,
  place,
  message: what === '' ? BUDGET_PROBLEMS[code] : `${BUDGET_PROBLEMS[code]}: ${what}`,
})

/** No money moved: rules that contradict themselves settle nothing. */
export const budgetRefused = ({ code, place, message }: BudgetProblem): RefusalError =>
  new RefusalError({ code, stage: 'value', moneyMoved: 'none', retrySameKey: false, message, place })
