import { z } from 'zod'
import { exactNonNegative, exactNumber, shortText, wholeNumber } from '../document/read-document.ts'
import { codeListsSchema } from '../rules/code-list.ts'
import { namedConditionSchema, rowConditionSchema } from '../rules/read-row-condition.ts'
import { checkLists, type RowCondition } from '../rules/row-condition.ts'
import { RULE_HEAD } from '../rules/rule-head.ts'
import { checkNames, type InspectedRules, inspectRules, type Tell } from '../rules/rule-problem.ts'

/** An admission soon after a discharge: which ones count, and what a planned one means. */
const readmissionSchema = z.strictObject({
  kind: z.literal('readmission'),
  withinDays: wholeNumber,
  /** back in the same hospital on the day of discharge: the same stay, a readmission, or neither */
  sameDay: z.enum(['sameStay', 'readmission', 'ignored']),
  /** admissions that may count at all */
  counts: rowConditionSchema.default([]),
  planned: rowConditionSchema.optional(),
  /** does a planned admission end the time in which an unplanned one would count? */
  afterPlanned: z.enum(['stops', 'continues']).default('stops'),
  /** may an admission that counted be the first stay of a next one? */
  readmissionIsIndex: z.boolean().default(true),
})

const numeratorSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('condition'), when: rowConditionSchema }),
  readmissionSchema,
  /** after − before of one instrument; with `reaches` the share of cases that gain at least so much, else the mean */
  z.strictObject({
    kind: z.literal('scoreChange'),
    instrument: shortText,
    before: shortText.default('before'),
    after: shortText.default('after'),
    reaches: exactNumber.optional(),
  }),
  /** has the person answered? */
  z.strictObject({ kind: z.literal('response'), instrument: shortText, phase: shortText.default('after') }),
])

const MEASURE = z.strictObject({
  ...RULE_HEAD,
  better: z.enum(['lower', 'higher']),
  /** whose result it is */
  attribution: z.enum(['admitting', 'discharging', 'contracted', 'plurality']),
  /** the plurality of what, when that is the attribution */
  pluralityBy: z.enum(['cases', 'days']).default('cases'),
  minimumCount: wholeNumber.default(1),
  codeLists: codeListsSchema,
  denominator: rowConditionSchema.default([]),
  exclude: z.array(namedConditionSchema).default([]),
  /** a stay that begins so many days after the last one elsewhere continues it, where `when` holds for the earlier stay */
  transfer: z.strictObject({ withinDays: wholeNumber, when: rowConditionSchema.default([]) }).optional(),
  numerator: numeratorSchema,
  /** events per so many of a column: infections per 1000 bed days */
  per: z.strictObject({ column: shortText, times: exactNonNegative }).optional(),
})

export type Measure = z.output<typeof MEASURE>
export type Readmission = z.output<typeof readmissionSchema>

/** A measure with everything that is wrong with it. */
export const inspectMeasure = (json: string): InspectedRules<Measure> =>
  inspectRules<Measure>(json, MEASURE, checkMeasure)

function checkMeasure(measure: Measure, tell: Tell): void {
  const { validFrom, validTo, exclude, numerator, per } = measure
  if (validTo !== null && validTo < validFrom) tell('RULE_DAYS_REVERSED', 'validTo', `${validFrom} to ${validTo}`)
  checkNames(
    exclude.map(({ name }) => name),
    'exclude',
    tell,
  )
  for (const [place, condition] of conditionsOf(measure)) checkLists(condition, measure.codeLists, place, tell)
  if (per !== undefined && numerator.kind !== 'condition')
    tell('RULE_FIELD_CONTRADICTS', 'per', `a numerator of kind ${numerator.kind} is counted by case`)
}

/** Every condition of a measure with its place. */
export function conditionsOf({ denominator, exclude, transfer, numerator }: Measure): [place: string, RowCondition][] {
  const found: [string, RowCondition][] = [
    ['denominator', denominator],
    ...exclude.map(({ when }, index): [string, RowCondition] => [`exclude[${index}].when`, when]),
  ]
  if (transfer !== undefined) found.push(['transfer.when', transfer.when])
  if (numerator.kind === 'condition') found.push(['numerator.when', numerator.when])
  if (numerator.kind === 'readmission')
    found.push(['numerator.counts', numerator.counts], ['numerator.planned', numerator.planned ?? []])
  return found
}

/** Is the result a share of cases, whose chance a confidence interval can tell? */
export const isShare = ({ numerator, per }: Measure): boolean =>
  per === undefined && (numerator.kind !== 'scoreChange' || numerator.reaches !== undefined)
