import type { BillFinding } from '../domain/bill/bill-refusal.ts'
import type { Database } from './database.ts'

export interface BillRemarks {
  readonly findings: readonly BillFinding[]
  readonly createdAt: string
}

/** What a person should look at in an accepted bill, and when it was taken in. */
export async function readBillFindings(database: Database, billId: string): Promise<BillRemarks | null> {
  const [row] = await database.query<{ findings: BillFinding[]; createdAt: string }>(
    `select findings, to_json(created_at) #>> '{}' as "createdAt" from medsettle.bill where bill_id = $1`,
    [billId],
  )
  return row ?? null
}
