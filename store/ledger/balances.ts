import { ACCOUNT_PATH, type AccountStatus, type Limited } from '../../domain/ledger/account-state.ts'
import type { Database } from '../database.ts'
import { accountRefusal } from './account-refusal.ts'

export type AccountKind = 'asset' | 'liability' | 'income' | 'expense'

/** Which moment is asked for: neither, now; both, what was known at `at` of the day `asOf`. */
export interface Moment {
  /** instant of booking time (ISO text keeps microseconds): what had been booked by then, that instant included */
  readonly at?: Date | string
  /** China date: everything that belongs to this date or an earlier one, whenever it was booked */
  readonly asOf?: string
}

/** Totals in fen. */
export interface Balance {
  readonly path: string
  readonly kind: AccountKind
  readonly limited: Limited
  readonly status: AccountStatus
  /** decimal places of the account's unit; 2: amounts are fen of yuan */
  readonly scale: number
  readonly debits: number
  readonly credits: number
  /** on the natural side: debits − credits of an asset or expense, credits − debits of a liability or income */
  readonly balance: number
  /** reserved; null as of a date: a reservation has been moved on no date */
  readonly debitsPending: number | null
  readonly creditsPending: number | null
}

export interface TreeTotal {
  /** beginning of the paths that are added up, e.g. `asset/receivable` */
  readonly path: string
  readonly kind: AccountKind
  /** decimal places of the accounts' unit; branches of different units are not added up */
  readonly scale: number
  readonly accounts: number
  readonly debits: number
  readonly credits: number
  readonly balance: number
}

export interface TrialBalanceAt {
  readonly accounts: readonly Balance[]
  readonly debits: number
  readonly credits: number
  /** debits − credits: 0 or the books are broken */
  readonly difference: number
}

/** @throws RefusalError ACCOUNT_PATH_MALFORMED, ACCOUNT_NOT_FOUND */
export async function readBalance(
  database: Database,
  where: Moment & { readonly institutionId: string; readonly path: string },
): Promise<Balance> {
  if (where.path.length > 200 || !ACCOUNT_PATH.test(where.path))
    throw accountRefusal('ACCOUNT_PATH_MALFORMED', where.path)
  const [balance] = await query(database, where, { condition: 'a.path = $4', value: where.path, openByThen: false })
  if (!balance) throw accountRefusal('ACCOUNT_NOT_FOUND', where.path)
  return balance
}

/**
 * The accounts at or below a path, in the order of paths; '' is every account. `asset/receivable` takes
 * `asset/receivable/alipay`, not `asset/receivables`.
 */
export function readBalances(
  database: Database,
  where: Moment & { readonly institutionId: string; readonly prefix?: string },
): Promise<Balance[]> {
  const prefix = where.prefix ?? ''
  return query(database, where, {
    condition: `($4 = '' or a.path = $4 or starts_with(a.path, $4 || '/'))`,
    value: prefix,
    openByThen: true,
  })
}

/** Every account that was open at the moment asked for. */
export async function readTrialBalanceAt(
  database: Database,
  where: Moment & { readonly institutionId: string },
): Promise<TrialBalanceAt> {
  const accounts = await readBalances(database, where)
  const debits = exactSum(accounts, (one) => one.debits)
  const credits = exactSum(accounts, (one) => one.credits)
  return { accounts, debits, credits, difference: debits - credits }
}

/** Totals of every branch of the tree at or below a path, parents before children. */
export async function readTreeTotals(
  database: Database,
  where: Moment & { readonly institutionId: string; readonly prefix?: string },
): Promise<TreeTotal[]> {
  const branches = new Map<string, TreeTotal>()
  const depth = where.prefix ? where.prefix.split('/').length : 1
  for (const one of await readBalances(database, where)) {
    const words = one.path.split('/')
    for (let length = depth; length <= words.length; length++) {
      const path = words.slice(0, length).join('/')
      const key = `${path} ${one.scale}`
      const { kind, scale } = one
      const so = branches.get(key) ?? { path, kind, scale, accounts: 0, debits: 0, credits: 0, balance: 0 }
      branches.set(key, {
        ...so,
        accounts: so.accounts + 1,
        debits: exact(so.debits + one.debits),
        credits: exact(so.credits + one.credits),
        balance: exact(so.balance + one.balance),
      })
    }
  }
  return [...branches.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.scale - b.scale))
}

type Row = Omit<Balance, 'balance'> & Record<string, unknown>
interface Which {
  readonly condition: string
  readonly value: string
  readonly openByThen: boolean
}

async function query(
  database: Database,
  { institutionId, at, asOf }: Moment & { readonly institutionId: string },
  { condition, value, openByThen }: Which,
): Promise<Balance[]> {
  const now = at === undefined && asOf === undefined
  const rows = await database.query<Row>(
    `select a.path, a.kind, a.scale, s.limited, s.status, ${now ? NOW : AT} where a.institution_id = $1 and ${condition}
     ${now ? 'and $2::timestamptz is null and $3::date is null' : openByThen ? OPEN_BY_THEN : ''} order by a.path collate "C"`,
    [institutionId, at ?? null, asOf ?? null, value],
  )
  return rows.map((row) => ({ ...row, balance: natural(row) }))
}

/** The balance on the side on which accounts of this kind grow. */
export const natural = (one: { readonly kind: AccountKind; readonly debits: number; readonly credits: number }) =>
  one.kind === 'asset' || one.kind === 'expense' ? one.debits - one.credits : one.credits - one.debits

const NOW = `s.debits_fen as debits, s.credits_fen as credits, s.debits_pending_fen as "debitsPending",
  s.credits_pending_fen as "creditsPending"
  from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id`

/**
 * How an account stood at an instant is in its last posting until then. As of a date it is that of the end of the date (or of
 * the instant, when that is earlier), with what was booked later but belongs to it, and without what was booked by then but
 * belongs to a later one; both are postings whose date is another than their booking date, which have an index of their own.
 */
const AT = `coalesce(p.debits_after_fen, 0) + coalesce(later.debits, 0) - coalesce(early.debits, 0) as debits,
  coalesce(p.credits_after_fen, 0) + coalesce(later.credits, 0) - coalesce(early.credits, 0) as credits,
  case when $3::date is null then coalesce(p.debits_pending_after_fen, 0) end as "debitsPending",
  case when $3::date is null then coalesce(p.credits_pending_after_fen, 0) end as "creditsPending"
  from (select m.until, medsettle.last_batch_at(m.until) as batch from (select least(coalesce($2::timestamptz, 'infinity'),
    coalesce((($3::date + 1)::timestamp at time zone 'Asia/Shanghai') - interval '1 microsecond', 'infinity')) as until) m) t
  cross join medsettle.account a
  join medsettle.account_state s on s.account_id = a.account_id
  left join lateral (
    select * from medsettle.posting p where p.account_id = a.account_id and p.batch_no <= t.batch and p.booked_at <= t.until
    order by p.batch_no desc limit 1) p on true
  left join lateral (
    select sum(o.debits_fen)::bigint as debits, sum(o.credits_fen)::bigint as credits from medsettle.posting o
    where o.account_id = a.account_id and o.effective_date <> o.booked_date and o.effective_date <= $3::date
      and o.booked_at > t.until and o.booked_at <= coalesce($2::timestamptz, 'infinity')) later on true
  left join lateral (
    select sum(o.debits_fen)::bigint as debits, sum(o.credits_fen)::bigint as credits from medsettle.posting o
    where o.account_id = a.account_id and o.effective_date <> o.booked_date and o.effective_date > $3::date
      and o.booked_at <= t.until) early on true`

/** as of a date, an account opened later may hold what was booked back to it */
const OPEN_BY_THEN = `and a.opened_at <= coalesce($2::timestamptz, 'infinity')
  and ($3::date is null or a.opened_at <= t.until or later.debits is not null)`

const exactSum = (accounts: readonly Balance[], pick: (one: Balance) => number): number =>
  accounts.reduce((sum, one) => exact(sum + pick(one)), 0)

function exact(value: number): number {
  if (!Number.isSafeInteger(value))
    throw new RangeError(`a sum of totals, ${value} fen, is more than can be held exactly`)
  return value
}
