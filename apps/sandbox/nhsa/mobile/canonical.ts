import { parseVerbatim } from '../wire/exact-json.ts'

/** Left out of the sign text (nhsa.md §6.4). */
const LEFT_OUT: readonly string[] = ['signData', 'encData', 'extra']

/**
 * The sign text of §6.4: members sorted by ASCII, empty ones and the signature itself left out, nested objects as sorted
 * JSON, `k=v&` … then `key=appSecret`. @param members values are text, or JSON text for nested objects
 */
export function signText(members: Readonly<Record<string, string>>, appSecret: string): string {
  const pairs = Object.keys(members)
    .filter((name) => !LEFT_OUT.includes(name) && members[name] !== '')
    .sort()
    .map((name) => `${name}=${members[name]}&`)
  return `${pairs.join('')}key=${appSecret}`
}

/** JSON text with the members of every object sorted by ASCII; numbers as they were written. @throws SyntaxError */
export const sortedJson = (text: string): string => JSON.stringify(sorted(parseVerbatim(text)))

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null || isRaw(value)) return value
  const members = value as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(members)
      .sort()
      .map((name) => [name, sorted(members[name])]),
  )
}

const isRaw = (JSON as unknown as { isRawJSON(value: unknown): boolean }).isRawJSON

/**
 * The top-level members of a JSON object as the sign text wants them: text as it is, numbers as they were written,
 * nested objects as sorted JSON, null as empty. Answers null when `body` is no JSON object.
 */
export function memberTexts(body: string): Record<string, string> | null {
  let node: unknown
  try {
    node = parseVerbatim(body)
  } catch {
    return null
  }
  if (typeof node !== 'object' || node === null || Array.isArray(node) || isRaw(node)) return null
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, asText(value)]))
}

function asText(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(sorted(value))
}
