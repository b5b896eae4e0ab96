import { fen } from '@medsettle/money'
import type { InsuranceChannel, InsuranceLedgerRow } from '../channels/contract/channel.ts'
import type { StatementFile } from '../channels/contract/statement.ts'
import { readInsuredRows } from '../store/day-books.ts'
import type { DayClose } from './close-day.ts'
import type { World } from './world.ts'

/** The insurer compares: we hand in our rows (3201 totals, 3202 details) and get its view of them back. */
export async function fetchInsuranceStatements(
  world: World,
  day: DayClose,
  insurer: InsuranceChannel,
): Promise<StatementFile[]> {
  const where = { institutionId: day.institution.institutionId, date: day.date, channel: insurer.manifest.name }
  const rows: InsuranceLedgerRow[] = []
  for (const row of await readInsuredRows(world.store.database, where)) {
    const bill = await world.store.bill(row.billId)
    if (!bill?.cover) continue
    rows.push({
      settlementId: row.settlementId,
      insurerVisitId: row.insurerVisitId ?? '',
      personNo: bill.cover.personNo,
      insuranceType: bill.cover.insuranceType,
      total: fen(row.total),
      fundTotal: fen(row.adjudication.fundTotal),
      personalAccount: fen(row.adjudication.personalAccount),
      cash: fen(row.adjudication.cash),
      refund: row.refund,
    })
  }
  return insurer.reconcile(day.date, rows)
}
