import { compareRatios } from '@medsettle/money/ratio'
import { checkCells, checkConditions } from '@medsettle/risk-adjustment'
import { z } from 'zod'
import { isChinaDate } from '../../identity/china-date.ts'
import { addDays } from '../../identity/clock.ts'
import { type DocumentProblem, documentProblem, documentRefused } from '../document/document-problem.ts'
import {
  chinaDate,
  exactNonNegative,
  exactShare,
  inspectDocument,
  type ReadDocument,
  shortText,
  wholeNumber,
  yuanAsFen,
} from '../document/read-document.ts'
import type { CapitationRules, CohortRate } from './capitation-rules.ts'

const rounding = z.enum(['halfUp', 'halfEven', 'down', 'up'])
const period = z.strictObject({ from: chinaDate, to: chinaDate })
const sex = z.enum(['male', 'female']).nullable()
const age = wholeNumber.refine((years) => years <= 150, 'an age in years belongs here')

const RISK = z.strictObject({
  ageOn: chinaDate,
  cells: z.array(z.strictObject({ sex, from: age, to: age.nullable(), coefficient: exactNonNegative })).min(1),
  diagnosedWithin: period,
  conditions: z.array(
    z.strictObject({
      name: shortText,
      codes: z.array(shortText).min(1),
      sex: sex.default(null),
      coefficient: exactNonNegative,
      drops: z.array(shortText).default([]),
    }),
  ),
  interactions: z.array(z.strictObject({ name: shortText, all: z.array(shortText), coefficient: exactNonNegative })),
  charlson: z
    .strictObject({
      weights: z.enum(['original', 'updated']),
      withAge: z.boolean(),
      steps: z.array(z.strictObject({ from: wholeNumber, coefficient: exactNonNegative })).min(1),
    })
    .nullable(),
  normalise: z
    .strictObject({
      over: z.enum(['everyone', 'cohort']),
      round: z.strictObject({ decimals: wholeNumber, mode: rounding }).nullable(),
    })
    .nullable(),
})

const rate = yuanAsFen.refine((fen) => fen >= 0, 'never negative')

const SCHEMA = z.strictObject({
  id: shortText,
  version: shortText,
  title: shortText.optional(),
  source: shortText,
  period,
  membership: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('days') }),
    z.strictObject({ by: z.literal('proRata') }),
    z.strictObject({ by: z.literal('snapshot'), day: wholeNumber.refine((day) => day >= 1 && day <= 31, '1 to 31') }),
  ]),
  deathDay: z.enum(['counts', 'doesNotCount']),
  rates: z.array(z.strictObject({ cohort: shortText, yuan: rate.optional(), poolYuan: rate.optional() })).min(1),
  risk: RISK.nullable(),
  withhold: z
    .strictObject({
      share: exactShare,
      earnBack: z.array(z.strictObject({ from: exactNonNegative, share: exactShare })).min(1),
      withoutScore: exactShare,
    })
    .nullable(),
  outflow: z.strictObject({ share: exactShare, mostOfGross: exactShare.nullable() }).nullable(),
  rounding,
})
type CapitationDocument = z.output<typeof SCHEMA>

/** @throws RefusalError with the first problem */
export function readCapitationRules(json: string): CapitationRules {
  const { document, problems } = inspectCapitationRules(json)
  if (document === null) throw documentRefused(problems[0]!)
  return document
}

/** The rules, or everything that is wrong with them: what cannot be read, or else what counts twice, never or backwards. */
export function inspectCapitationRules(json: string): ReadDocument<CapitationRules> {
  const { document, problems } = inspectDocument(json, SCHEMA)
  if (document === null) return { document, problems }
  const found = [...checkPeriods(document), ...checkRates(document), ...checkRisk(document), ...checkWithhold(document)]
  return found.length === 0 ? { document: rulesOf(document), problems: [] } : { document: null, problems: found }
}

function rulesOf({ rates, risk, ...rest }: CapitationDocument): CapitationRules {
  const byCohort = new Map(rates.map((one) => [one.cohort, rateOf(one)]))
  if (risk === null) return { ...rest, rates: byCohort, risk }
  const { conditions, interactions, ...others } = risk
  return { ...rest, rates: byCohort, risk: { ...others, model: { conditions, interactions } } }
}

const rateOf = ({ yuan, poolYuan }: CapitationDocument['rates'][number]): CohortRate =>
  yuan === undefined ? { per: 'pool', amount: poolYuan! } : { per: 'person', amount: yuan }

const invalid = (place: string, what: string): DocumentProblem => documentProblem('DOCUMENT_FIELD_INVALID', place, what)

function checkPeriods({ period: { from, to }, risk }: CapitationDocument): DocumentProblem[] {
  const problems: DocumentProblem[] = []
  if (!from.endsWith('-01') || !isMonthEnd(to)) problems.push(invalid('period', `whole months, not ${from} to ${to}`))
  if (to < from) problems.push(invalid('period.to', 'before period.from'))
  const within = risk?.diagnosedWithin
  if (within !== undefined && within.to < within.from)
    problems.push(invalid('risk.diagnosedWithin.to', 'before risk.diagnosedWithin.from'))
  return problems
}

const isMonthEnd = (date: string): boolean => isChinaDate(date) && addDays(date, 1).endsWith('-01')

const checkRates = ({ rates }: CapitationDocument): DocumentProblem[] =>
  rates.flatMap(({ cohort, yuan, poolYuan }, index) => {
    const isTwice = rates.findIndex((one) => one.cohort === cohort) < index
    if (isTwice) return [invalid(`rates[${index}].cohort`, `${cohort} twice`)]
    const isOne = (yuan === undefined) !== (poolYuan === undefined)
    return isOne ? [] : [invalid(`rates[${index}]`, 'give either yuan for a person or poolYuan for all')]
  })

function checkRisk({ risk }: CapitationDocument): DocumentProblem[] {
  if (risk === null) return []
  const model = [...checkCells(risk.cells, 'cells'), ...checkConditions(risk)]
  const steps = risk.charlson?.steps ?? []
  const backwards = steps.flatMap((step, index) => {
    const before = steps[index - 1]
    if (before === undefined) return step.from === 0 ? [] : [invalid('risk.charlson.steps[0].from', 'steps begin at 0')]
    const rises = step.from > before.from && compareRatios(step.coefficient, before.coefficient) >= 0
    return rises ? [] : [invalid(`risk.charlson.steps[${index}]`, 'more points never weigh less, and come later')]
  })
  return [...model.map(({ code, place, message }) => invalid(`risk.${place}`, `${code}: ${message}`)), ...backwards]
}

/** A better score that earns less back would pay for worse care. */
function checkWithhold({ withhold }: CapitationDocument): DocumentProblem[] {
  const steps = withhold?.earnBack ?? []
  return steps.flatMap((step, index) => {
    const before = steps[index - 1]
    if (before === undefined)
      return step.from.n === 0n ? [] : [invalid('withhold.earnBack[0].from', 'steps begin at 0')]
    const rises = compareRatios(step.from, before.from) > 0 && compareRatios(step.share, before.share) >= 0
    return rises
      ? []
      : [invalid(`withhold.earnBack[${index}]`, 'a better score never earns less back, and comes later')]
  })
}
