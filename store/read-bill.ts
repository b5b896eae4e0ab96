import type { Bill } from '../domain/bill/bill.ts'
import type { Database } from './database.ts'
import type { Sealer } from './seal.ts'

interface BillRow {
  readonly [column: string]: unknown
  readonly bill: Omit<Bill, 'patient' | 'cover'>
  readonly sealed_person: Buffer
}

const BILL = `select jsonb_build_object('billId', b.bill_id, 'institutionId', b.institution_id, 'hisBillNo', b.his_bill_no,
  'chargeBatchNo', b.charge_batch_no, 'visit', b.visit, 'lines', b.lines, 'total', b.total_fen,
  'businessDate', b.business_date) as bill, b.sealed_person from medsettle.bill b`

/** The whole bill, its person unsealed: only for those who talk to the insurer or to the patient. */
export async function readBill(database: Database, sealer: Sealer, billId: string): Promise<Bill | null> {
  const [row] = await database.query<BillRow>(`${BILL} where b.bill_id = $1`, [billId])
  return row ? open(row, sealer) : null
}

export async function readBillByHisNo(
  database: Database,
  sealer: Sealer,
  where: { readonly institutionId: string; readonly hisBillNo: string },
): Promise<{ bill: Bill; contentHash: string } | null> {
  const [row] = await database.query<BillRow & { hash: string }>(
    BILL.replace(' as bill,', ` as bill, encode(b.content_hash, 'base64') as hash,`) +
      ' where b.institution_id = $1 and b.his_bill_no = $2',
    [where.institutionId, where.hisBillNo],
  )
  return row ? { bill: open(row, sealer), contentHash: row.hash } : null
}

function open(row: BillRow, sealer: Sealer): Bill {
  const person = JSON.parse(sealer.unseal(row.sealed_person, row.bill.billId)) as Pick<Bill, 'patient' | 'cover'>
  return { ...row.bill, ...person }
}

/** How many other bills with one of this bill's prescriptions are paid, or being paid. */
export async function countPaidPrescriptions(database: Database, billId: string): Promise<number> {
  const [row] = await database.query<{ paid: number }>(
    `select count(*)::int as paid from (
        select distinct other.region_id, other.bill_id from medsettle.bill_prescription own
          join medsettle.bill_prescription other on other.institution_id = own.institution_id
            and other.prescription_no = own.prescription_no and other.bill_id <> own.bill_id
          where own.bill_id = $1) b
      join medsettle.payment_order o on o.region_id = b.region_id and o.bill_id = b.bill_id
        and o.status in ('charging', 'paid', 'partlyRefunded')`,
    [billId],
  )
  return row!.paid
}
