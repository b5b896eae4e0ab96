import { z } from 'zod'
import { prefixText } from './codes.ts'
import { conditionSchema } from './condition.ts'
import {
  nonNegative,
  parseExactly,
  positive,
  readFields,
  roundingRule,
  share,
  shortText,
  wholeNumber,
} from './document.ts'

const TREATMENTS = ['conservative', 'diagnostic', 'therapeutic', 'operation'] as const
/** How a case was treated, by the weightiest of its procedures. */
export type Treatment = (typeof TREATMENTS)[number]

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a date like 2026-03-02 belongs here')
const procedureType = z.enum(['diagnostic', 'therapeutic', 'operation', 'ignored'])
const tableOf = <T extends z.ZodType>(value: T, spell: (code: string) => string) =>
  z
    .record(z.string(), value)
    .transform((table) => new Map(Object.entries(table).map(([code, one]) => [spell(code), one])))
/** A code of a table stands for everything below it: `J96.0` for `J96.000`. */
const codeTable = tableOf(shortText, prefixText)
const per = z.enum(['year', 'all']).default('year')

const trim = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('none') }),
  z.strictObject({ method: z.literal('iqr'), fence: nonNegative, per }),
  z.strictObject({ method: z.literal('percentile'), low: share, high: share, per }),
])

const scale = z.discriminatedUnion('to', [
  z.strictObject({ to: z.literal('overall'), score: positive, over: z.enum(['all', 'kept']).default('all') }),
  z.strictObject({ to: z.literal('group'), score: positive, group: shortText }),
])

const selection = z.strictObject({
  order: z.array(z.enum(['plusTerms', 'matchedProcedures', 'closestMean', 'type'])).min(1),
  comprehensive: z.enum(['competes', 'lastResort']),
  conservativeForTreated: z.boolean().default(false),
})

const deviation = z.strictObject({
  low: nonNegative,
  high: positive,
  review: z.strictObject({ of: z.enum(['factor', 'costRatio']), above: positive }).optional(),
  withoutMean: z.enum(['normal', 'allLevels', 'refuse']),
  round: roundingRule.optional(),
})

const auxiliary = z.strictObject({
  id: shortText,
  where: conditionSchema.default({}),
  grades: z.array(z.strictObject({ grade: shortText, when: conditionSchema, factor: positive })).min(1),
})

const charlson = z.strictObject({
  name: shortText,
  codes: z.array(z.string().min(1).transform(prefixText)).min(1),
  weight: wholeNumber,
  unless: z.array(shortText).default([]),
})

const rulesSchema = z.strictObject({
  id: shortText,
  version: shortText,
  title: shortText.optional(),
  source: shortText,
  validFrom: date,
  validTo: date.nullable(),
  key: z.strictObject({
    diagnosisCharacters: wholeNumber.refine((value) => value >= 3, 'a category has 3 characters'),
    procedureCharacters: wholeNumber.nullable(),
  }),
  years: z
    .array(z.strictObject({ year: wholeNumber, weight: positive }))
    .min(1)
    .max(20),
  emptyYear: z.enum(['renormalise', 'unrated']),
  levels: z.array(shortText).min(1).max(20),
  threshold: wholeNumber,
  comprehensive: z.strictObject({ by: z.enum(['category', 'chapter']) }),
  procedures: z.strictObject({
    types: tableOf(procedureType, (code) => code.trim().toLowerCase()),
    unlisted: z.enum(['operation', 'therapeutic', 'diagnostic', 'ignored', 'refuse']),
  }),
  trim,
  scale,
  rounding: z.strictObject({ mean: roundingRule, score: roundingRule, caseScore: roundingRule }),
  primaryCare: z
    .array(z.strictObject({ diagnosis: shortText, formula: z.string(), coefficient: positive }))
    .default([]),
  selection,
  deviation,
  deathWays: z.array(shortText).default(['5']),
  severity: z
    .strictObject({ cc: codeTable, mcc: codeTable, exclusionByPrincipal: codeTable })
    .default({ cc: new Map(), mcc: new Map(), exclusionByPrincipal: new Map() }),
  charlson: z.array(charlson).default([]),
  auxiliary: z.array(auxiliary).default([]),
})

/** Everything a region decides about its catalogue and its scores, as data; docs/value/dip.md says what each field means. */
export type DipRules = z.output<typeof rulesSchema>

/** A document of rules: read, and as it was written (numbers as text), which the catalogue carries with it. */
export interface DipRulesDocument {
  readonly rules: DipRules
  readonly written: Readonly<Record<string, unknown>>
}

/** @throws DipError DIP_NOT_JSON, DIP_BAD_FIELD */
export const readDipRules = (json: string): DipRulesDocument => rulesFrom(parseExactly(json))

/** @throws DipError DIP_BAD_FIELD */
export function rulesFrom(written: unknown): DipRulesDocument {
  const rules = readFields(written, rulesSchema.superRefine(checkTogether))
  return { rules, written: written as Record<string, unknown> }
}

type Problem = readonly [holds: boolean, path: string, message: string]

function checkTogether(rules: DipRules, context: z.RefinementCtx): void {
  const years = rules.years.map(({ year }) => year)
  const { deviation: bounds, trim: cut } = rules
  const problems: Problem[] = [
    [
      years.every((year, at) => at === 0 || years[at - 1]! < year),
      'years',
      'years stand from the oldest to the latest',
    ],
    [new Set(rules.levels).size === rules.levels.length, 'levels', 'a level stands twice'],
    [new Set(rules.auxiliary.map(({ id }) => id)).size === rules.auxiliary.length, 'auxiliary', 'an id stands twice'],
    [bounds.low.n * bounds.high.d <= bounds.high.n * bounds.low.d, 'deviation', 'low lies above high'],
    [
      cut.method !== 'percentile' || cut.low.n * cut.high.d < cut.high.n * cut.low.d,
      'trim',
      'low does not lie below high',
    ],
    [rules.validTo === null || rules.validFrom <= rules.validTo, 'validTo', 'the rules end before they begin'],
  ]
  for (const [isMet, path, message] of problems) if (!isMet) context.addIssue({ code: 'custom', path: [path], message })
}
