import type { z } from 'zod'
import { BILL_REFUSALS, type BillRefusalCode, billRefusal } from './bill-refusal.ts'

/**
 * Reads a value by a schema and turns the first failure into our refusal: code, place and sentence.
 * @param root the place the value stands at, e.g. `feedetail[3]`; empty for the whole bill
 * @throws RefusalError with one of BILL_REFUSALS
 */
export function readFields<Schema extends z.ZodType>(schema: Schema, value: unknown, root: string): z.output<Schema> {
  const read = schema.safeParse(value)
  if (read.success) return read.data
  const issue = read.error.issues[0]!
  throw billRefusal(codeOf(issue, value), placeOf(root, issue), issue.message)
}

function codeOf(issue: z.core.$ZodIssue, root: unknown): BillRefusalCode {
  if (issue.code === 'unrecognized_keys') return 'BILL_FIELD_UNKNOWN'
  if (issue.code === 'custom' && isRefusalCode(issue.params?.refusal)) return issue.params.refusal
  return valueAt(root, issue.path) === undefined ? 'BILL_FIELD_MISSING' : 'BILL_FIELD_INVALID'
}

const isRefusalCode = (code: unknown): code is BillRefusalCode => typeof code === 'string' && code in BILL_REFUSALS

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<PropertyKey, unknown>)[key]
  }
  return value
}

function placeOf(root: string, issue: z.core.$ZodIssue): string {
  const last = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  return showPlace(root, [...issue.path, ...last])
}

/** `lines[3].quantity` */
export function showPlace(root: string, path: readonly PropertyKey[]): string {
  let place = root
  for (const key of path) place += typeof key === 'number' ? `[${key}]` : `${place && '.'}${String(key)}`
  return place || '(whole text)'
}
