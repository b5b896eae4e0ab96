/** JSON whose numbers kept their source text: `12.50` stays `12.50` and never becomes a binary fraction. */
export type Json = string | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

/** Node 24 hands the source text of a primitive to the reviver; the library types do not know it yet. */
type ReviverContext = { readonly source?: string }
type SourceReviver = (this: unknown, key: string, value: unknown, context: ReviverContext) => unknown
const parseWithSource = JSON.parse as (text: string, reviver: SourceReviver) => unknown
const rawJson = (JSON as unknown as { rawJSON(text: string): object }).rawJSON

/** Parses and turns every number into its source text. Answers undefined when `text` is no JSON. */
export function parseExact(text: string): Json | undefined {
  try {
    return parseWithSource(text, (_key, value, context) => (typeof value === 'number' ? context.source : value)) as Json
  } catch {
    return undefined
  }
}

/** Parses for writing out again: numbers come out as they went in, `1.00` as `1.00`. Throws SyntaxError. */
export const parseVerbatim = (text: string): unknown =>
  parseWithSource(text, (_key, value, context) =>
    typeof value === 'number' && context.source !== undefined ? rawJson(context.source) : value,
  )

/** A number written exactly as `text` says. */
export const numberAs = (text: string): object => rawJson(text)

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The source text of one member of a top-level object, e.g. of `input`: signatures are made over the characters that
 * were sent, not over a second serialisation of them. Answers null when there is none. `text` must be valid JSON.
 */
export function memberText(text: string, name: string): string | null {
  let at = skipBlank(text, 0) + 1
  for (;;) {
    at = skipBlank(text, at)
    if (text[at] !== '"') return null
    const keyEnd = endOfString(text, at)
    const key: unknown = JSON.parse(text.slice(at, keyEnd))
    const start = skipBlank(text, skipBlank(text, keyEnd) + 1)
    const end = endOfValue(text, start)
    if (key === name) return text.slice(start, end).trimEnd()
    at = end + 1
  }
}

const BLANK = ' \t\r\n'

function skipBlank(text: string, from: number): number {
  let at = from
  while (at < text.length && BLANK.includes(text[at]!)) at += 1
  return at
}

/** Index after the closing quote of the string that opens at `from`. */
function endOfString(text: string, from: number): number {
  let at = from + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

/** Index of the comma or brace that ends the value starting at `from`. */
function endOfValue(text: string, from: number): number {
  let depth = 0
  let at = from
  while (at < text.length) {
    const letter = text[at]!
    if (letter === '"') {
      at = endOfString(text, at)
      continue
    }
    if (depth === 0 && (letter === ',' || letter === '}')) return at
    if (letter === '{' || letter === '[') depth += 1
    if (letter === '}' || letter === ']') depth -= 1
    at += 1
  }
  return at
}
