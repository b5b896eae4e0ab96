import { isChinaDate } from '../../identity/china-date.ts'
import { at, createJsonReader, type JsonReader, parseTariffJson } from './json-reader.ts'
import { type Names, readCondition } from './read-condition.ts'
import { ROUNDINGS, readFactor, readRounding } from './read-formula.ts'
import { readBandSet, readExclusion } from './read-outliers.ts'
import type { Dimension, Tariff } from './tariff.ts'
import { type TariffProblem, tariffRefused } from './tariff-refusal.ts'

const FIELDS = ['id', 'version', 'title', 'source', 'validFrom', 'validTo', 'appliesTo', 'dimensions'] as const
const RULES = ['formula', 'round', 'toFen', 'excluded', 'outliers'] as const

export interface ReadTariff {
  /** null when there is any problem: a tariff that is half understood prices nothing */
  readonly tariff: Tariff | null
  readonly problems: readonly TariffProblem[]
}

/** @throws RefusalError with the first problem; `inspectTariff` tells all of them. */
export function readTariff(json: string): Tariff {
  const { tariff, problems } = inspectTariff(json)
  if (tariff === null) throw tariffRefused(problems[0]!)
  return tariff
}

/** Reads the JSON of docs/value/tariffs.md and tells everything that cannot be read, with its place. */
export function inspectTariff(json: string): ReadTariff {
  const parsed = parseTariffJson(json)
  if ('code' in parsed) return { tariff: null, problems: [parsed] }
  const reader = createJsonReader()
  const tariff = readDocument(reader, parsed.document)
  return { tariff: reader.problems.length === 0 ? tariff : null, problems: reader.problems }
}

function readDocument(reader: JsonReader, document: unknown): Tariff {
  const fields = reader.fields(document, '', [...FIELDS, ...RULES])
  const dimensions = readDimensions(reader, fields.dimensions)
  const formula = reader.list(fields.formula, 'formula')
  if (formula.length === 0) reader.tell('TARIFF_FIELD_MISSING', 'formula', 'at least one factor')
  const factors = new Set<string>()
  const names: Names = {
    dimensions: new Map([...dimensions].map(([name, { values }]) => [name, values])),
    measures: new Set(),
    factors,
  }
  const many = <T>(name: string, read: (reader: JsonReader, names: Names, value: unknown, place: string) => T): T[] =>
    fields[name] === undefined
      ? []
      : reader.list(fields[name], name).map((one, index) => read(reader, names, one, `${name}[${index}]`))
  // in the order they are computed: a rule may compare only what is known when it is asked
  const exclusions = many('excluded', readExclusion)
  const chain = many('formula', (...args) => {
    const factor = readFactor(...args)
    if (factors.has(factor.name)) reader.tell('TARIFF_FIELD_INVALID', args[3], `two factors are called ${factor.name}`)
    factors.add(factor.name)
    return factor
  })
  const outliers = many('outliers', readBandSet)
  for (const name of names.measures)
    if (factors.has(name))
      reader.tell('TARIFF_FIELD_INVALID', 'formula', `${name} is compared before it has been looked up`)
  return {
    id: reader.text(fields.id, 'id'),
    version: reader.text(fields.version, 'version'),
    title: fields.title === undefined ? '' : reader.text(fields.title, 'title'),
    source: fields.source === undefined ? '' : reader.text(fields.source, 'source'),
    validFrom: readDate(reader, fields.validFrom, 'validFrom'),
    validTo: readDate(reader, fields.validTo, 'validTo'),
    appliesTo: readCondition(reader, names, fields.appliesTo, 'appliesTo'),
    dimensions,
    formula: chain,
    round: readRounding(reader, fields.round, 'round'),
    toFen: fields.toFen === undefined ? null : reader.oneOf(fields.toFen, 'toFen', ROUNDINGS, 'halfUp'),
    exclusions,
    outliers,
    measures: names.measures,
  }
}

function readDate(reader: JsonReader, value: unknown, place: string): string | null {
  if (value === undefined || value === null) return null
  const date = reader.text(value, place)
  if (date !== '' && !isChinaDate(date)) reader.tell('TARIFF_FIELD_INVALID', place, `"${date}" is not a date`)
  return date
}

/** `group` is a dimension of every tariff; its values are what the tables name, unless they are declared. */
export function readDimensions(reader: JsonReader, value: unknown): Map<string, Dimension> {
  const open: Dimension = { name: 'group', values: null, aliases: new Map(), fallback: null }
  const dimensions = new Map([['group', open]])
  if (value === undefined) return dimensions
  for (const [name, declared] of reader.entries(value, 'dimensions'))
    dimensions.set(name, readDimension(reader, name, declared, at('dimensions', name)))
  return dimensions
}

function readDimension(reader: JsonReader, name: string, declared: unknown, place: string): Dimension {
  const fields = reader.fields(declared, place, ['values', 'aliases', 'default'])
  const values =
    fields.values === undefined
      ? null
      : new Set(reader.list(fields.values, at(place, 'values')).map((one) => reader.text(one, at(place, 'values'))))
  const known = (text: string, where: string): string => {
    if (values && !values.has(text)) reader.tell('TARIFF_VALUE_UNKNOWN', where, `${name} has no value "${text}"`)
    return text
  }
  const aliases = fields.aliases === undefined ? [] : reader.entries(fields.aliases, at(place, 'aliases'))
  const named = aliases.map(([alias, meant]): [string, string] => {
    const where = at(at(place, 'aliases'), alias)
    return [alias, known(reader.text(meant, where), where)]
  })
  const where = at(place, 'default')
  const fallback = fields.default === undefined ? null : known(reader.text(fields.default, where), where)
  return { name, values, aliases: new Map(named), fallback }
}
