import { formatYuan } from '@medsettle/money'
import { type Ratio, ratioText, roundRatio } from '@medsettle/money/ratio'
import { conditionsOf } from '../../../domain/value/performance/measure-document.ts'
import { inspectPerformanceRules } from '../../../domain/value/performance/performance-rules.ts'
import {
  type MeasureSettlement,
  type PerformanceSettlement,
  settlePerformance,
} from '../../../domain/value/performance/settle-performance.ts'
import { columnsOf } from '../../../domain/value/rules/row-condition.ts'
import { readMeasures } from './read-measures.ts'
import { NO_ROWS, type RowsFile, rowsFrom, rulesFrom, tellMissingColumns, tellRefused } from './rule-files.ts'
import { type Answer, resultsTable, rulesTable, type Table, writeAnswer } from './write-tables.ts'

export interface PerformanceOptions extends Answer {
  readonly rules: string
  readonly cases: string
  readonly baseline?: string
  readonly surveys?: string
  readonly payments?: string
  readonly measure?: readonly string[]
  readonly each?: boolean
}

/** `value performance`: exit 1 when rules or measures have problems or no case could be taken. */
export async function settlePerformanceFiles(options: PerformanceOptions): Promise<void> {
  const measures = await readMeasures(options.measure ?? [])
  if (measures === null) return
  const rules = await rulesFrom(options.rules, (json) => inspectPerformanceRules(json, measures))
  if (rules === null) return
  const optional = (path: string | undefined): Promise<RowsFile> =>
    path === undefined ? Promise.resolve(NO_ROWS) : rowsFrom(path)
  const cases = await rowsFrom(options.cases === '-' ? null : options.cases)
  const [baseline, surveys, payments] = [
    await optional(options.baseline),
    await optional(options.surveys),
    await optional(options.payments),
  ]
  const settled = settlePerformance(rules, measures, {
    cases: cases.rows,
    baseline: baseline.rows,
    surveys: surveys.rows,
    payments: payments.rows,
  })
  const tables = [rulesTable(rules), ...tablesOf(settled), ...(options.each ? [eachTable(settled)] : [])]
  writeAnswer([...tables, resultsTable(settled.results)], options)
  tellMissingColumns('cases', cases, columnsOfMeasures(settled.measures))
  tellRefused('cases', cases, settled.refused.cases)
  if (options.baseline !== undefined) tellRefused('baseline', baseline, settled.refused.baseline, false)
  if (options.surveys !== undefined) tellRefused('surveys', surveys, settled.refused.surveys, false)
  if (options.payments !== undefined) tellRefused('payments', payments, settled.refused.payments, false)
}

const columnsOfMeasures = (measures: readonly MeasureSettlement[]): Set<string> =>
  columnsOf(measures.flatMap(({ measure }) => conditionsOf(measure).map(([, condition]) => condition)))

const tablesOf = ({ measures, scores, payments }: PerformanceSettlement): Table[] => [
  { name: 'measures', header: MEASURE_HEADER, rows: measures.flatMap(measureRows) },
  { name: 'points', header: POINT_HEADER, rows: measures.flatMap(pointRows) },
  {
    name: 'scores',
    header: ['institution', 'score', 'why'],
    rows: scores.map(({ institution, total, why }) => [institution, shown(total), why]),
  },
  {
    name: 'payments',
    header: ['institution', 'score', 'factor', 'baseYuan', 'withheldYuan', 'returnedYuan', 'paymentYuan', 'why'],
    rows: payments.map((one) => [
      one.institution,
      shown(one.score),
      shown(one.factor),
      ...[one.base, one.withheld, one.returned, one.payment].map(formatYuan),
      one.why,
    ]),
  },
]

const MEASURE_HEADER = [
  'measure',
  'version',
  'institution',
  'counted',
  'excluded',
  'sum',
  'rate',
  'low95',
  'high95',
  'enough',
]
const POINT_HEADER = [
  ...['measure', 'institution', 'rate', 'baseline', 'threshold', 'benchmark'],
  ...['achievement', 'improvement', 'points', 'maximum', 'why'],
]

const measureRows = ({ measure, rates }: MeasureSettlement): string[][] =>
  rates.map(({ institution, counted, excluded, total, rate, interval, isEnough }) => [
    measure.id,
    measure.version,
    institution,
    String(counted),
    String(excluded),
    shown(total),
    shown(rate),
    interval?.low.toFixed(4) ?? '',
    interval?.high.toFixed(4) ?? '',
    isEnough ? 'yes' : 'no',
  ])

const pointRows = ({ scores }: MeasureSettlement): string[][] =>
  scores.map((one) => [
    one.measure,
    one.institution,
    ...[one.rate, one.baseline, one.threshold, one.benchmark, one.achievement, one.improvement, one.points].map(shown),
    shown(one.maximum),
    one.why,
  ])

const eachTable = ({ measures }: PerformanceSettlement): Table => ({
  name: 'cases',
  header: ['measure', 'case', 'institution', 'outcome', 'value', 'reason'],
  rows: measures.flatMap(({ measure, judged }) =>
    judged.map(({ caseId, institution, outcome, value, reason }) => [
      measure.id,
      caseId,
      institution ?? '',
      outcome,
      outcome === 'counted' ? shown(value) : '',
      reason,
    ]),
  ),
})

/** For people: six decimals where the exact fraction has more. Computation never sees it. */
const shown = (value: Ratio | null): string =>
  value === null ? '' : ratioText(roundRatio(value, { decimals: 6, mode: 'halfUp' }))
