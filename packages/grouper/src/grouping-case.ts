import type { Sex } from './condition.ts'

/** One discharged case as a grouper sees it. Unknown numbers are null; the first diagnosis and procedure are principal. */
export interface GroupingCase {
  readonly id: string
  /** the scheme this case is to be grouped with; empty: whichever is used */
  readonly schemeVersion?: string
  readonly sex: Sex | null
  /** completed years */
  readonly ageYears: number | null
  /** completed days */
  readonly ageDays: number | null
  /** 0 means not known, as hospitals write it */
  readonly birthWeightGrams: number | null
  readonly department?: string
  readonly stayDays: number | null
  /** 离院方式 as coded by the hospital */
  readonly dischargeWay: string
  readonly icuHours?: number | null
  readonly diagnoses: readonly string[]
  readonly procedures: readonly string[]
}

/** Why a case has no group, or what was wrong with its row: the code, where, and one sentence. */
export interface CaseRefusal {
  readonly code: CaseRefusalCode
  readonly place: string
  readonly message: string
}

/** Why a row is no case, or a case gets `0000`. */
export const CASE_REFUSALS = {
  ROW_MALFORMED: 'the row does not have the columns of a case',
  ROW_TOO_LONG: 'the row is longer than any case; is a newline or a closing quote missing?',
  ROW_BAD_NUMBER: 'an age, a weight, a stay or the hours in intensive care is not a whole number from 0 on',
  ROW_BAD_SEX: 'the sex is neither 1 (男) nor 2 (女)',
  SCHEME_VERSION_MISMATCH: 'the case asks for another version of the scheme than the one it would be grouped with',
  PRINCIPAL_DIAGNOSIS_MISSING: 'the case has no principal diagnosis',
  PRINCIPAL_DIAGNOSIS_UNKNOWN: 'the scheme does not know the principal diagnosis',
  PRINCIPAL_DIAGNOSIS_IN_NO_MDC: 'the scheme knows the principal diagnosis, but it opens no MDC',
  SEX_CONFLICT: 'a code or an MDC is not possible for the sex of the patient',
  NEWBORN_WITHOUT_WEIGHT: 'the birth weight of a newborn decides the group and is not on the record',
  NO_ADRG_MATCHES: 'an MDC was entered and none of its ADRGs matches',
  NO_DRG_MATCHES: 'an ADRG holds, but none of its DRGs fits the severity of the case',
} as const

export type CaseRefusalCode = keyof typeof CASE_REFUSALS

export interface Grouping {
  readonly id: string
  readonly schemeVersion: string
  /** letter of the MDC; empty when the case has no group */
  readonly mdc: string
  readonly adrg: string
  /** `0000` when the case has no group */
  readonly drg: string
  readonly refusal: CaseRefusal | null
}
