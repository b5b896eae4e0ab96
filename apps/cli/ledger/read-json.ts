// Node 24 has both; the es2024 type library does not know them yet (TC39 "JSON.parse source text access").
type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown
const losslessJson = JSON as unknown as {
  parse(text: string, reviver: Reviver): unknown
  rawJSON(text: string): object
}

const PLAIN = /^-?(0|[1-9]\d{0,14})$/

/**
 * Whole numbers of at most 15 digits become numbers; any other number stays the text that was written (`JSON.rawJSON`), so
 * that no amount is rounded into a valid one and metadata is kept as it came. @throws SyntaxError
 */
export const readJson = (text: string): unknown => losslessJson.parse(text, keepNumberText)

const keepNumberText: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && !isPlain(source, value) ? losslessJson.rawJSON(source) : value

/** -0 is no number of anything */
const isPlain = (source: string, value: number): boolean =>
  PLAIN.test(source) ? !Object.is(value, -0) : source === String(value) && Number.isSafeInteger(value)
