import type { CaseRefusalCode } from '../grouping-case.ts'

/** Why a case is not counted or has no score; the other cases go on. */
export const DIP_REFUSALS = {
  DIP_ROW_MALFORMED: 'the row does not have the columns of its header',
  DIP_ID_MISSING: 'the case has no id',
  DIP_PRINCIPAL_MISSING: 'the case has no principal diagnosis',
  DIP_DIAGNOSIS_UNREADABLE: 'this is no ICD-10 code',
  DIP_PROCEDURE_UNREADABLE: 'this is no ICD-9-CM-3 code',
  DIP_PROCEDURE_UNLISTED: 'the table of procedure types does not hold this procedure',
  DIP_DATE_INVALID: 'this is no date like 2026-03-02',
  DIP_OUTSIDE_VALIDITY: 'the catalogue is not valid on the day of discharge',
  DIP_VERSION_MISMATCH: 'the case is to be scored by another version of the catalogue',
  DIP_COST_MISSING: 'the case has no cost',
  DIP_COST_INVALID: 'the cost is not an amount in yuan above zero with at most two decimals',
  DIP_YEAR_INVALID: 'the year is not one of four digits',
  DIP_YEAR_NOT_WEIGHTED: 'the rules give no weight to this year',
  DIP_LEVEL_UNKNOWN: 'the rules do not know this hospital level',
  DIP_NO_GROUP: 'the catalogue has no group for this disease',
  DIP_NO_LEVEL_MEAN: 'the catalogue has no mean of last year for this disease at this level',
  DIP_INSTITUTION_UNKNOWN: 'the hospital has no coefficient',
} as const

export type DipRefusalCode = keyof typeof DIP_REFUSALS | CaseRefusalCode

export interface DipRefusal {
  readonly code: DipRefusalCode
  /** the column, or the table that has no answer */
  readonly place: string
  readonly message: string
}

export const dipRefusal = (code: keyof typeof DIP_REFUSALS, place: string, what = ''): DipRefusal => ({
  code,
  place,
  message: what === '' ? DIP_REFUSALS[code] : `${DIP_REFUSALS[code]}: ${what}`,
})
