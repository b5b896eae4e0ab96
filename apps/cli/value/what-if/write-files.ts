import { formatYuan } from '@medsettle/money'
import type { AppliedReaction } from '../../../../domain/value/what-if/compare-case.ts'
import { csvField } from '../csv-lines.ts'
import { sideCsv, sideJson } from '../side-table.ts'
import { budgetSteps, drawCharts } from './draw-charts.ts'
import type { WhatIfResult } from './result.ts'
import type { Words } from './words.ts'
import { whatIfHtml } from './write-html.ts'

/** Every file of `--out` but changed-cases.csv, which is written as the cases come. */
export function whatIfFiles(result: WhatIfResult, words: Words): Map<string, string> {
  const charts = drawCharts(result, words)
  const { side } = result
  return new Map([
    ...[...side.tables].map(([name, lines]): [string, string] => [`by-${name}.csv`, sideCsv(name, lines, side.total)]),
    ['budget.csv', budgetCsv(result)],
    ['distribution.csv', distributionCsv(result)],
    ...[...charts].map(([name, svg]): [string, string] => [`${name}.svg`, svg]),
    ['report.html', whatIfHtml(result, words, charts)],
    ['report.json', `${JSON.stringify(whatIfJson(result), null, 1)}\n`],
  ])
}

function budgetCsv(result: WhatIfResult): string {
  const { total, effects } = result.side
  const rows = [
    ['before', formatYuan(total.before)],
    ...budgetSteps(result).map((cause) => [cause, formatYuan(effects[cause])]),
    ['after', formatYuan(total.after)],
  ]
  return `step,yuan\n${rows.map((row) => `${row.join(',')}\n`).join('')}`
}

function distributionCsv({ side }: WhatIfResult): string {
  const { edges, before, after } = side.distribution
  return `paidPercentFrom,casesBefore,casesAfter\n${edges.map((edge, at) => `${edge},${before[at]},${after[at]}\n`).join('')}`
}

export const CHANGED_HEAD = 'id,behaviour,from,to,incentive,answer,draw,effectYuan\n'

export const changedLine = (id: string, one: AppliedReaction): string =>
  `${[id, one.kind, one.from, one.to, one.incentive, one.answer, one.draw, formatYuan(one.effect)].map(csvField).join(',')}\n`

export function whatIfJson(result: WhatIfResult): Record<string, unknown> {
  const { side, rows, behaviour, neutral } = result
  const named = (one: { readonly id: string; readonly version: string }) => ({ id: one.id, version: one.version })
  return {
    before: result.before.map(named),
    after: result.after.map(named),
    behaviour: behaviour === null ? null : named(behaviour),
    neutral,
    rows,
    total: sideJson(side.total),
    effectsFen: side.effects,
    changedCases: result.changed,
    standardsFen: side.standards,
    distribution: side.distribution,
    by: Object.fromEntries([...side.tables].map(([name, lines]) => [name, lines.map(sideJson)])),
  }
}
