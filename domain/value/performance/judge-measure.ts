import { MoneyError } from '@medsettle/money'
import { compareRatios, minus, ONE, type Ratio, ratioOf, ratioText, ZERO_RATIO } from '@medsettle/money/ratio'
import { type RowCondition, rowHolds } from '../rules/row-condition.ts'
import { attributionOf } from './attribution.ts'
import { type HospitalCase, type Survey, surveyKey } from './hospital-case.ts'
import { type Hospitalisation, linkStays } from './link-stays.ts'
import type { Measure, Readmission } from './measure-document.ts'
import { readmissionAfter } from './readmission.ts'

/** What one case says of one measure. Cases that are not of its denominator say nothing. */
export interface JudgedCase {
  readonly caseId: string
  readonly institution: string | null
  readonly outcome: 'counted' | 'excluded'
  /** 1 or 0, or a change of score */
  readonly value: Ratio
  /** 1, or what events are counted per */
  readonly weight: Ratio
  readonly reason: string
}

/** Cases and answers of a period; day numbers, both included. Admissions until `dataTo` are known. */
export interface Observed {
  readonly cases: readonly HospitalCase[]
  readonly surveys: ReadonlyMap<string, Survey>
  readonly from: number
  readonly to: number
  readonly dataTo: number
}

/** By case id. Readmissions are judged by hospitalisation, everything else by stay; both belong to the day of discharge. */
export function judgeMeasure(measure: Measure, observed: Observed): JudgedCase[] {
  const isInPeriod = ({ discharge }: HospitalCase): boolean => discharge >= observed.from && discharge <= observed.to
  const attribute = attributionOf(measure, observed.cases.filter(isInPeriod))
  const judged = [...Map.groupBy(observed.cases, ({ person }) => person).values()].flatMap((own) =>
    judgePerson(measure, observed, linkStays(measure, own))
      .filter(({ one }) => isInPeriod(one.last))
      .map(({ one, judgement }) => named(one, judgement, attribute(one))),
  )
  return judged.sort((a, b) => (a.caseId < b.caseId ? -1 : 1))
}

function named({ last }: Hospitalisation, judgement: Judgement, institution: string | null): JudgedCase {
  const isLost = institution === null && judgement.outcome === 'counted'
  return { caseId: last.id, institution, ...(isLost ? exclusion('nobody to attribute it to') : judgement) }
}

interface JudgedUnit {
  readonly one: Hospitalisation
  readonly judgement: Judgement
}

function judgePerson(measure: Measure, observed: Observed, linked: readonly Hospitalisation[]): JudgedUnit[] {
  const { denominator, codeLists, numerator } = measure
  const isAsked = ({ last }: Hospitalisation): boolean => rowHolds(last.row, denominator, codeLists)
  if (numerator.kind === 'readmission')
    return judgeReadmissions(measure, numerator, { linked, isAsked, dataTo: observed.dataTo })
  return linked
    .flatMap((one) => one.stays.map((stay) => ({ ...one, last: stay })))
    .filter(isAsked)
    .map((one) => ({ one, judgement: judgeStay(measure, numerator, observed, one) }))
}

type StayNumerator = Exclude<Measure['numerator'], Readmission>
type Judgement = Pick<JudgedCase, 'outcome' | 'value' | 'weight' | 'reason'>

/**
 * In time, because an admission that counted as a readmission may be no first stay of a next one. Stays that are not followed long
 * enough are excluded even when the person was back: counting only those would make late months look worse.
 */
function judgeReadmissions(
  measure: Measure,
  rule: Readmission,
  story: {
    readonly linked: readonly Hospitalisation[]
    readonly isAsked: (one: Hospitalisation) => boolean
    readonly dataTo: number
  },
): JudgedUnit[] {
  const { linked, isAsked, dataTo } = story
  const back = new Set<string>()
  const judge = (one: Hospitalisation, later: readonly Hospitalisation[]): Judgement => {
    const excluded = exclusionOf(measure, one)
    if (excluded !== null) return excluded
    if (!rule.readmissionIsIndex && back.has(one.first.id)) return exclusion('itself a readmission')
    if (one.last.discharge + rule.withinDays > dataTo) return exclusion('not followed long enough')
    const { readmittedAs, reason } = readmissionAfter(measure, rule, one, later)
    if (readmittedAs !== null) back.add(readmittedAs)
    return { ...counted(readmittedAs === null ? ZERO_RATIO : ONE), reason }
  }
  return linked.flatMap((one, position) =>
    isAsked(one) ? [{ one, judgement: judge(one, linked.slice(position + 1)) }] : [],
  )
}

function judgeStay(measure: Measure, numerator: StayNumerator, observed: Observed, one: Hospitalisation): Judgement {
  const excluded = exclusionOf(measure, one)
  if (excluded !== null) return excluded
  return numerator.kind === 'condition'
    ? judgeCondition(measure, one, numerator.when)
    : judgeAnswers(numerator, observed, one)
}

const exclusionOf = ({ exclude, codeLists }: Measure, { last }: Hospitalisation): Judgement | null => {
  const found = exclude.find(({ when }) => rowHolds(last.row, when, codeLists))
  return found === undefined ? null : exclusion(found.name)
}

function judgeCondition({ codeLists, per }: Measure, { last }: Hospitalisation, when: RowCondition): Judgement {
  const judgement = counted(rowHolds(last.row, when, codeLists) ? ONE : ZERO_RATIO)
  if (per === undefined) return judgement
  const weight = weightOf(last.row.columns.get(per.column) ?? '')
  return weight === null ? exclusion(`no ${per.column} above zero`) : { ...judgement, weight }
}

function weightOf(text: string): Ratio | null {
  try {
    const weight = ratioOf(text)
    return weight.n > 0n ? weight : null
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    return null
  }
}

type Answers = Extract<Measure['numerator'], { kind: 'scoreChange' | 'response' }>

function judgeAnswers(numerator: Answers, { surveys }: Observed, { last }: Hospitalisation): Judgement {
  const { instrument } = numerator
  const scoreAt = (phase: string): Ratio | undefined =>
    surveys.get(surveyKey({ caseId: last.id, instrument, phase }))?.score
  if (numerator.kind === 'response') return counted(scoreAt(numerator.phase) === undefined ? ZERO_RATIO : ONE)
  const [before, after] = [scoreAt(numerator.before), scoreAt(numerator.after)]
  if (before === undefined) return exclusion(`no score ${numerator.before}`)
  if (after === undefined) return exclusion(`no score ${numerator.after}`)
  const change = minus(after, before)
  const isReached = numerator.reaches !== undefined && compareRatios(change, numerator.reaches) >= 0
  const value = numerator.reaches === undefined ? change : isReached ? ONE : ZERO_RATIO
  return { ...counted(value), reason: `${ratioText(before)} to ${ratioText(after)}` }
}

const counted = (value: Ratio): Judgement => ({ outcome: 'counted', value, weight: ONE, reason: '' })
const exclusion = (reason: string): Judgement => ({
  outcome: 'excluded',
  value: ZERO_RATIO,
  weight: ZERO_RATIO,
  reason,
})
