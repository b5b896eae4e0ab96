import { sm3Hex } from '@medsettle/gm-crypto'

/**
 * One text for one content: keys in the order of their code units, no blanks, numbers as the text they were written with. What was
 * read from `1.0` or `"1.0"` is the same; `1.00` is another text, and another hash.
 * @param value JSON without numbers, as `parseDocument` gives it
 */
export function canonicalText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const fields = Object.entries(value)
    .filter(([, inside]) => inside !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, inside]) => `${JSON.stringify(key)}:${canonicalText(inside)}`).join(',')}}`
}

/** SM3 over the canonical text, 64 hex characters. @param what keeps hashes of different things apart: `facts`, `result` */
export const canonicalHash = (what: string, value: unknown): string =>
  sm3Hex(`medsettle/${what}\n${canonicalText(value)}`)
