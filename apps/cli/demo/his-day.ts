import { type Fen, fen } from '@medsettle/money'
import { addDays, startOfChinaDay } from '../../../domain/identity/clock.ts'
import type { HisRecord } from '../../../domain/reconciliation/match-his.ts'
import type { DemoHospital } from './open-demo.ts'

/** What the HIS believes of the day: it listened to the events that its webhook was sent, and to nothing else. */
export async function readHisDay(hospital: DemoHospital, date: string): Promise<HisRecord[]> {
  const rows = await hospital.platform.databases.asPlatform().query<{ topic: string; bill: string; fen: Fen }>(
    `select e.topic, b.his_bill_no as bill, coalesce((e.payload->>'amountFen')::bigint, (e.payload->>'totalFen')::bigint) as fen
       from medsettle.event e
       join medsettle.payment_order o on o.region_id = e.region_id and o.order_id = e.order_id
       join medsettle.bill b on b.region_id = o.region_id and b.bill_id = o.bill_id
      where e.institution_id = $1 and e.topic in ('order.paid', 'refund.done') and e.happened_at >= $2 and e.happened_at < $3`,
    [hospital.institution.institutionId, startOfChinaDay(date), startOfChinaDay(addDays(date, 1))],
  )
  const refunds = new Map<string, number>()
  for (const row of rows) if (row.topic === 'refund.done') refunds.set(row.bill, (refunds.get(row.bill) ?? 0) + row.fen)
  return [
    ...rows
      .filter((row) => row.topic === 'order.paid')
      .map((row) => ({ hisBillNo: row.bill, kind: 'payment' as const, amount: row.fen })),
    ...[...refunds].map(([hisBillNo, amount]) => ({ hisBillNo, kind: 'refund' as const, amount: fen(amount) })),
  ]
}
