import { MoneyError } from '@medsettle/money'
import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import { z } from 'zod'
import { DipError } from './dip-error.ts'

/** The JSON with every number as the text it was written with: no weight passes through a binary fraction. @throws DipError */
export function parseExactly(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''), numberText)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new DipError('DIP_NOT_JSON', 'document', error.message)
  }
}

/** The third argument is the source access of ECMA-262, present in Node 22 and later. */
function numberText(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? context?.source : value
}

/** @throws DipError with the place of the first problem; the message counts the others */
export function readFields<T>(value: unknown, schema: z.ZodType<T>): T {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const [first, ...others] = read.error.issues
  const { place, message } = problemOf(first!)
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  throw new DipError('DIP_BAD_FIELD', place === '' ? 'document' : place, `${message}${more}`)
}

function problemOf(issue: z.core.$ZodIssue): { readonly place: string; readonly message: string } {
  const place = placeOf(issue.path)
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys
    return { place: place === '' ? key! : `${place}.${key}`, message: 'nobody knows this field; is it misspelt?' }
  }
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return { place, message: 'this field is missing' }
  return { place, message: issue.message.replace(/^Invalid (input|discriminator value)[:.] (E|e)x/, 'ex') }
}

const placeOf = (path: readonly PropertyKey[]): string =>
  path.map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`)).join('')

export const exactNumber: z.ZodType<Ratio, string> = z.string().transform((text, context) => {
  try {
    return ratioOf(text)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    context.addIssue({ code: 'custom', message: `"${text.slice(0, 40)}" is not a decimal number` })
    return z.NEVER
  }
})

export const nonNegative = exactNumber.refine((value) => value.n >= 0n, 'this cannot be negative')
export const positive = exactNumber.refine((value) => value.n > 0n, 'this must be above zero')
export const share = nonNegative.refine((value) => value.n <= value.d, 'this cannot be above 1')
export const wholeNumber = z
  .string()
  .regex(/^\d{1,15}$/, 'a whole number belongs here')
  .transform(Number)
export const shortText = z.string().trim().min(1).max(500)

/** Where a rule rounds and how; 四舍五入 is `halfUp`. */
export const roundingRule = z.strictObject({
  decimals: wholeNumber.refine((value) => value <= 8, 'at most 8 decimals'),
  mode: z.enum(['halfUp', 'halfEven', 'down', 'up']),
})
