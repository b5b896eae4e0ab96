import { showYuan } from '@medsettle/money'
import { percentText } from '../../../../domain/value/what-if/percent.ts'
import type { SideLine } from '../../../../domain/value/what-if/side-by-side.ts'
import { table } from '../../demo/table.ts'
import { signedYuan } from './amounts.ts'
import { budgetSteps } from './draw-charts.ts'
import type { WhatIfResult } from './result.ts'
import type { Words } from './words.ts'

const MOST = 12

/** The report for a terminal: budget, then each dimension, long tables cut in the middle. */
export function whatIfText(result: WhatIfResult, words: Words): string {
  const { total, tables } = result.side
  return [
    table({ title: words.budget, head: ['', '¥', words.changedCases], align: 'lrr', rows: budgetRows(result, words) }),
    ...[...tables].map(([dimension, lines]) =>
      table({
        title: `${words.by(words.dimension(dimension))} · ${winners(lines, words)}`,
        head: sideHead(words.dimension(dimension), words),
        align: 'lrrrrrr',
        rows: [...cut(lines, words), sideRow({ ...total, name: words.total }, words)],
      }),
    ),
    ...(result.neutral ? [words.neutral, ''] : []),
  ].join('\n')
}

export function budgetRows(result: WhatIfResult, words: Words): string[][] {
  const { total, effects } = result.side
  return [
    [words.before, showYuan(total.before), ''],
    ...budgetSteps(result).map((cause) => {
      const count = cause === 'price' || cause === 'rescaling' ? '' : String(result.changed[cause])
      return [words.causes[cause], signedYuan(effects[cause]), count]
    }),
    [words.after, showYuan(total.after), ''],
  ]
}

/** `7 gain, 5 lose` */
export function winners(lines: readonly SideLine[], { gains, losses, language }: Words): string {
  const gaining = lines.filter(({ change }) => change > 0).length
  const losing = lines.filter(({ change }) => change < 0).length
  return language === 'zh' ? `${gains} ${gaining}，${losses} ${losing}` : `${gaining} ${gains}, ${losing} ${losses}`
}

export const sideHead = (dimension: string, words: Words): string[] => [
  dimension,
  words.cases,
  words.before,
  words.after,
  words.change,
  '%',
  words.cost,
]

export const sideRow = (line: SideLine, words: Words): string[] => [
  line.name === '' ? words.notGiven : line.name,
  String(line.cases),
  showYuan(line.before),
  showYuan(line.after),
  signedYuan(line.change),
  percentText(line.change, line.before).replace('-', '−'),
  line.costed === line.cases ? showYuan(line.cost) : '',
]

function cut(lines: readonly SideLine[], words: Words): string[][] {
  const rows = lines.map((line) => sideRow(line, words))
  if (rows.length <= 2 * MOST) return rows
  return [...rows.slice(0, MOST), [`… ${rows.length - 2 * MOST} …`], ...rows.slice(-MOST)]
}
