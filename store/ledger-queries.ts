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

/** Derived from the transfers at this moment; no balance is stored anywhere. */
export async function readTrialBalance(database: Database, institutionId: string): Promise<TrialBalance> {
  const accounts = await database.query<AccountBalance & Record<string, unknown>>(
    `select path, kind, debits_fen as debits, credits_fen as credits, debits_pending_fen as "debitsPending",
       credits_pending_fen as "creditsPending" from medsettle.account_balance where institution_id = $1 order by path`,
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

/** Transfers in booking order. `after` is the last booking number of the page before. */
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
  return database.query<BookedTransfer & Record<string, unknown>>(
    `select t.booking_no as "bookingNo", t.transfer_id as "transferId", t.kind, d.path as debit, c.path as credit,
       t.amount_fen as amount, t.code, t.order_id as "orderId", t.attempt_id as "attemptId",
       t.effective_date as "effectiveDate", t.booked_at as "bookedAt"
     from medsettle.transfer t
     join medsettle.account d on d.account_id = t.debit_account
     join medsettle.account c on c.account_id = t.credit_account
     where t.institution_id = $1 and t.booking_no > $2 and ($3::text is null or t.order_id = $3)
       and ($4::text is null or d.path = $4 or c.path = $4)
     order by t.booking_no limit $5`,
    [where.institutionId, where.after ?? 0, where.orderId ?? null, where.account ?? null, where.limit ?? 200],
  )
}
