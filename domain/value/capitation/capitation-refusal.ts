/** Why a row of members, diagnoses, outflows or quality scores does not count; the others go on. */
export const CAPITATION_REFUSALS = {
  CAPITATION_ROW_MALFORMED: 'the row does not have the columns of its header',
  MEMBER_FIELD_MISSING: 'the row does not say this',
  MEMBER_DATE_INVALID: 'this is not a date like 2026-03-02',
  MEMBER_SEX_UNKNOWN: 'the sex is neither male nor female',
  MEMBER_COHORT_UNKNOWN: 'the rules have no rate for this cohort',
  MEMBER_SPELL_REVERSED: 'the membership ends before it begins',
  MEMBER_OUTSIDE_PERIOD: 'the membership has no day in the period',
  MEMBER_BEFORE_BIRTH: 'the membership begins before the person is born',
  MEMBER_AFTER_DEATH: 'the membership begins after the person has died',
  MEMBER_CONTRADICTS: 'rows of one person differ in what does not change',
  MEMBER_SPELLS_OVERLAP: 'the person is a member twice on one day, so that the day would be paid twice',
  DIAGNOSIS_CODE_UNKNOWN: 'this is no diagnosis code of ICD-10',
  DIAGNOSIS_SEX_CONFLICT: 'the diagnosis is not of this sex',
  DIAGNOSIS_OUTSIDE_WINDOW: 'the diagnosis was not made in the time the rules look at',
  DIAGNOSIS_BEFORE_BIRTH: 'the diagnosis was made before the person is born',
  PERSON_NO_MEMBER: 'the person is no member of any institution in the period',
  OUTFLOW_NO_MEMBER_THAT_DAY: 'the person is no member of any institution on that day',
  OUTFLOW_OUTSIDE_PERIOD: 'the care was not given in the period',
  OUTFLOW_AT_HOME: "the care was given by the member's own institution, whose capitation pays it already",
  OUTFLOW_AMOUNT_INVALID: 'this is not an amount of whole fen, zero or more',
  OUTFLOW_ID_TWICE: 'two rows have this id, so that one bill would be taken twice',
  QUALITY_SCORE_INVALID: 'the score is not a number, zero or more',
  QUALITY_SCORE_TWICE: 'the institution has two scores',
  QUALITY_NO_INSTITUTION: 'no member belongs to this institution',
} as const

export type CapitationRefusalCode = keyof typeof CAPITATION_REFUSALS

/** Which table the row stands in. */
export type CapitationTable = 'members' | 'diagnoses' | 'outflows' | 'quality'

/** A row by column name, and where it stood. */
export interface CapitationRow {
  readonly line: number
  readonly columns: ReadonlyMap<string, string>
}

export interface CapitationRefusal {
  readonly table: CapitationTable
  readonly line: number
  readonly code: CapitationRefusalCode
  /** the column */
  readonly place: string
  readonly message: string
}

export const capitationRefusal = (
  [table, { line }]: readonly [CapitationTable, Pick<CapitationRow, 'line'>],
  code: CapitationRefusalCode,
  place: string,
  what = '',
): CapitationRefusal => ({
  table,
  line,
  code,
  place,
  message: what === '' ? CAPITATION_REFUSALS[code] : `${CAPITATION_REFUSALS[code]}: ${what}`,
})
