/**
 * NHSA_NOT_JSON: the text is not JSON. NHSA_NOT_AN_ENVELOPE: JSON, but no answer of the platform.
 * NHSA_NO_SETTLEMENT: an answer without settlement amounts. NHSA_BAD_FIELD: a field breaks its type or length.
 * NHSA_BAD_SIGNATURE: a signed answer whose signature or encryption does not fit: nothing in it may be believed.
 * NHSA_BAD_FILE: a file or archive that cannot be read as a whole.
 */
export type NhsaErrorCode =
  | 'NHSA_NOT_JSON'
  | 'NHSA_NOT_AN_ENVELOPE'
  | 'NHSA_NO_SETTLEMENT'
  | 'NHSA_BAD_FIELD'
  | 'NHSA_BAD_SIGNATURE'
  | 'NHSA_BAD_FILE'

/** The only error this package throws. Its message never holds names, id numbers or keys. */
export class NhsaError extends Error {
  override name = 'NhsaError'
  readonly code: NhsaErrorCode
  /** where in the input: `output.setlinfo`, `feedetail[3].cnt` */
  readonly place: string
  constructor(code: NhsaErrorCode, place: string, message: string) {
    super(message)
    this.code = code
    this.place = place
  }
}
