import { RefusalError } from '../../identity/refusal.ts'

/** Why a tariff cannot be re-estimated in the way a method asks for. */
export const ESTIMATE_PROBLEMS = {
  ESTIMATE_FACTOR_UNKNOWN: 'the tariff has no factor of this name',
  ESTIMATE_FACTOR_SHAPE: 'the factor does not have the shape the method needs',
  ESTIMATE_BUDGET_MISSING: 'the rate is to meet a budget, and the method names none',
  ESTIMATE_NO_CASES: 'no case can be used, nothing can be estimated',
} as const

export type EstimateProblemCode = keyof typeof ESTIMATE_PROBLEMS

/** No money moved: a tariff that is not written prices nothing. */
export const estimateRefused = (code: EstimateProblemCode, place: string, what = ''): RefusalError =>
  new RefusalError({
    code,
    stage: 'value',
    moneyMoved: 'none',
    retrySameKey: false,
    message: what === '' ? ESTIMATE_PROBLEMS[code] : `${ESTIMATE_PROBLEMS[code]}: ${what}`,
    place,
  })

/** Why one case says nothing of weights; the other cases go on. */
export const SAMPLE_REFUSALS = {
  ESTIMATE_COST_MISSING: 'the case has no cost above zero, so it says nothing of weights',
  ESTIMATE_CASE_EXCLUDED: 'the tariff does not price this case by weight',
} as const

export type SampleRefusalCode = keyof typeof SAMPLE_REFUSALS
