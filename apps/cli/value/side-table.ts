import { formatYuan } from '@medsettle/money'
import { percentText } from '../../../domain/value/what-if/percent.ts'
import type { SideLine } from '../../../domain/value/what-if/side-by-side.ts'
import { csvField } from './csv-lines.ts'

/** The lines of one dimension as CSV, yuan with two decimals; the cost only where every case gives one. */
export function sideCsv(dimension: string, lines: readonly SideLine[], total: SideLine): string {
  const rows = [...lines, { ...total, name: 'total' }].map((line) =>
    [
      line.name,
      String(line.cases),
      formatYuan(line.before),
      formatYuan(line.after),
      formatYuan(line.change),
      percentText(line.change, line.before),
      line.costed === line.cases ? formatYuan(line.cost) : '',
      line.costed === line.cases ? formatYuan(line.costAfter) : '',
    ]
      .map(csvField)
      .join(','),
  )
  return `${[`${dimension},cases,beforeYuan,afterYuan,changeYuan,changePercent,costYuan,costAfterYuan`, ...rows].join('\n')}\n`
}

/** `[{ name, cases, beforeFen, … }]` for JSON. */
export const sideJson = (line: SideLine): Record<string, unknown> => ({
  name: line.name,
  cases: line.cases,
  beforeFen: line.before,
  afterFen: line.after,
  changeFen: line.change,
  changePercent: percentText(line.change, line.before),
  ...(line.costed === line.cases ? { costFen: line.cost, costAfterFen: line.costAfter } : {}),
})
