/** Why a row is no case of a review, or an event changes none; the others go on. */
export const REVIEW_REFUSALS = {
  REVIEW_ROW_MALFORMED: 'the row does not have the columns of its header',
  REVIEW_INSTITUTION_MISSING: 'the case does not say its institution',
  REVIEW_DATE_MISSING: 'the case does not say its day of discharge',
  REVIEW_DATE_OUTSIDE: 'the rules are not valid on the day of discharge',
  REVIEW_COST_MISSING: 'the case does not say its cost',
  REVIEW_STANDARD_MISSING: 'the case has no standard to be compared with; price it first',
  REVIEW_STANDARD_ZERO: 'the standard is not above zero',
  REVIEW_ID_TWICE: 'two cases of one institution have this id, so that one review would pay both',
  REVIEW_NO_QUOTA: 'no quota of the rules is for this case',
  REVIEW_NUMBER_INVALID: 'this is not an amount of whole fen',
  REVIEW_EVENT_UNKNOWN: 'there is no such event of a review',
  REVIEW_NO_CASE: 'no candidate of the review has this id',
  REVIEW_OUT_OF_TURN: 'the review is not at the stage this event belongs to',
  REVIEW_EVENT_EARLIER: 'the event lies before the one that stands already',
  REVIEW_AFTER_DEADLINE: 'the deadline of this stage has passed',
  REVIEW_PAYMENT_NOT_OFFERED: 'the rules do not pay a review in this form',
  REVIEW_WEIGHT_MISSING: 'a changed weight needs the old one and the new one',
} as const

export type ReviewRefusalCode = keyof typeof REVIEW_REFUSALS

export interface ReviewRefusal {
  readonly code: string
  /** the column or the stage */
  readonly place: string
  readonly message: string
}

export const reviewRefusal = (code: ReviewRefusalCode, place: string, what = ''): ReviewRefusal => ({
  code,
  place,
  message: what === '' ? REVIEW_REFUSALS[code] : `${REVIEW_REFUSALS[code]}: ${what}`,
})
