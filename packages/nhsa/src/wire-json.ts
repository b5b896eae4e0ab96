import { NhsaError } from './nhsa-error.ts'
import { readJson } from './read-json.ts'

/** A JSON number as it was written: `0.10` stays `0.10`. What `JSON.rawJSON` makes, so that stringifying loses nothing. */
export interface WireNumber {
  readonly rawJSON: string
}

export type WireValue = string | boolean | null | WireNumber | readonly WireValue[] | WireObject
export interface WireObject {
  readonly [field: string]: WireValue | undefined
}

// Node 24 has both; the es2024 type library does not know them yet (TC39 "JSON.parse source text access").
const losslessJson = JSON as unknown as {
  rawJSON(text: string): WireNumber
  isRawJSON(value: unknown): boolean
}

/** Longer answers than this are refused unread; the interface declares 40,000 characters of output, files are larger. */
const LONGEST_TEXT = 64 * 1024 * 1024

/**
 * Parses JSON and keeps every number as the text that was sent.
 * @param twice gets the names of fields that stand in one object twice with different values; the last one counts
 * @throws NhsaError NHSA_NOT_JSON
 */
export function parseWire(text: string, twice: string[] = []): WireValue {
  if (text.trim() === '') throw new NhsaError('NHSA_NOT_JSON', '', 'the text is empty')
  if (text.length > LONGEST_TEXT)
    throw new NhsaError('NHSA_NOT_JSON', '', `${text.length} characters are more than this reader takes`)
  try {
    return readJson(text, twice)
  } catch {
    throw new NhsaError('NHSA_NOT_JSON', '', `${text.length} characters that are not JSON`)
  }
}

/** The counterpart of `parseWire`; numbers go out exactly as they came in. */
export const stringifyWire = (value: WireValue): string => JSON.stringify(value)

const DECIMAL_TEXT = /^([+-]?)0*(\d+(?:\.\d+)?)$/

/**
 * A JSON number from exact decimal text. Trailing zeros go (`12.30` → `12.3`): a counterpart that parses and serialises
 * again must arrive at the same text, or signatures over JSON would break. @throws NhsaError NHSA_BAD_FIELD
 */
export function wireNumber(text: string): WireNumber {
  const match = DECIMAL_TEXT.exec(text)
  if (!match) throw new NhsaError('NHSA_BAD_FIELD', '', `"${text.slice(0, 40)}" is not a decimal number`)
  const [, sign, digits = '0'] = match
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
  return losslessJson.rawJSON(sign === '-' && short !== '0' ? `-${short}` : short)
}

export const isWireNumber = (value: WireValue | undefined): value is WireNumber => losslessJson.isRawJSON(value)

export const isWireObject = (value: WireValue | undefined): value is WireObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isWireNumber(value)

/** The text of a field, whether it came as text or number; '' when absent, null or empty. */
export function textOf(value: WireValue | undefined): string {
  if (typeof value === 'string') return value
  if (isWireNumber(value)) return value.rawJSON
  return typeof value === 'boolean' ? String(value) : ''
}

/** Trap 8: a node declared as a list by one implementer and as a single object by another. Anything else is no row. */
export function rowsOf(value: WireValue | undefined): WireObject[] {
  if (Array.isArray(value)) return value.filter(isWireObject)
  return isWireObject(value) ? [value] : []
}

/** The same value with the keys of every object in ASCII order, as signatures want it (facts 6.4). */
export function sortedWire(value: WireValue): WireValue {
  if (Array.isArray(value)) return value.map(sortedWire)
  if (!isWireObject(value)) return value
  const sorted = Object.keys(value)
    .sort()
    .map((key) => [key, sortedWire(value[key] ?? null)] as const)
  return Object.fromEntries(sorted)
}
