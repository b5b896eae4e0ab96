import { RefusalError } from '../../identity/refusal.ts'

/** Why a year of points cannot be cleared; nothing is paid then. */
export const DIP_CLEARING_REFUSALS = {
  DIP_NO_POINTS: 'no scored case has points, so a point has no value',
  DIP_FUND_EXCEEDED: 'the fund and its reserve do not suffice',
  DIP_PATIENTS_PAID_MORE: 'patients and other payers have paid more than the standard of this institution',
} as const

export type DipClearingCode = keyof typeof DIP_CLEARING_REFUSALS

export const clearingRefused = (code: DipClearingCode, place: string, what: string): RefusalError =>
  new RefusalError({
    code,
    stage: 'value',
    moneyMoved: 'none',
    retrySameKey: false,
    message: `${DIP_CLEARING_REFUSALS[code]}: ${what}`,
    place,
  })

/** Why a scored row is not cleared, or an institution has no coefficient; the others go on. */
export const DIP_ROW_REFUSALS = {
  DIP_CLEAR_ID_MISSING: 'the row has no id',
  DIP_CLEAR_ID_TWICE: 'an earlier row has this id; a case is paid once',
  DIP_CLEAR_SCORE_INVALID: 'the score is not a number of zero or more with at most eight decimals',
  DIP_CLEAR_COST_INVALID: 'the cost is not an amount in yuan above zero with at most two decimals',
  DIP_CLEAR_INSTITUTION_UNKNOWN: 'the rules of the year do not name this institution',
  DIP_BASE_MISSING: 'no base coefficient is for this level and kind of institution',
  DIP_MEASURE_MISSING: 'a part of the coefficient asks for a measure the institution does not give',
  DIP_MEASURE_EMPTY: 'a share of nothing: the whole is zero after what is left out',
  DIP_PEER_MEAN_MISSING: 'a part of the coefficient compares with the mean of a level that is not given',
} as const

export interface DipRowRefusal {
  readonly code: keyof typeof DIP_ROW_REFUSALS
  readonly place: string
  readonly message: string
}

export const rowRefused = (code: keyof typeof DIP_ROW_REFUSALS, place: string, what = ''): DipRowRefusal => ({
  code,
  place,
  message: what === '' ? DIP_ROW_REFUSALS[code] : `${DIP_ROW_REFUSALS[code]}: ${what}`,
})
