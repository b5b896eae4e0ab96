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

export type CaseRefusalCode =
  | 'ROW_MALFORMED'
  | 'ROW_TOO_LONG'
  | 'ROW_BAD_NUMBER'
  | 'ROW_BAD_SEX'
  | 'SCHEME_VERSION_MISMATCH'
  | 'PRINCIPAL_DIAGNOSIS_MISSING'
  | 'PRINCIPAL_DIAGNOSIS_UNKNOWN'
  | 'PRINCIPAL_DIAGNOSIS_IN_NO_MDC'
  | 'SEX_CONFLICT'
  | 'NEWBORN_WITHOUT_WEIGHT'
  | 'NO_ADRG_MATCHES'
  | 'NO_DRG_MATCHES'

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
