import { type Fen, formatYuan, sum } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import type { CapitationRules } from '../../../domain/value/capitation/capitation-rules.ts'
import { capitationToJson, memberToJson, shown } from '../../../domain/value/capitation/explain-capitation.ts'
import { inspectCapitationRules } from '../../../domain/value/capitation/read-capitation-rules.ts'
import {
  type Capitation,
  type InstitutionCapitation,
  settleCapitation,
} from '../../../domain/value/capitation/settle-capitation.ts'
import { csvField } from './csv-lines.ts'
import { openRules, placeOf, type Rows, readRows, tell, writeOut } from './method-rows.ts'
import { csvOf, resultsTable } from './write-tables.ts'

export interface CapitationOptions {
  readonly rules: string
  readonly members: string
  readonly diagnoses?: string
  readonly outflows?: string
  readonly quality?: string
  readonly json?: boolean
  readonly trace?: boolean
  readonly results?: boolean
}

const TABLES = ['members', 'diagnoses', 'outflows', 'quality'] as const

/** `value capitation`: exit 0 unless no member could be read. */
export async function runCapitation(options: CapitationOptions): Promise<void> {
  const rules = await openRules(options.rules, inspectCapitationRules)
  if (rules === null) return
  const tables = {} as Record<(typeof TABLES)[number], Rows>
  const asked = { members: true, diagnoses: rules.risk, outflows: rules.outflow, quality: rules.withhold }
  for (const name of TABLES) {
    const file = options[name]
    const isRead = file !== undefined && asked[name] !== null
    if (file !== undefined && !isRead)
      process.stderr.write(`--${name}: the rules do not ask for it; nothing follows from it\n`)
    tables[name] = isRead ? await readRows(file, 'CAPITATION_ROW_MALFORMED') : NOTHING
  }
  const settled = settleCapitation(rules, {
    members: tables.members.rows,
    diagnoses: tables.diagnoses.rows,
    outflows: tables.outflows.rows,
    quality: tables.quality.rows,
  })
  for (const { table, line, code, place, message } of settled.refused)
    tell(placeOf(options[table]!, line), code, place, message)
  await writeOut(textOf(rules, settled, options))
  tellCounts(settled, tables)
  if (settled.shares.length === 0) process.exitCode = 1
}

const NOTHING: Rows = { rows: [], malformed: 0 }

const HEADER = `${[
  'institution,members,opening,born,movedIn,died,movedOut,closing,personMonths,averageRisk,grossYuan,withheldYuan',
  'qualityScore,earnedBackYuan,outflowCount,outflowYuan,outflowDeductedYuan,netYuan',
].join(',')}\n`

function textOf(rules: CapitationRules, settled: Capitation, { json, trace, results }: CapitationOptions): string {
  const lines = (list: readonly unknown[]): string => list.map((one) => `${JSON.stringify(one)}\n`).join('')
  if (results) return csvOf(resultsTable(settled.institutions.map(({ result }) => result)))
  if (trace) return lines(settled.shares.map((one) => memberToJson(rules, settled.count, one)))
  if (json) return lines(settled.institutions.map((one) => capitationToJson(rules, settled, one)))
  return HEADER + settled.institutions.map((one) => csvLine(settled, one)).join('')
}

function csvLine({ count }: Capitation, one: InstitutionCapitation): string {
  const { moves, outflows } = one
  const fields = [
    one.institutionId,
    ...[moves.persons, moves.opening, moves.born, moves.movedIn, moves.died, moves.movedOut, moves.closing].map(String),
    shown(count.monthsOf(one.parts), 4),
    one.averageRisk === null ? '' : shown(one.averageRisk, 6),
    formatYuan(one.gross),
    formatYuan(one.withheld),
    one.qualityScore === null ? '' : ratioText(one.qualityScore),
    formatYuan(one.earnedBack),
    String(outflows.count),
    formatYuan(outflows.amount),
    formatYuan(outflows.deducted),
    formatYuan(one.net),
  ]
  return `${fields.map(csvField).join(',')}\n`
}

function tellCounts({ institutions, normalised, undivided, refused }: Capitation, tables: Record<string, Rows>): void {
  for (const { over, mean, meanAfter } of normalised) {
    const [before, after] = [mean, meanAfter].map((value) => (value === null ? 'none' : shown(value, 6)))
    process.stderr.write(`${over}: mean risk ${before}, after normalisation ${after}\n`)
  }
  for (const { cohort, amount } of undivided)
    process.stderr.write(`${cohort}: nobody shares its pool of ${formatYuan(amount)}; nothing of it is divided\n`)
  for (const name of TABLES) {
    const { rows, malformed } = tables[name]!
    const no: number = refused.filter(({ table }) => table === name).length
    if (rows.length + malformed > 0)
      process.stderr.write(
        `${name}: ${rows.length + malformed} rows, ${rows.length - no} counted, ${no + malformed} refused\n`,
      )
  }
  const total = (amount: (one: InstitutionCapitation) => Fen): string => formatYuan(sum(institutions.map(amount)))
  process.stderr.write(
    `${institutions.length} institutions: gross ${total(({ gross }) => gross)}, net ${total(({ net }) => net)}, withheld or taken for care outside ${total(({ result }) => result.providerShare)}\n`,
  )
}
