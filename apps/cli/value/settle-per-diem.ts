import { formatYuan, sum } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import { explainPayment, paymentToJson } from '../../../domain/value/per-diem/explain-per-diem.ts'
import type { PerDiemRules } from '../../../domain/value/per-diem/per-diem-rules.ts'
import { inspectPerDiemRules } from '../../../domain/value/per-diem/read-per-diem-rules.ts'
import { type PerDiem, type StayPayment, settlePerDiem } from '../../../domain/value/per-diem/settle-per-diem.ts'
import { csvField } from './csv-lines.ts'
import { openRules, placeOf, type Rows, readRows, tell, writeOut } from './method-rows.ts'
import { csvOf, resultsTable } from './write-tables.ts'

export interface PerDiemOptions {
  readonly rules: string
  readonly services?: string
  readonly json?: boolean
  readonly totals?: boolean
}

const MALFORMED = 'PER_DIEM_ROW_MALFORMED'

/** `value per-diem`: exit 0 unless no row could be read. */
export async function runPerDiem(file: string | null, options: PerDiemOptions): Promise<void> {
  const rules = await openRules(options.rules, inspectPerDiemRules)
  if (rules === null) return
  const services: Rows =
    options.services === undefined ? { rows: [], malformed: 0 } : await readRows(options.services, MALFORMED)
  const stays = await readRows(file, MALFORMED)
  const settled = settlePerDiem(rules, stays.rows, services.rows)
  for (const { table, row, code, place, message } of settled.refused) {
    const id = row.columns.get(table === 'stays' ? 'id' : 'stay') ?? ''
    tell(`${placeOf(table === 'stays' ? null : options.services!, row.line)}, id ${id}`, code, place, message)
  }
  await writeOut(textOf(rules, settled, options))
  tellCounts(settled, stays, services)
  if (stays.rows.length === 0) process.exitCode = 1
}

const HEADER =
  'id,institution,person,package,days,leaveDays,units,grossYuan,overLimitYuan,overCapYuan,separateYuan,totalYuan,fundYuan,providerYuan,how\n'

function textOf(rules: PerDiemRules, { payments, results }: PerDiem, { json, totals }: PerDiemOptions): string {
  if (totals && json) return results.map((one) => `${JSON.stringify(one)}\n`).join('')
  if (totals) return csvOf(resultsTable(results))
  if (json) return payments.map((one) => `${JSON.stringify(paymentToJson(rules, one))}\n`).join('')
  return HEADER + payments.map(paymentLine).join('')
}

function paymentLine(one: StayPayment): string {
  const { stay, units, services } = one
  const isDays = units === null
  const amounts = [
    one.gross,
    one.overLimit,
    one.overCap,
    services.separate,
    one.total,
    one.fundShare,
    one.providerShare,
  ]
  const fields = [
    stay.id,
    stay.institutionId,
    stay.personId,
    stay.care.code,
    isDays ? String(stay.days.length) : '',
    isDays ? String(stay.leave.size) : '',
    isDays ? '' : ratioText(units.quantity),
    ...amounts.map(formatYuan),
    explainPayment(one),
  ]
  return `${fields.map(csvField).join(',')}\n`
}

function tellCounts({ payments, results, refused }: PerDiem, stays: Rows, services: Rows): void {
  for (const [table, { rows, malformed }] of [
    ['stays', stays],
    ['services', services],
  ] as const) {
    const no = refused.filter((one) => one.table === table).length
    if (table === 'stays' || rows.length + malformed > 0)
      process.stderr.write(
        `${table}: ${rows.length + malformed} rows, ${rows.length - no} counted, ${no + malformed} refused\n`,
      )
  }
  const [total, fund] = [sum(results.map((one) => one.total)), sum(results.map((one) => one.fundShare))]
  process.stderr.write(`${payments.length} payments: total ${formatYuan(total)}, fund ${formatYuan(fund)}\n`)
}
