export type RulesErrorCode =
  /** the text is no JDM document, or a table in it cannot be read */
  | 'RULES_BAD_DOCUMENT'
  /** the engine stopped while evaluating: a missing fact, a broken expression */
  | 'RULES_FAILED'
  /** the rules answered something the reader does not understand */
  | 'RULES_BAD_ANSWER'

/** Rules could not answer. Whoever asked must not go on as if they had agreed. */
export class RulesError extends Error {
  override name = 'RulesError'
  readonly code: RulesErrorCode
  constructor(code: RulesErrorCode, message: string) {
    super(message)
    this.code = code
  }
}
