import type { Rounding } from '@medsettle/money'
import type { Ratio, RoundingRule } from '@medsettle/money/ratio'
import { at, isObject, type JsonReader } from './json-reader.ts'
import { checkDimension, checkValue, type Names, readCondition } from './read-condition.ts'
import type { Exception, Factor, FactorOperation, Lookup, TableNode } from './tariff.ts'

export const ROUNDINGS: readonly Rounding[] = ['halfUp', 'halfEven', 'down', 'up']
const OPERATIONS: readonly FactorOperation[] = ['times', 'dividedBy', 'plus']
const LOOKUP_FIELDS = ['name', 'value', 'by', 'table', 'except'] as const
const FACTOR_FIELDS = [...LOOKUP_FIELDS, 'operation', 'plus', 'round'] as const

export function readFactor(reader: JsonReader, names: Names, value: unknown, place: string): Factor {
  const fields = reader.fields(value, place, FACTOR_FIELDS)
  const lookup = readLookupFields(reader, names, fields, place)
  const addends = fields.plus === undefined ? [] : reader.list(fields.plus, at(place, 'plus'))
  return {
    name: lookup.name,
    operation:
      fields.operation === undefined
        ? 'times'
        : reader.oneOf(fields.operation, at(place, 'operation'), OPERATIONS, 'times'),
    lookup,
    addends: addends.map((one, index) => readLookup(reader, names, one, `${at(place, 'plus')}[${index}]`)),
    round: readRounding(reader, fields.round, at(place, 'round')),
  }
}

export function readLookup(reader: JsonReader, names: Names, value: unknown, place: string): Lookup {
  return readLookupFields(reader, names, reader.fields(value, place, LOOKUP_FIELDS), place)
}

function readLookupFields(reader: JsonReader, names: Names, fields: Record<string, unknown>, place: string): Lookup {
  const except = fields.except === undefined ? [] : reader.list(fields.except, at(place, 'except'))
  return {
    name: reader.text(fields.name, at(place, 'name')),
    ...readValueOrTable(reader, names, fields, place),
    exceptions: except.map((one, index) => readException(reader, names, one, `${at(place, 'except')}[${index}]`)),
  }
}

function readException(reader: JsonReader, names: Names, value: unknown, place: string): Exception {
  const fields = reader.fields(value, place, ['name', 'when', 'value', 'by', 'table'])
  if (fields.when === undefined) reader.tell('TARIFF_FIELD_MISSING', at(place, 'when'))
  return {
    name: reader.text(fields.name, at(place, 'name')),
    when: readCondition(reader, names, fields.when, at(place, 'when')),
    ...readValueOrTable(reader, names, fields, place),
  }
}

function readValueOrTable(
  reader: JsonReader,
  names: Names,
  fields: Record<string, unknown>,
  place: string,
): { readonly by: readonly string[]; readonly table: TableNode } {
  if ((fields.value === undefined) === (fields.table === undefined))
    reader.tell('TARIFF_FIELD_INVALID', place, 'give either value, or by and table')
  if (fields.table === undefined)
    return { by: [], table: readPositive(reader, fields.value ?? '1', at(place, 'value')) }
  const by = reader
    .list(fields.by, at(place, 'by'))
    .map((name, index) => reader.text(name, `${at(place, 'by')}[${index}]`))
  if (by.length === 0) reader.tell('TARIFF_FIELD_INVALID', at(place, 'by'), 'a table goes by at least one dimension')
  for (const name of by) checkDimension(reader, names, name, at(place, 'by'))
  return { by, table: readTable(reader, names, by, fields.table, at(place, 'table')) }
}

function readTable(reader: JsonReader, names: Names, by: readonly string[], value: unknown, place: string): TableNode {
  const [dimension, ...rest] = by
  if (dimension === undefined) return value === null ? null : readPositive(reader, value, place)
  if (value === null) return null
  const table = new Map<string, TableNode>()
  for (const [key, below] of reader.entries(value, place)) {
    if (key !== '*') checkValue(reader, names, dimension, key, at(place, key))
    table.set(key, readTable(reader, names, rest, below, at(place, key)))
  }
  return table
}

/** A published "0" with an empty coefficient means "no local standard" [C, facts drg §5]: never a price of zero. */
function readPositive(reader: JsonReader, value: unknown, place: string): Ratio {
  if (isObject(value)) reader.tell('TARIFF_FIELD_INVALID', place, 'the table is deeper than its dimensions')
  const number = reader.number(value, place)
  if (number.n <= 0n) reader.tell('TARIFF_ZERO_FACTOR', place, String(value))
  return number
}

export function readRounding(reader: JsonReader, value: unknown, place: string): RoundingRule | null {
  if (value === undefined) return null
  const fields = reader.fields(value, place, ['decimals', 'significantDigits', 'mode'])
  const mode = reader.oneOf(fields.mode, at(place, 'mode'), ROUNDINGS, 'halfUp')
  if ((fields.decimals === undefined) === (fields.significantDigits === undefined))
    reader.tell('TARIFF_FIELD_INVALID', place, 'give either decimals or significantDigits')
  if (fields.significantDigits !== undefined)
    return { mode, significantDigits: wholeNumber(reader, fields.significantDigits, place, [1, 30]) }
  return { mode, decimals: wholeNumber(reader, fields.decimals, place, [-6, 20]) }
}

function wholeNumber(
  reader: JsonReader,
  value: unknown,
  place: string,
  [least, most]: readonly [number, number],
): number {
  const number = typeof value === 'string' && /^-?\d{1,2}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  reader.tell('TARIFF_FIELD_INVALID', place, `a whole number from ${least} to ${most} belongs here`)
  return most
}
