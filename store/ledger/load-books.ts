import type { AccountState } from '../../domain/ledger/account-state.ts'
import type { KeptRefusal, KnownTransfer, Row } from '../../domain/ledger/sheet.ts'
import type { Database } from '../database.ts'

/** Whose books: accounts and transfers belong to one institution of one region. */
export interface BooksOf {
  readonly regionId: string
  readonly institutionId: string
}

const STATE = `a.account_id as "accountId", a.path, a.scale, s.limited, s.status, s.terms_no as "termsNo", s.version,
  s.debits_fen as debits, s.credits_fen as credits, s.debits_pending_fen as "debitsPending",
  s.credits_pending_fen as "creditsPending"
  from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id`

export function loadAccounts(
  database: Database,
  books: BooksOf,
  by: { readonly paths: readonly string[]; readonly ids?: readonly number[] },
): Promise<AccountState[]> {
  return database.query<AccountState & Record<string, unknown>>(
    `select ${STATE} where a.institution_id = $1 and (a.path = any ($2) or a.account_id = any ($3))`,
    [books.institutionId, by.paths, by.ids ?? []],
  )
}

/** Opens what is not open yet, without limits; an account somebody else opened meanwhile is simply there. */
export async function openAccounts(database: Database, books: BooksOf, paths: readonly string[]): Promise<void> {
  await database.query('select medsettle.open_accounts($1, $2, $3)', [books.regionId, books.institutionId, paths])
}

interface TransferRow extends Record<string, unknown> {
  readonly row: Row
  readonly bookingNo: number
  readonly answer: KnownTransfer['answer']
  readonly reversed: number
}

/** What the books know of these ids: transfers with what became of them, and refusals that were kept. */
export async function loadTransfers(
  database: Database,
  books: BooksOf,
  ids: readonly string[],
): Promise<{ readonly transfers: KnownTransfer[]; readonly refusals: KeptRefusal[] }> {
  if (ids.length === 0) return { transfers: [], refusals: [] }
  const transfers = await database.query<TransferRow>(TRANSFERS, [books.regionId, ids, books.institutionId])
  const refusals = await database.query<KeptRefusal & Record<string, unknown>>(
    `select transfer_id as "transferId", code, message, content from medsettle.refused_transfer
     where region_id = $1 and transfer_id = any ($2) and institution_id = $3`,
    [books.regionId, ids, books.institutionId],
  )
  return { transfers, refusals }
}

const TRANSFERS = `select t.booking_no as "bookingNo",
    jsonb_build_object('transferId', t.transfer_id, 'kind', t.kind, 'debit', t.debit_account, 'credit', t.credit_account,
      'amount', t.amount_fen, 'code', t.code, 'effectiveDate', t.effective_date, 'pendingId', t.pending_id,
      'reversesId', t.reverses_id, 'orderId', t.order_id, 'attemptId', t.attempt_id, 'refundId', t.refund_id,
      'billId', t.bill_id, 'asked', t.asked_fen, 'released', t.released_fen, 'timeoutMs', t.timeout_ms,
      'expiresAt', (extract(epoch from t.expires_at) * 1000)::bigint, 'metadata', t.metadata::text) as row,
    case when t.kind = 'pending' then
      (select case when a.kind = 'post' then 'post' when a.code = 'expired' then 'expired' else 'void' end
       from medsettle.transfer a where a.region_id = t.region_id and a.institution_id = t.institution_id and a.pending_id = t.transfer_id) end as answer,
    case when t.kind in ('posted', 'post') then
      (select coalesce(sum(r.amount_fen), 0)::bigint from medsettle.transfer r
       where r.region_id = t.region_id and r.institution_id = t.institution_id and r.reverses_id = t.transfer_id and r.kind = 'reversal') else 0 end as reversed
  from medsettle.transfer t where t.region_id = $1 and t.transfer_id = any ($2) and t.institution_id = $3`

/** Reservations whose time is over and that nobody answered. */
export async function loadExpired(database: Database, books: BooksOf, now: Date, most: number): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `select transfer_id as id from medsettle.pending_timeout
     where institution_id = $1 and region_id = $2 and expires_at <= $3 order by expires_at limit $4`,
    [books.institutionId, books.regionId, now, most],
  )
  return rows.map((row) => row.id)
}
