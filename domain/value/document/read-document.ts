import { MoneyError, parseYuan } from '@medsettle/money'
import { ratioOf } from '@medsettle/money/ratio'
import { z } from 'zod'
import { isChinaDate } from '../../identity/china-date.ts'
import { type DocumentProblem, documentProblem, documentRefused } from './document-problem.ts'
import { parseDocument } from './parse-document.ts'

export type ReadDocument<T> =
  | { readonly document: T; readonly problems: readonly [] }
  | { readonly document: null; readonly problems: readonly DocumentProblem[] }

/**
 * Reads a rule document and tells everything that is wrong with it, each with its place. Schemas are strict objects built from
 * the pieces below: numbers arrive as the text they were written with, so that none passes through a binary fraction.
 */
export function inspectDocument<T>(json: string, schema: z.ZodType<T>): ReadDocument<T> {
  const parsed = parseDocument(json)
  if ('code' in parsed) return { document: null, problems: [parsed] }
  const read = schema.safeParse(parsed.value)
  if (read.success) return { document: read.data, problems: [] }
  return { document: null, problems: read.error.issues.flatMap(problemsOf) }
}

/** @throws RefusalError with the first problem */
export function readDocument<T>(json: string, schema: z.ZodType<T>): T {
  const { document, problems } = inspectDocument(json, schema)
  if (document === null) throw documentRefused(problems[0]!)
  return document
}

function problemsOf(issue: z.core.$ZodIssue): DocumentProblem[] {
  const place = placeOf(issue.path)
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => documentProblem('DOCUMENT_FIELD_UNKNOWN', place === '' ? key : `${place}.${key}`))
  const isMissing = issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('undefined')
  if (isMissing) return [documentProblem('DOCUMENT_FIELD_MISSING', place)]
  return [documentProblem('DOCUMENT_FIELD_INVALID', place === '' ? 'document' : place, issue.message)]
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('')

function exactly<T>(read: (text: string) => T, what: string): z.ZodType<T, string> {
  return z.string().transform((text, context) => {
    try {
      return read(text)
    } catch (error) {
      if (!(error instanceof MoneyError)) throw error
      context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is not ${what}` })
      return z.NEVER
    }
  })
}

/** A decimal number, held exactly. */
export const exactNumber = exactly(ratioOf, 'a decimal number')

/** A decimal number of zero or more. */
export const exactNonNegative = exactNumber.refine((value) => value.n >= 0n, 'this cannot be negative')

/** A decimal number from 0 to 1: a share, a weight of a share, a ratio of reimbursement. */
export const exactShare = exactNonNegative.refine((value) => value.n <= value.d, 'this cannot be above 1')

/** Yuan with at most two decimals, as fen. */
export const yuanAsFen = exactly(parseYuan, 'an amount in yuan with at most two decimals')

/** A whole number of zero or more. */
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'a whole number belongs here')
  .transform(Number)

/** A date that exists. */
export const chinaDate = z.string().refine(isChinaDate, 'a date like 2026-03-02 belongs here')

/** Text of 1 to 500 characters. */
export const shortText = z.string().trim().min(1).max(500)
