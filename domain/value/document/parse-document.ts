import { parseLossless } from '../../bill/lossless-json.ts'
import { keyThatStandsTwice } from '../../bill/repeated-key.ts'
import { type DocumentProblem, documentProblem } from './document-problem.ts'

/** The JSON with numbers as their source text, or why it is none: no JSON, or a key that stands twice in one object. */
export function parseDocument(text: string): { readonly value: unknown } | DocumentProblem {
  try {
    const value = parseLossless(text.replace(/^\uFEFF/, ''))
    const twice = keyThatStandsTwice(text)
    return twice === null ? { value } : documentProblem('DOCUMENT_KEY_TWICE', twice)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return documentProblem('DOCUMENT_NOT_JSON', 'document', error.message)
  }
}
