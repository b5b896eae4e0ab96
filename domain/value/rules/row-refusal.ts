/** Why a row is not taken; the other rows go on. */
export const ROW_REFUSALS = {
  ROW_MALFORMED: 'the row does not have the columns of its header',
  ROW_COLUMN_MISSING: 'the rules need this of the row',
  ROW_ID_TWICE: 'this id stands more than once, none of these rows is taken',
  ROW_NUMBER_INVALID: 'this is not a number',
  ROW_AMOUNT_INVALID: 'this is not an amount in yuan with at most two decimals',
  ROW_NEGATIVE: 'this cannot be negative',
  ROW_DATE_INVALID: 'this is not a date like 2026-03-02',
  ROW_DATES_REVERSED: 'it ends before it begins',
  ROW_VALUE_UNKNOWN: 'the rules do not know this value',
  ROW_CASE_UNKNOWN: 'no case that was taken has this id',
  ROW_CARE_UNCLAIMED: 'no method is for this kind of care',
  ROW_CARE_CLAIMED_TWICE: 'more than one method is for this kind of care',
  ROW_COUNTERPART_MISSING: 'the other side of a transition has no row for this institution',
  ROW_PERIODS_OVERLAP: 'results of one method and institution overlap in time, none of them is taken',
  ROW_SHARES_MISMATCH: 'the shares of fund and provider do not add up to the total',
  ROW_OUTSIDE_PERIOD: 'the row is not of the period of the rules',
} as const

export type RowRefusalCode = keyof typeof ROW_REFUSALS

export interface RowRefusal {
  readonly code: RowRefusalCode
  /** the column */
  readonly place: string
  readonly message: string
}

export interface RefusedRow {
  /** as the input counts its lines */
  readonly line: number
  readonly id: string
  readonly refusal: RowRefusal
}

export const rowRefusal = (code: RowRefusalCode, place: string, what = ''): RowRefusal => ({
  code,
  place,
  message: what === '' ? ROW_REFUSALS[code] : `${ROW_REFUSALS[code]}: ${what}`,
})

/** Carries a refusal of one row up to `takeRows`, which turns it into a value. */
export class RowRefused extends Error {
  override name = 'RowRefused'
  readonly refusal: RowRefusal
  constructor(code: RowRefusalCode, place: string, what = '') {
    const refusal = rowRefusal(code, place, what)
    super(refusal.message)
    this.refusal = refusal
  }
}
