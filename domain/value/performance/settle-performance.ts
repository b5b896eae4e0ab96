import { subtract } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import { dayOf } from '../rules/days.ts'
import type { Row } from '../rules/row.ts'
import type { RefusedRow } from '../rules/row-refusal.ts'
import { type ValueResult, valueResult } from '../value-result.ts'
import { type HospitalCase, type Survey, surveyKey, takeBasePayments, takeCases, takeSurveys } from './hospital-case.ts'
import { type JudgedCase, judgeMeasure, type Observed } from './judge-measure.ts'
import type { Measure } from './measure-document.ts'
import { type MeasureRate, measureRates } from './measure-rates.ts'
import { type PerformancePayment, payPerformance } from './pay-performance.ts'
import { marksOf } from './peer-marks.ts'
import type { Measures, PerformanceRules, Scoring } from './performance-rules.ts'
import { type InstitutionScore, scoreDomains } from './score-domains.ts'
import { type MeasureScore, scoreMeasure } from './score-measure.ts'

export interface PerformanceRows {
  readonly cases: readonly Row[]
  readonly baseline?: readonly Row[]
  readonly surveys?: readonly Row[]
  readonly payments?: readonly Row[]
}

export interface MeasureSettlement {
  readonly measure: Measure
  readonly judged: readonly JudgedCase[]
  readonly rates: readonly MeasureRate[]
  readonly scores: readonly MeasureScore[]
}

export interface PerformanceSettlement {
  readonly measures: readonly MeasureSettlement[]
  readonly scores: readonly InstitutionScore[]
  readonly payments: readonly PerformancePayment[]
  readonly results: readonly ValueResult[]
  readonly refused: { readonly [File in keyof PerformanceRows]-?: readonly RefusedRow[] }
}

/** Cases to rates, rates to points, points to a score, a score to a factor, and base payments to payments. */
export function settlePerformance(
  rules: PerformanceRules,
  measures: Measures,
  rows: PerformanceRows,
): PerformanceSettlement {
  const cases = takeCases(rows.cases)
  const before = takeCases(rows.baseline ?? [])
  const known = new Set([...cases.taken, ...before.taken].map(({ id }) => id))
  const surveys = takeSurveys(rows.surveys ?? [], known)
  const bases = takeBasePayments(rows.payments ?? [])
  const answers = new Map(surveys.taken.map((survey) => [surveyKey(survey), survey]))
  const now = observed(cases.taken, answers, rules.period, rules.dataTo ?? rules.period.to)
  const { baseline } = rules
  const earlier = baseline && observed(before.taken, answers, baseline, baseline.dataTo ?? baseline.to)
  const settled = rules.scoring.map((scoring) => settleMeasure(scoring, measures.get(scoring.measure)!, now, earlier))
  const scores = institutionsOf(settled).map((institution) =>
    scoreDomains(
      rules,
      institution,
      settled.flatMap((one) => one.scores.filter((score) => score.institution === institution)),
    ),
  )
  const payments = payPerformance(rules, scores, bases.taken)
  const results = payments.map((one) => resultOf(rules, one))
  const refused = { cases: cases.refused, baseline: before.refused, surveys: surveys.refused, payments: bases.refused }
  return { measures: settled, scores, payments, results, refused }
}

const observed = (
  cases: readonly HospitalCase[],
  surveys: ReadonlyMap<string, Survey>,
  { from, to }: { from: string; to: string },
  dataTo: string,
): Observed => ({ cases, surveys, from: dayOf(from), to: dayOf(to), dataTo: dayOf(dataTo) })

function settleMeasure(
  scoring: Scoring,
  measure: Measure,
  now: Observed,
  earlier: Observed | undefined,
): MeasureSettlement {
  const minimum = scoring.minimumCount ?? measure.minimumCount
  const judged = judgeMeasure(measure, now)
  const rates = measureRates(measure, judged, minimum)
  const baseline = earlier === undefined ? [] : measureRates(measure, judgeMeasure(measure, earlier), minimum)
  const usable = (all: readonly MeasureRate[]): [string, Ratio][] =>
    all.flatMap(({ institution, rate, isEnough }) => (rate !== null && isEnough ? [[institution, rate]] : []))
  const own = new Map(usable(baseline))
  const peers = usable(scoring.peers === 'baseline' ? baseline : rates).map(([, rate]) => rate)
  const marks = marksOf(scoring, measure.better, peers)
  const scores = rates.map((rate) =>
    scoreMeasure(scoring, measure.better, rate, marks, own.get(rate.institution) ?? null),
  )
  return { measure, judged, rates, scores }
}

const institutionsOf = (settled: readonly MeasureSettlement[]): string[] =>
  [...new Set(settled.flatMap(({ rates }) => rates.map(({ institution }) => institution)))].sort()

/** total = the base payment, which is what is at stake; the fund's share = the payment. */
const resultOf = (rules: PerformanceRules, { institution, base, payment }: PerformancePayment): ValueResult =>
  valueResult({
    method: 'performance',
    rule: { id: rules.id, version: rules.version },
    institutionId: institution,
    period: rules.period,
    total: base,
    fundShare: payment,
    providerShare: subtract(base, payment),
  })
