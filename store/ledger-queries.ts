import type { Fen } from '@medsettle/money'
import type { Database } from './database.ts'

export interface AccountBalance {
  readonly path: string
  readonly kind: 'asset' | 'liability' | 'income' | 'expense'
  readonly debits: Fen
  readonly credits: Fen
  readonly debitsPending: Fen
  readonly creditsPending: Fen
}

export interface TrialBalance {
  readonly accounts: readonly AccountBalance[]
  readonly debits: Fen
  readonly credits: Fen
  /** debits − credits: 0 or the books are broken */
  readonly difference: Fen
}

/** From the totals that every batch leaves behind; `medsettle ledger verify` adds the transfers up and compares. */
export async function readTrialBalance(database: Database, institutionId: string): Promise<TrialBalance> {
  const accounts = await database.query<AccountBalance & Record<string, unknown>>(
    `select path, kind, debits_fen as debits, credits_fen as credits, debits_pending_fen as "debitsPending",
       credits_pending_fen as "creditsPending"
     from medsettle.account a join medsettle.account_state s using (account_id) where a.institution_id = $1 order by path`,
    [institutionId],
  )
  const total = (pick: (one: AccountBalance) => number): Fen => accounts.reduce((sum, one) => sum + pick(one), 0) as Fen
  const debits = total((one) => one.debits)
  const credits = total((one) => one.credits)
  return { accounts, debits, credits, difference: (debits - credits) as Fen }
}

export interface BookedTransfer {
  readonly bookingNo: number
  readonly transferId: string
  readonly kind: string
  readonly debit: string
  readonly credit: string
  readonly amount: Fen
  readonly code: string
  readonly orderId: string | null
  readonly attemptId: string | null
  readonly effectiveDate: string
  readonly bookedAt: string
}

/**
 * Transfers in booking order. `after` is the last booking number of the page before. Each question has a statement of its own,
 * because a condition that may be left out keeps a prepared plan from using an index.
 */
export function readTransfers(
  database: Database,
  where: {
    readonly institutionId: string
    readonly orderId?: string
    readonly account?: string
    readonly after?: number
    readonly limit?: number
  },
): Promise<BookedTransfer[]> {
  const { institutionId, orderId, account, after = 0, limit = 200 } = where
  const page = [institutionId, after, limit]
  if (orderId === undefined && account === undefined) return read(database, IN_ORDER, page)
  if (orderId === undefined) return read(database, OF_ACCOUNT, [...page, account])
  if (account === undefined) return read(database, OF_ORDER, [...page, orderId])
  return read(database, OF_ORDER_AND_ACCOUNT, [...page, orderId, account])
}

const read = (database: Database, text: string, values: readonly unknown[]): Promise<BookedTransfer[]> =>
  database.query<BookedTransfer & Record<string, unknown>>(text, values)

const select = (source: string): string => `select t.booking_no as "bookingNo", t.transfer_id as "transferId", t.kind,
    d.path as debit, c.path as credit, t.amount_fen as amount, t.code, t.order_id as "orderId", t.attempt_id as "attemptId",
    t.effective_date as "effectiveDate", t.booked_at as "bookedAt"
  from ${source}
  join medsettle.account d on d.account_id = t.debit_account
  join medsettle.account c on c.account_id = t.credit_account
  where t.institution_id = $1 and t.booking_no > $2`

const IN_ORDER = `${select('medsettle.transfer t')} order by t.booking_no limit $3`

/** An account's transfers are named by its postings: batch by batch, at these positions. */
const OF_ACCOUNT = `${select(`(
    select distinct p.batch_no * 8192 + n.position as booking_no from medsettle.account a
    -- the first batch may be one that the page before has read to its end
    cross join lateral (select distinct p.batch_no from medsettle.posting p
      where p.account_id = a.account_id and p.batch_no >= $2::int8 / 8192 order by p.batch_no limit $3 + 1) b
    join medsettle.posting p on p.account_id = a.account_id and p.batch_no = b.batch_no
    cross join lateral unnest(p.positions) n(position)
    where a.institution_id = $1 and a.path = $4 and p.batch_no * 8192 + n.position > $2
    order by 1 limit $3) x
  join medsettle.transfer t on t.booking_no = x.booking_no`)} order by t.booking_no limit $3`

/** with the region: it leads the key of every index of transfers */
const BY_ORDER = `(select region_id from medsettle.institution where institution_id = $1) i
  join medsettle.transfer t on t.region_id = i.region_id and t.order_id = $4`

const OF_ORDER = `${select(BY_ORDER)} order by t.booking_no limit $3`

const OF_ORDER_AND_ACCOUNT = `${select(BY_ORDER)} and (d.path = $5 or c.path = $5) order by t.booking_no limit $3`
