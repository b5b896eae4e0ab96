import type { Ratio } from '@medsettle/money/ratio'
import { at, isObject, type JsonReader } from './json-reader.ts'
import type { Condition, Range, Test } from './tariff.ts'

export const RANGE_FIELDS = ['above', 'atLeast', 'below', 'atMost'] as const

/** What rules may look at: dimensions with their values (null: any), and factor names; every other name is a measure. */
export interface Names {
  readonly dimensions: ReadonlyMap<string, ReadonlySet<string> | null>
  readonly measures: Set<string>
  readonly factors: ReadonlySet<string>
}

/** `{"level": "三级", "group": {"startsWith": "XS"}, "weight": {"below": "2"}}`: all of these must hold. */
export function readCondition(reader: JsonReader, names: Names, value: unknown, place: string): Condition {
  if (value === undefined) return []
  return reader.entries(value, place).map(([name, test]) => readTest(reader, names, name, test, at(place, name)))
}

function readTest(reader: JsonReader, names: Names, name: string, test: unknown, place: string): Test {
  if (isObject(test) && !('startsWith' in test)) {
    if (names.dimensions.has(name))
      reader.tell('TARIFF_FIELD_INVALID', place, `${name} is a dimension; give its values, or startsWith`)
    else if (!names.factors.has(name)) names.measures.add(name)
    reader.fields(test, place, RANGE_FIELDS)
    return { kind: 'range', name, range: readRange(reader, test, place) }
  }
  checkDimension(reader, names, name, place)
  if (isObject(test)) {
    const { startsWith } = reader.fields(test, place, ['startsWith'])
    return { kind: 'startsWith', name, prefixes: texts(reader, startsWith, at(place, 'startsWith')) }
  }
  const values = texts(reader, test, place)
  for (const one of values) checkValue(reader, names, name, one, place)
  return { kind: 'oneOf', name, values: new Set(values) }
}

const texts = (reader: JsonReader, value: unknown, place: string): string[] =>
  Array.isArray(value) ? value.map((one, index) => reader.text(one, `${place}[${index}]`)) : [reader.text(value, place)]

export function checkDimension(reader: JsonReader, names: Names, name: string, place: string): void {
  if (!names.dimensions.has(name))
    reader.tell('TARIFF_DIMENSION_UNKNOWN', place, `"${name}"; declared are ${[...names.dimensions.keys()].join(', ')}`)
}

export function checkValue(reader: JsonReader, names: Names, name: string, value: string, place: string): void {
  const values = names.dimensions.get(name)
  if (values && !values.has(value))
    reader.tell('TARIFF_VALUE_UNKNOWN', place, `${name} has no value "${value}", only ${[...values].join(', ')}`)
}

/** above and below leave their end out, atLeast and atMost hold it. */
export function readRange(reader: JsonReader, fields: Record<string, unknown>, place: string): Range {
  const end = (strictName: string, heldName: string): { value: Ratio; strict: boolean } | null => {
    const strict = fields[strictName] !== undefined
    if (strict && fields[heldName] !== undefined)
      reader.tell('TARIFF_FIELD_INVALID', place, `give ${strictName} or ${heldName}, not both`)
    const name = strict ? strictName : heldName
    return fields[name] === undefined ? null : { value: reader.number(fields[name], at(place, name)), strict }
  }
  const range = { low: end('above', 'atLeast'), high: end('below', 'atMost') }
  if (range.low === null && range.high === null)
    reader.tell('TARIFF_FIELD_MISSING', place, `one of ${RANGE_FIELDS.join(', ')}`)
  else if (isEmpty(range)) reader.tell('TARIFF_FIELD_INVALID', place, 'no number is in this range')
  return range
}

export function isEmpty({ low, high }: Range): boolean {
  if (low === null || high === null) return false
  const left = low.value.n * high.value.d
  const right = high.value.n * low.value.d
  return left > right || (left === right && (low.strict || high.strict))
}
