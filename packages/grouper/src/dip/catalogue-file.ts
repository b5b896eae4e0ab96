import { type Ratio, ratioText } from '@medsettle/money/ratio'
import { z } from 'zod'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { DipError } from './dip-error.ts'
import { rulesFrom } from './dip-rules.ts'
import { nonNegative, parseExactly, positive, readFields, shortText, wholeNumber } from './document.ts'

const FORMAT = 'dip-catalogue-1'
/** Fields of the rules that name the document; the others are its parameters. */
const HEAD = ['id', 'version', 'title', 'source', 'validFrom', 'validTo'] as const

/** The catalogue as JSON, one disease a line, so that two versions can be compared line by line. */
export function* writeCatalogue(catalogue: Catalogue): Generator<string> {
  const { written, cases, overallMean, unlisted, entries } = catalogue
  const head = Object.fromEntries(HEAD.flatMap((name) => (name in written ? [[name, written[name]]] : [])))
  const parameters = Object.fromEntries(Object.entries(written).filter(([name]) => !HEAD.includes(name as 'id')))
  const fields = {
    format: FORMAT,
    ...head,
    parameters,
    cases,
    overallMean: ratioText(overallMean),
    unlisted: Object.fromEntries(unlisted),
  }
  const lines = Object.entries(fields).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)},\n`)
  yield `{\n${lines.join('')}  "entries": [\n`
  for (const [at, entry] of entries.entries())
    yield `    ${JSON.stringify(entryJson(entry))}${at === entries.length - 1 ? '' : ','}\n`
  yield '  ]\n}\n'
}

function entryJson(entry: CatalogueEntry): Record<string, unknown> {
  const { mean, score, coefficient, note, years, levels, ...plain } = entry
  return {
    ...plain,
    mean: textOf(mean),
    score: textOf(score),
    ...(coefficient === null ? {} : { coefficient: ratioText(coefficient) }),
    ...(note === null ? {} : { note }),
    years: years.map((one) => ({ ...one, mean: textOf(one.mean) })),
    levels: Object.fromEntries(
      [...levels].map(([level, one]) => [level, { kept: one.kept, mean: ratioText(one.mean) }]),
    ),
  }
}

const textOf = (value: Ratio | null): string | null => (value === null ? null : ratioText(value))

const entrySchema = z.strictObject({
  id: shortText,
  kind: z.enum(['core', 'primary', 'comprehensive']),
  treatment: z.enum(['conservative', 'diagnostic', 'therapeutic', 'operation']),
  diagnosis: shortText,
  formula: z.string(),
  coefficient: positive.nullable().default(null),
  cases: wholeNumber,
  mean: nonNegative.nullable(),
  score: nonNegative.nullable(),
  note: shortText.nullable().default(null),
  years: z.array(
    z.strictObject({ year: wholeNumber, cases: wholeNumber, kept: wholeNumber, mean: nonNegative.nullable() }),
  ),
  levels: z
    .record(z.string(), z.strictObject({ kept: wholeNumber, mean: positive }))
    .transform((levels) => new Map(Object.entries(levels))),
})

const formatSchema = z.looseObject({ format: z.string('this is no catalogue; `dip build` writes one') })

const fileSchema = z.looseObject({
  format: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  cases: wholeNumber,
  overallMean: positive,
  unlisted: z.record(z.string(), wholeNumber).default({}),
  entries: z.array(entrySchema),
})

/** @throws DipError DIP_NOT_JSON, DIP_BAD_FIELD, DIP_OTHER_FORMAT */
export function readCatalogue(json: string): Catalogue {
  const value = parseExactly(json)
  const { format } = readFields(value, formatSchema)
  if (format !== FORMAT)
    throw new DipError('DIP_OTHER_FORMAT', 'format', `"${format}" is not ${FORMAT}; build the catalogue again`)
  const { parameters, cases, overallMean, unlisted, entries, format: _, ...head } = readFields(value, fileSchema)
  const ids = new Set<string>()
  for (const [at, { id }] of entries.entries()) {
    if (ids.has(id)) throw new DipError('DIP_BAD_FIELD', `entries[${at}].id`, `${id} stands twice`)
    ids.add(id)
  }
  return {
    ...rulesFrom({ ...head, ...parameters }),
    cases,
    overallMean,
    unlisted: new Map(Object.entries(unlisted)),
    entries,
  }
}
