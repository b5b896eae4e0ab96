import { RefusalError } from '../../identity/refusal.ts'

/** Why a rule document (policy, agreement, budget, measure …) cannot be used. */
export const DOCUMENT_PROBLEMS = {
  DOCUMENT_NOT_JSON: 'the document is not JSON',
  DOCUMENT_KEY_TWICE: 'a key stands twice, so that the later value would hide the earlier one',
  DOCUMENT_FIELD_MISSING: 'a field is missing',
  DOCUMENT_FIELD_UNKNOWN: 'a field is not one of this document; is it misspelt?',
  DOCUMENT_FIELD_INVALID: 'a field cannot be read',
} as const

export type DocumentProblemCode = keyof typeof DOCUMENT_PROBLEMS

export interface DocumentProblem {
  readonly code: DocumentProblemCode
  /** `bands[2].share` */
  readonly place: string
  readonly message: string
}

export const documentProblem = (code: DocumentProblemCode, place: string, what = ''): DocumentProblem => ({
  code,
  place,
  message: what === '' ? DOCUMENT_PROBLEMS[code] : `${DOCUMENT_PROBLEMS[code]}: ${what}`,
})

/** No money moved: a document that cannot be read decides nothing. */
export const documentRefused = ({ code, place, message }: DocumentProblem): RefusalError =>
  new RefusalError({ code, stage: 'value', moneyMoved: 'none', retrySameKey: false, message, place })
