import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import { parseDocument } from '../document/parse-document.ts'
import { type TariffProblem, type TariffProblemCode, tariffProblem } from './tariff-refusal.ts'

/**
 * Reads fields and remembers every problem, so that one `check` tells all of them. A field that cannot be read gives a harmless
 * value; whoever reads a tariff for pricing refuses it when there is any problem.
 */
export interface JsonReader {
  readonly problems: TariffProblem[]
  tell(code: TariffProblemCode, place: string, what?: string): void
  /** the fields of an object, all of whose names are known */
  fields(value: unknown, place: string, known: readonly string[]): Record<string, unknown>
  /** any object, whatever its keys */
  entries(value: unknown, place: string): [key: string, value: unknown][]
  list(value: unknown, place: string): unknown[]
  text(value: unknown, place: string): string
  oneOf<T extends string>(value: unknown, place: string, allowed: readonly T[], otherwise: T): T
  number(value: unknown, place: string): Ratio
}

export function createJsonReader(): JsonReader {
  const problems: TariffProblem[] = []
  const tell: JsonReader['tell'] = (code, place, what = '') => {
    problems.push(tariffProblem(code, place, what))
  }
  const entries: JsonReader['entries'] = (value, place) => {
    if (isObject(value)) return Object.entries(value)
    tell('TARIFF_FIELD_INVALID', place, 'an object {…} belongs here')
    return []
  }
  const text: JsonReader['text'] = (value, place) => {
    if (typeof value === 'string' && value.trim() !== '' && value.length <= 500) return value
    if (value === undefined) tell('TARIFF_FIELD_MISSING', place)
    else tell('TARIFF_FIELD_INVALID', place, 'text of 1 to 500 characters belongs here')
    return ''
  }
  return {
    problems,
    tell,
    entries,
    text,
    fields(value, place, known) {
      const found = entries(value, place)
      for (const [key] of found)
        if (!known.includes(key)) tell('TARIFF_FIELD_UNKNOWN', at(place, key), `known are ${known.join(', ')}`)
      return Object.fromEntries(found)
    },
    list(value, place) {
      if (Array.isArray(value)) return value
      tell('TARIFF_FIELD_INVALID', place, 'a list […] belongs here')
      return []
    },
    oneOf(value, place, allowed, otherwise) {
      const found = allowed.find((one) => one === value)
      if (found === undefined) tell('TARIFF_FIELD_INVALID', place, `one of ${allowed.join(', ')} belongs here`)
      return found ?? otherwise
    },
    number(value, place) {
      try {
        return ratioOf(text(value, place) || '1')
      } catch {
        tell('TARIFF_FIELD_INVALID', place, `"${String(value).slice(0, 40)}" is not a decimal number`)
        return ratioOf('1')
      }
    },
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const at = (place: string, key: string): string => (place === '' ? key : `${place}.${key}`)

/** The document with numbers as their source text, or why it is none: no JSON, or a key that stands twice in one object. */
export function parseTariffJson(text: string): { readonly document: unknown } | TariffProblem {
  const parsed = parseDocument(text)
  if (!('code' in parsed)) return { document: parsed.value }
  const isTwice = parsed.code === 'DOCUMENT_KEY_TWICE'
  return { ...parsed, code: isTwice ? 'TARIFF_KEY_TWICE' : 'TARIFF_NOT_JSON' }
}
