import type { Bill } from '../domain/bill/bill.ts'
import { invariant } from '../domain/identity/refusal.ts'
import type { OrderFile } from '../domain/order/draft.ts'
import type { Step } from '../domain/order/step.ts'
import { commitStep } from './commit-step.ts'
import type { Database } from './database.ts'
import { type Institution, readInstitution } from './institution.ts'
import type { BooksOf } from './ledger/load-books.ts'
import { type Ledger, openLedger } from './ledger/open-ledger.ts'
import { countPaidPrescriptions, readBill, readBillByHisNo } from './read-bill.ts'
import { readOrder, readOrderByToken, readOrderOfAttempt, readOrderOfBill } from './read-order.ts'
import type { Sealer } from './seal.ts'

/** What the money's road reads and writes. One object per scope; every method is one round trip. */
export interface Store {
  readonly database: Database
  readonly sealer: Sealer
  commit(step: Step): Promise<number>
  order(orderId: string): Promise<OrderFile | null>
  orderOfAttempt(attemptId: string): Promise<OrderFile | null>
  orderByToken(tokenHash: string): Promise<OrderFile | null>
  orderOfBill(billId: string): Promise<OrderFile | null>
  bill(billId: string): Promise<Bill | null>
  billByHisNo(institutionId: string, hisBillNo: string): Promise<{ bill: Bill; contentHash: string } | null>
  countPaidPrescriptions(billId: string): Promise<number>
  accumulated(where: {
    regionId: string
    personKey: string
    insuranceType: string
    year: number
  }): Promise<{ deductible: number; pooled: number }>
  institution(institutionId: string): Promise<Institution | null>
  /** 0…9999, the last four digits of an insurer msgid; unique among all processes for any 9,900 in a row */
  messageNo(): Promise<number>
  /** order ids whose attempts are due, or that are open and have rested since `before` */
  dueOrders(now: Date, limit: number): Promise<string[]>
}

/** The one ledger of each institution in this process: what different scopes write at one moment is written together. */
export type LedgerBook = (books: BooksOf) => Ledger

/**
 * @param databaseOf under whose rights an institution's ledger writes
 * @param clock tells the ledger what day it is
 */
export function openLedgers(databaseOf: (institutionId: string) => Database, clock: { now(): Date }): LedgerBook {
  const ledgers = new Map<string, Ledger>()
  return (books) => {
    const ledger = ledgers.get(books.institutionId) ?? openLedger(databaseOf(books.institutionId), books, clock)
    ledgers.set(books.institutionId, ledger)
    return ledger
  }
}

/** What one institution's scope may write in: its own ledger, whatever a step says. */
export const ownLedgerOnly =
  (institutionId: string, ledgers: LedgerBook): LedgerBook =>
  (books) => {
    invariant(
      books.institutionId === institutionId,
      `${institutionId} would have written into the books of ${books.institutionId}`,
    )
    return ledgers(books)
  }

export function openStore(database: Database, sealer: Sealer, ledgers: LedgerBook): Store {
  return {
    database,
    sealer,
    commit: async (step) => commitStep(ledgers({ regionId: step.region, institutionId: step.institution }), step),
    order: (orderId) => readOrder(database, orderId),
    orderOfAttempt: (attemptId) => readOrderOfAttempt(database, attemptId),
    orderByToken: (tokenHash) => readOrderByToken(database, tokenHash),
    orderOfBill: (billId) => readOrderOfBill(database, billId),
    bill: (billId) => readBill(database, sealer, billId),
    billByHisNo: (institutionId, hisBillNo) => readBillByHisNo(database, sealer, { institutionId, hisBillNo }),
    countPaidPrescriptions: (billId) => countPaidPrescriptions(database, billId),
    accumulated: (where) => readAccumulated(database, where),
    institution: (institutionId) => readInstitution(database, institutionId),
    messageNo: messageNumbers(database),
    dueOrders: (now, limit) => readDueOrders(database, now, limit),
  }
}

function messageNumbers(database: Database): () => Promise<number> {
  let next = 0
  let end = 0
  let refill: Promise<void> | null = null
  const takeBlock = async (): Promise<void> => {
    const [row] = await database.query<{ block: number }>(`select nextval('medsettle.message_block')::int as block`)
    next = row!.block * 100
    end = next + 100
  }
  return async () => {
    while (next >= end) {
      refill ??= takeBlock().finally(() => {
        refill = null
      })
      await refill
    }
    return next++
  }
}

async function readAccumulated(
  database: Database,
  where: { regionId: string; personKey: string; insuranceType: string; year: number },
): Promise<{ deductible: number; pooled: number }> {
  const [row] = await database.query<{ deductible: number; pooled: number }>(
    `select deductible_fen as deductible, pooled_fund_fen as pooled from medsettle.accumulator
      where region_id = $1 and person_key = decode($2, 'base64') and insurance_type = $3 and year = $4`,
    [where.regionId, where.personKey, where.insuranceType, where.year],
  )
  return row ?? { deductible: 0, pooled: 0 }
}

/** A reversing or charging order whose last step left no open attempt behind (a crash between two steps) is due as well. */
async function readDueOrders(database: Database, now: Date, limit: number): Promise<string[]> {
  const rows = await database.query<{ order_id: string }>(
    `(select distinct order_id from medsettle.attempt
       where status in ('intent', 'pending', 'unknown') and next_check_at <= $1 limit $2)
     union
     (select order_id from medsettle.payment_order
       where (status in ('quoted', 'charging') and expires_at <= $1)
          or (status in ('charging', 'reversing') and updated_at <= $1::timestamptz - interval '20 seconds'
              and not exists (select from medsettle.attempt a where a.region_id = payment_order.region_id
                and a.order_id = payment_order.order_id and a.status in ('intent', 'pending', 'unknown')))
       limit $2)
     union
     (select r.order_id from medsettle.refund r where r.status = 'granted' and r.updated_at <= $1::timestamptz - interval '20 seconds'
       and not exists (select from medsettle.attempt a where a.region_id = r.region_id and a.refund_id = r.refund_id
         and a.status in ('intent', 'pending', 'unknown'))
       limit $2)`,
    [now.toISOString(), limit],
  )
  return rows.map((row) => row.order_id)
}
