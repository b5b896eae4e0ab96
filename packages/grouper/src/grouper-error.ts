export const GROUPER_PROBLEMS = {
  GROUPER_BAD_TABLE: 'a table of a scheme breaks its shape',
  GROUPER_BAD_CONDITION: 'a condition no word of which is known',
  GROUPER_NAME_MISSING: 'a condition or a list of groups names something the tables do not hold',
  GROUPER_REFERENCE_CYCLE: 'ADRGs refer to each other in a circle',
  GROUPER_BAD_SHEET: 'a published file does not have the columns it needs',
  GROUPER_DAMAGED_FILE: 'the checksum of a compiled scheme does not fit',
  GROUPER_OTHER_FORMAT: 'a scheme was compiled by another version of this program; compile it again',
  GROUPER_NOT_CSV: 'the cases are no CSV text: a workbook, or UTF-16',
  GROUPER_NO_CASES: 'an input holds not a single case',
} as const

export type GrouperErrorCode = keyof typeof GROUPER_PROBLEMS

/** The only error this package throws; a single case is never thrown at, it is refused (`CaseRefusal`). */
export class GrouperError extends Error {
  override name = 'GrouperError'
  readonly code: GrouperErrorCode
  /** where in the input: `adrg.json: BB1.when.allOf[1]`, `诊断编码 row 17` */
  readonly place: string
  constructor(code: GrouperErrorCode, place: string, message: string) {
    super(message)
    this.code = code
    this.place = place
  }
}
