import { createHash } from 'node:crypto'
import type { AuditQuestion, Violation } from './auditor/question.ts'
import { type Coverage, CRASH_POINTS } from './crash/doom.ts'

/** What came of one seed. */
export interface SimulationReport {
  readonly seed: number
  readonly days: number
  readonly violations: readonly Violation[]
  /** same seed, same digest: of every order, attempt, refund, difference and work order, without ids and tokens */
  readonly digest: string
  readonly outcome: readonly string[]
  readonly crashes: readonly string[]
  readonly counts: Readonly<Record<string, number>>
  /** what the auditor was asked last */
  readonly question: AuditQuestion
}

export const digestOf = (outcome: readonly string[]): string =>
  createHash('sha256').update(outcome.join('\n')).digest('hex').slice(0, 16)

/** What came of many seeds, as the command line prints it. */
export interface ManyReport {
  readonly text: string
  readonly violations: readonly Violation[]
  readonly reports: readonly SimulationReport[]
  readonly coverage: Coverage
}

export function addUp(reports: readonly SimulationReport[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { counts } of reports)
    for (const [what, times] of Object.entries(counts)) sums.set(what, (sums.get(what) ?? 0) + times)
  return sums
}

/** Crash points that no seed has died at. */
export const missedPoints = (coverage: Coverage): string[] =>
  CRASH_POINTS.filter((point) => (coverage.get(point)?.crashed ?? 0) === 0)

const MOST_TOLD = 20

export function tell(
  of: { readonly from: number; readonly to: number; readonly days: number; readonly seconds: number },
  result: Omit<ManyReport, 'text'>,
): string {
  const sums = addUp(result.reports)
  const of_ = (what: string) => sums.get(what) ?? 0
  const missed = missedPoints(result.coverage)
  const hit = CRASH_POINTS.length - missed.length
  const seeds = result.reports.length
  const lines = [
    `种子 ${of.from}–${of.to}，每个 ${of.days} 天：${seeds} 个世界，${of_('orders')} 张订单，${of_('attempts')} 次渠道动作，${of.seconds.toFixed(1)} 秒`,
    `收讫 ${of_('paid')}，退费 ${of_('refunds done')}，冲回 ${of_('reversed')}，关闭 ${of_('closed')}；换人工 ${of_('work orders')}，对账差异 ${of_('differences')}（账单谎报 ${of_('lies told')}，幽灵退款 ${of_('ghost refunds')}）`,
    `崩溃 ${of_('crashes')} 次，位于 ${hit}/${CRASH_POINTS.length} 个崩溃点；通知送达 ${of_('letters heard')}，丢失 ${of_('letters lost')}；外部故障 ${of_('faults met')} 次`,
    ...(missed.length > 0 && seeds >= 300 ? [`未命中的崩溃点：${missed.join('，')}`] : []),
    '',
    coverageTable(result.coverage),
    result.violations.length === 0
      ? '审计：没有任何不变量被破坏。'
      : `审计：${result.violations.length} 处不变量被破坏。`,
    ...result.violations.slice(0, MOST_TOLD).map(({ message }) => `  ✗ ${message}`),
    ...(result.violations.length > MOST_TOLD ? [`  … 另有 ${result.violations.length - MOST_TOLD} 处`] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** Per kind of step: how often it was passed, and how often the process died before and after it. */
function coverageTable(coverage: Coverage): string {
  const kinds = [...new Set(CRASH_POINTS.map((point) => point.replace(/^(before|after) /, '')))]
  const rows = kinds.map((kind) => {
    const before = coverage.get(`before ${kind}`) ?? { passed: 0, crashed: 0 }
    const after = coverage.get(`after ${kind}`) ?? { passed: 0, crashed: 0 }
    return `${kind.padEnd(34)}${String(before.passed).padStart(9)}${String(before.crashed).padStart(9)}${String(after.crashed).padStart(9)}`
  })
  return [
    `${'step'.padEnd(34)}${'passed'.padStart(9)}${'† before'.padStart(9)}${'† after'.padStart(9)}`,
    ...rows,
    '',
  ].join('\n')
}
