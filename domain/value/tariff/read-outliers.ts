import { ONE, ZERO_RATIO } from '@medsettle/money/ratio'
import { at, type JsonReader } from './json-reader.ts'
import { type Names, RANGE_FIELDS, readCondition, readRange } from './read-condition.ts'
import { readLookup, readRounding } from './read-formula.ts'
import type { Band, BandSet, Exclusion, Pay } from './tariff.ts'

const FORMS: readonly Pay['form'][] = ['standard', 'cost', 'excess', 'points', 'perDay']
const PAY_FIELDS: Record<Pay['form'], readonly string[]> = {
  standard: [],
  cost: ['share'],
  excess: ['beyond', 'share'],
  points: ['beyond', 'round'],
  perDay: ['beyond', 'rate', 'instead'],
}

export function readExclusion(reader: JsonReader, names: Names, value: unknown, place: string): Exclusion {
  const fields = reader.fields(value, place, ['name', 'when', 'pays'])
  if (fields.when === undefined) reader.tell('TARIFF_FIELD_MISSING', at(place, 'when'))
  return {
    name: reader.text(fields.name, at(place, 'name')),
    when: readCondition(reader, names, fields.when, at(place, 'when')),
    pays: reader.oneOf(fields.pays, at(place, 'pays'), ['cost', 'elsewhere'], 'elsewhere'),
  }
}

export function readBandSet(reader: JsonReader, names: Names, value: unknown, place: string): BandSet {
  const fields = reader.fields(value, place, ['measure', 'average', 'bands'])
  const measure = reader.oneOf(fields.measure, at(place, 'measure'), ['costRatio', 'cost', 'stayDays'], 'costRatio')
  if (fields.average !== undefined && measure !== 'costRatio')
    reader.tell('TARIFF_FIELD_INVALID', at(place, 'average'), 'an average belongs to the measure costRatio')
  return {
    measure,
    average: fields.average === undefined ? null : readLookup(reader, names, fields.average, at(place, 'average')),
    bands: reader
      .list(fields.bands, at(place, 'bands'))
      .map((one, index) => readBand(reader, names, one, `${at(place, 'bands')}[${index}]`)),
  }
}

function readBand(reader: JsonReader, names: Names, value: unknown, place: string): Band {
  const fields = reader.fields(value, place, ['name', 'where', ...RANGE_FIELDS, 'pay', 'review'])
  return {
    name: reader.text(fields.name, at(place, 'name')),
    where: readCondition(reader, names, fields.where, at(place, 'where')),
    range: readRange(reader, fields, place),
    pay: readPay(reader, names, fields.pay, at(place, 'pay')),
    review: readFlag(reader, fields.review, at(place, 'review')),
  }
}

function readPay(reader: JsonReader, names: Names, value: unknown, place: string): Pay {
  const named = reader.fields(value, place, ['form', 'beyond', 'share', 'round', 'rate', 'instead'])
  const form = reader.oneOf(named.form, at(place, 'form'), FORMS, 'standard')
  const fields = reader.fields(value, place, ['form', ...PAY_FIELDS[form]])
  const number = (name: string, otherwise = ZERO_RATIO): typeof ZERO_RATIO => {
    if (fields[name] === undefined) return otherwise
    const found = reader.number(fields[name], at(place, name))
    if (found.n < 0n) reader.tell('TARIFF_FIELD_INVALID', at(place, name), 'this cannot be negative')
    return found
  }
  const needs = (name: string): void => {
    if (fields[name] === undefined) reader.tell('TARIFF_FIELD_MISSING', at(place, name))
  }
  if (form === 'standard') return { form }
  if (form === 'cost') return { form, share: number('share', ONE) }
  if (form === 'points')
    return {
      form,
      beyond: fields.beyond === undefined ? null : number('beyond'),
      round: readRounding(reader, fields.round, at(place, 'round')),
    }
  needs('beyond')
  if (form === 'excess') return { form, beyond: number('beyond'), share: number('share', ONE) }
  const instead = readFlag(reader, fields.instead, at(place, 'instead'))
  return { form, beyond: number('beyond'), rate: readLookup(reader, names, fields.rate, at(place, 'rate')), instead }
}

function readFlag(reader: JsonReader, value: unknown, place: string): boolean {
  if (value !== undefined && typeof value !== 'boolean')
    reader.tell('TARIFF_FIELD_INVALID', place, 'true or false belongs here')
  return value === true
}
