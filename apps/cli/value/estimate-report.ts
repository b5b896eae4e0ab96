import { type Fen, formatYuan, showYuan, subtract } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import type { ChangeEffects, EffectLine } from '../../../domain/value/estimate/change-effects.ts'
import type { DraftEstimate, TariffSource } from '../../../domain/value/estimate/draft-estimate.ts'
import type { GroupEstimate } from '../../../domain/value/estimate/estimate-weights.ts'
import type { RateEstimate } from '../../../domain/value/estimate/fit-rate.ts'
import { percentText } from '../../../domain/value/what-if/percent.ts'
import { table } from '../demo/table.ts'
import { csvField } from './csv-lines.ts'

export type Effect = ReturnType<ChangeEffects['finish']>

export interface EstimateReport {
  readonly source: TariffSource
  readonly draft: DraftEstimate
  readonly rates: readonly RateEstimate[]
  /** the new tariff, JSON */
  readonly tariff: string
  readonly effect: Effect
}

const GROUP_HEAD = ['group', 'cases', 'kept', 'oldWeight', 'newWeight', 'own', 'low', 'high', 'ownShare', 'borrowed']

/** Statistics are shown to the decimals of the weights; the new weight is exact. */
function groupCells(one: GroupEstimate, decimals: number): string[] {
  const statistic = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(decimals))
  return [
    one.group,
    String(one.n),
    String(one.kept),
    ratioText(one.oldWeight),
    ratioText(one.newWeight),
    statistic(one.own ?? undefined),
    statistic(one.interval?.low),
    statistic(one.interval?.high),
    one.ownShare.toFixed(3),
    (1 - one.ownShare).toFixed(3),
  ]
}

const FACTOR_HEAD = ['factor', 'entry', 'cases', 'old', 'new']

const factorCells = ({ draft, rates }: EstimateReport): string[][] =>
  [...draft.coefficients, ...rates].map(({ factor, path, n, oldValue, newValue }) => [
    factor,
    path.length === 0 ? 'every case' : path.join(' '),
    String(n),
    ratioText(oldValue),
    ratioText(newValue),
  ])

const EFFECT_HEAD = ['hospital', 'cases', 'before', 'weights', 'coefficients', 'rate', 'after', 'change', '%', 'cost']

/** @param show how an amount is written */
const effectCells = (line: EffectLine, show: (amount: Fen) => string): string[] => [
  line.hospital === '' ? '(not given)' : line.hospital,
  String(line.cases),
  show(line.before),
  ...line.steps.map(show),
  show(line.after),
  show(line.change),
  percentText(line.change, line.before),
  show(line.cost),
]

export function estimateText(report: EstimateReport): string {
  const { draft, source, effect } = report
  const { groups, sums } = draft.weights
  const { decimals } = source.method.weights
  const { before, after } = effect.standards
  return [
    table({
      title: `weights: own mean with its confidence interval, what is borrowed from ${source.method.weights.borrow}`,
      head: GROUP_HEAD,
      align: 'lrrrrrrrrr',
      rows: groups.map((one) => groupCells(one, decimals)),
    }),
    table({ title: 'coefficients and rate', head: FACTOR_HEAD, align: 'llrrr', rows: factorCells(report) }),
    table({
      title: 'what each change does to each hospital, yuan',
      head: EFFECT_HEAD,
      align: 'lrrrrrrrrr',
      rows: [...effect.lines, { ...effect.total, hospital: 'total' }].map((line) => effectCells(line, showYuan)),
    }),
    `Σ weight × cases: ${sums.oldSum} before, ${sums.newSum} after, residual of rounding ${sums.residual}`,
    `Σ standards: ${showYuan(before)} before, ${showYuan(after)} after, difference ${showYuan(subtract(after, before))}`,
    '',
  ].join('\n')
}

const csv = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `${[head, ...rows].map((row) => row.map(csvField).join(',')).join('\n')}\n`

export function estimateFiles(report: EstimateReport): Record<string, string> {
  const { draft, source, effect, tariff } = report
  const rows = draft.weights.groups.map((one) => groupCells(one, source.method.weights.decimals))
  return {
    'tariff.json': tariff,
    'groups.csv': csv(GROUP_HEAD, rows),
    'coefficients.csv': csv(FACTOR_HEAD, factorCells(report)),
    'hospitals.csv': csv(
      ['hospital', 'cases', ...EFFECT_HEAD.slice(2).map((name) => (name === '%' ? 'changePercent' : `${name}Yuan`))],
      [...effect.lines, { ...effect.total, hospital: 'total' }].map((line) => effectCells(line, formatYuan)),
    ),
    'report.json': `${JSON.stringify(estimateJson(report), null, 1)}\n`,
  }
}

export function estimateJson(report: EstimateReport): Record<string, unknown> {
  const { draft, source, effect, tariff } = report
  const { groups, sums, credibility } = draft.weights
  const { method } = source
  const named = (head: readonly string[], cells: readonly string[]): Record<string, string> =>
    Object.fromEntries(head.map((name, index) => [name, cells[index]!]))
  return {
    tariff: { id: source.tariff.id, version: source.tariff.version },
    method: { id: method.id, version: method.version, trimming: method.trimming, borrow: method.weights.borrow },
    cases: draft.cases,
    weightSum: { old: sums.oldSum, new: sums.newSum, residual: sums.residual },
    credibility: { within: credibility.within.toFixed(6), between: credibility.between.toFixed(6) },
    groups: groups.map((one) => named(GROUP_HEAD, groupCells(one, method.weights.decimals))),
    factors: factorCells(report).map((cells) => named(FACTOR_HEAD, cells)),
    hospitals: effect.lines.map(effectJson),
    total: effectJson(effect.total),
    standards: { beforeFen: effect.standards.before, afterFen: effect.standards.after },
    newTariff: JSON.parse(tariff) as unknown,
  }
}

const effectJson = ({ hospital, cases, before, steps, after, change, cost }: EffectLine): Record<string, unknown> => ({
  hospital,
  cases,
  beforeFen: before,
  weightsFen: steps[0],
  coefficientsFen: steps[1],
  rateFen: steps[2],
  afterFen: after,
  changeFen: change,
  changePercent: percentText(change, before),
  costFen: cost,
})
