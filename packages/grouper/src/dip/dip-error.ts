/**
 * DIP_NOT_JSON: the rules or the catalogue are no JSON. DIP_BAD_FIELD: a field is missing, unknown or cannot be read.
 * DIP_NO_CASES: no case to build a catalogue from. DIP_REFERENCE_MISSING: the reference disease is not in the catalogue.
 * DIP_SUM_TOO_LARGE: costs add up to more than can be held exactly. DIP_OTHER_FORMAT: a catalogue of another format.
 * DIP_COLUMN_MISSING: the header of the cases lacks a column.
 */
export type DipErrorCode =
  | 'DIP_NOT_JSON'
  | 'DIP_BAD_FIELD'
  | 'DIP_NO_CASES'
  | 'DIP_REFERENCE_MISSING'
  | 'DIP_SUM_TOO_LARGE'
  | 'DIP_OTHER_FORMAT'
  | 'DIP_COLUMN_MISSING'

/** The only error of this room: a document or an input that is none. A single case is refused (`DipRefusal`), never thrown at. */
export class DipError extends Error {
  override name = 'DipError'
  readonly code: DipErrorCode
  /** where: `primaryCare[2].formula`, `entries[17].score` */
  readonly place: string
  constructor(code: DipErrorCode, place: string, message: string) {
    super(message)
    this.code = code
    this.place = place
  }
}
