/**
 * GROUPER_BAD_TABLE: a table of a scheme breaks its shape. GROUPER_BAD_CONDITION: a condition no word of which is known.
 * GROUPER_NAME_MISSING: a condition or a list of groups names something the tables do not hold.
 * GROUPER_REFERENCE_CYCLE: ADRGs that refer to each other in a circle. GROUPER_BAD_SHEET: a published file without the
 * columns it needs. GROUPER_DAMAGED_FILE: a compiled scheme whose checksum does not fit. GROUPER_OTHER_FORMAT: a compiled
 * scheme of another version of this format. GROUPER_NO_CASES: an input without a single case.
 */
export type GrouperErrorCode =
  | 'GROUPER_BAD_TABLE'
  | 'GROUPER_BAD_CONDITION'
  | 'GROUPER_NAME_MISSING'
  | 'GROUPER_REFERENCE_CYCLE'
  | 'GROUPER_BAD_SHEET'
  | 'GROUPER_DAMAGED_FILE'
  | 'GROUPER_OTHER_FORMAT'
  | 'GROUPER_NO_CASES'

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
