import { formatYuan } from '@medsettle/money'
import { clearYear, type DipClearing } from '../../../domain/value/dip/clear-year.ts'
import { isOfFund, readClearingRules } from '../../../domain/value/dip/clearing-rules.ts'
import { nearText } from '../../../domain/value/dip/rounding-piece.ts'
import { clearingToJson, STATEMENT_COLUMNS, statementRow } from '../../../domain/value/dip/statement-json.ts'
import { createYearTally } from '../../../domain/value/dip/year-tally.ts'
import { csvField } from '../value/csv-lines.ts'
import { createLineWriter } from '../value/line-writer.ts'
import { csvOf, resultsTable } from '../value/write-tables.ts'
import { createTeller, readRows } from './case-rows.ts'
import { readText } from './read-document.ts'

export interface ClearOptions {
  readonly rules: string
  readonly json?: boolean
  /** only what `value combine` and `value budget` read */
  readonly results?: boolean
}

const NEEDED = ['id', 'hospital', 'score', 'cost'] as const

/** `dip clear`: one line a hospital, or the whole clearing as JSON. @throws RefusalError when the year cannot be cleared */
export async function clearScores(file: string | null, options: ClearOptions): Promise<void> {
  const rules = readClearingRules(await readText(options.rules))
  const tally = createYearTally(rules.institutions.map(({ id }) => id))
  const teller = createTeller()
  const needed = [...NEEDED, ...Object.keys(rules.only)]
  for await (const { line, columns } of readRows(file, needed, (at, message) => teller.fault(at, message))) {
    if (!isOfFund(rules, columns)) {
      teller.passOver()
      continue
    }
    const [id, hospital, score, cost] = NEEDED.map((name) => columns.get(name)!) as [string, string, string, string]
    const refusal = tally.add({ id, hospital, score, cost })
    if (refusal === null) teller.take()
    else teller.refuse(line, id, refusal)
  }
  teller.end('cleared')
  const clearing = clearYear(rules, tally)
  const writer = createLineWriter()
  await writer.write(answerOf(clearing, options))
  await writer.end()
  const { rule, pointValue, fund, keptByFund } = clearing
  process.stderr.write(
    `${rule.id} ${rule.version}: point value ${nearText(pointValue)} yuan; fund ${formatYuan(fund)}, kept by the fund ${formatYuan(keptByFund)}\n`,
  )
}

function answerOf(clearing: DipClearing, { json = false, results = false }: ClearOptions): string {
  if (results) return csvOf(resultsTable(clearing.statements.map(({ value }) => value)))
  if (json) return `${JSON.stringify(clearingToJson(clearing), null, 2)}\n`
  const rows = [STATEMENT_COLUMNS, ...clearing.statements.map(statementRow)]
  return rows.map((row) => `${row.map(csvField).join(',')}\n`).join('')
}
