import { ACCOUNT_PATH, type AccountStatus, type Limited } from '../../domain/ledger/account-state.ts'
import type { Database } from '../database.ts'
import { accountRefusal } from './account-refusal.ts'
import type { BooksOf } from './load-books.ts'

/** What an account may do after an act, and whether the act had been done before. */
export interface AccountAnswer {
  readonly path: string
  readonly limited: Limited
  readonly status: AccountStatus
  /** decimal places of the currency's unit; 2: amounts are fen of yuan */
  readonly scale: number
  readonly replayed: boolean
}

export interface OpeningTerms {
  readonly path: string
  readonly limited?: Limited
  readonly scale?: number
}

/** An act on an account. With an id it is done once: sent again, it answers as the first time and changes nothing. */
export interface ActOn {
  readonly path: string
  readonly actId?: string
}

/**
 * Opens an account; opening it again on the terms it was opened on is the same answer, whatever was done to it since.
 * @throws RefusalError ACCOUNT_TERMS_DIFFER when it was opened on others, ACCOUNT_*_MALFORMED, _UNKNOWN, _INVALID
 */
export async function openAccount(database: Database, books: BooksOf, terms: OpeningTerms): Promise<AccountAnswer> {
  const { path, limited = 'none', scale = 2 } = terms
  checkPath(path)
  checkLimited(path, limited)
  if (!Number.isInteger(scale) || scale < 0 || scale > 6) throw accountRefusal('ACCOUNT_SCALE_INVALID', path)
  const [{ opened }] = (await database.query('select medsettle.open_accounts($1, $2, $3, $4, $5) as opened', [
    books.regionId,
    books.institutionId,
    [path],
    limited,
    scale,
  ])) as [{ opened: number }]
  const first = (await readAct(database, books, { path, termsNo: 0 }))!
  if (first.limited !== limited) throw accountRefusal('ACCOUNT_TERMS_DIFFER', path, 'limited')
  if (first.scale !== scale) throw accountRefusal('ACCOUNT_TERMS_DIFFER', path, 'scale')
  return { path, limited, status: 'open', scale, replayed: opened === 0 }
}

/** No transfer touches it any more. @throws RefusalError ACCOUNT_HAS_PENDING while reservations are open */
export const closeAccount = (database: Database, books: BooksOf, on: ActOn): Promise<AccountAnswer> =>
  change(database, books, { ...on, act: 'close', status: 'closed', limited: null })

/** Nothing is moved on it until it is unfrozen; what is reserved may be released. @throws RefusalError ACCOUNT_CLOSED */
export const freezeAccount = (database: Database, books: BooksOf, on: ActOn): Promise<AccountAnswer> =>
  change(database, books, { ...on, act: 'freeze', status: 'frozen', limited: null })

/** @throws RefusalError ACCOUNT_CLOSED */
export const unfreezeAccount = (database: Database, books: BooksOf, on: ActOn): Promise<AccountAnswer> =>
  change(database, books, { ...on, act: 'unfreeze', status: 'open', limited: null })

/** @throws RefusalError ACCOUNT_LIMIT_BROKEN when the totals, reservations included, are beyond it already; ACCOUNT_CLOSED */
export function setLimit(
  database: Database,
  books: BooksOf,
  on: ActOn & { readonly limited: Limited },
): Promise<AccountAnswer> {
  checkLimited(on.path, on.limited)
  return change(database, books, { ...on, act: 'limit', status: null })
}

interface Change extends ActOn {
  readonly act: 'close' | 'freeze' | 'unfreeze' | 'limit'
  /** null: as it is */
  readonly status: AccountStatus | null
  readonly limited: Limited | null
}

interface Account {
  readonly [column: string]: unknown
  readonly limited: Limited
  readonly status: AccountStatus
  readonly scale: number
  readonly reserved: boolean
}

/**
 * The row lock of account_state is what batches wait for too: a batch comes wholly before the act, or finds the new number of
 * the terms and is decided anew.
 */
async function change(database: Database, books: BooksOf, wish: Change): Promise<AccountAnswer> {
  checkPath(wish.path)
  if (wish.actId !== undefined && !/^[A-Za-z0-9._:/-]{1,100}$/.test(wish.actId))
    throw accountRefusal('ACT_ID_MALFORMED', wish.path)
  for (;;) {
    const before = await replayOf(database, books, wish)
    if (before) return before
    const [changed] = await attempt(database, books, wish)
    if (changed) return answerOf(wish.path, changed, false)
    const account = await readAccount(database, books, wish.path)
    if (!account) throw accountRefusal('ACCOUNT_NOT_FOUND', wish.path)
    if (stands(account, wish)) return answerOf(wish.path, account, true)
    if (account.status === 'closed') throw accountRefusal('ACCOUNT_CLOSED', wish.path)
    if (wish.act === 'close' && account.reserved) throw accountRefusal('ACCOUNT_HAS_PENDING', wish.path)
    // somebody changed it between the two looks: it can be done now
  }
}

const CHANGE = `with account as (
    select account_id, scale from medsettle.account where institution_id = $2 and region_id = $1 and path = $3),
  changed as (
    update medsettle.account_state s set terms_no = s.terms_no + 1, status = coalesce($4, s.status),
      limited = coalesce($5, s.limited)
    from account a where s.account_id = a.account_id and s.status <> 'closed'
      and (s.status, s.limited) is distinct from (coalesce($4, s.status), coalesce($5, s.limited))
      and ($4 is distinct from 'closed' or s.debits_pending_fen + s.credits_pending_fen = 0)
    returning s.account_id, s.terms_no, s.limited, s.status, a.scale),
  noted as (
    insert into medsettle.account_act (region_id, institution_id, account_id, terms_no, act, limited, act_id)
    select $1, $2, account_id, terms_no, $6, limited, $7 from changed)
  select limited, status, scale, false as reserved from changed`

async function attempt(database: Database, books: BooksOf, wish: Change): Promise<Account[]> {
  const { path, status, limited, act, actId } = wish
  try {
    const values = [books.regionId, books.institutionId, path, status, limited, act, actId ?? null]
    return await database.query<Account>(CHANGE, values)
  } catch (error) {
    const { constraint } = error as { constraint?: string }
    if (constraint === 'limit_holds') throw accountRefusal('ACCOUNT_LIMIT_BROKEN', path)
    // the same act was sent twice at once: the other one is done, look again
    if (constraint === 'account_act_once') return []
    throw error
  }
}

interface Act {
  readonly [column: string]: unknown
  readonly act: string
  readonly limited: Limited
  readonly scale: number
  readonly path: string
  readonly institutionId: string
}

const ACT = `select c.act, c.limited, a.scale, a.path, a.institution_id as "institutionId"
  from medsettle.account_act c join medsettle.account a on a.account_id = c.account_id`

async function readAct(
  database: Database,
  books: BooksOf,
  at: { readonly path: string; readonly termsNo: number },
): Promise<Act | undefined> {
  const where = 'where a.institution_id = $1 and a.path = $2 and c.terms_no = $3'
  return (await database.query<Act>(`${ACT} ${where}`, [books.institutionId, at.path, at.termsNo]))[0]
}

async function replayOf(database: Database, books: BooksOf, wish: Change): Promise<AccountAnswer | null> {
  if (wish.actId === undefined) return null
  const [act] = await database.query<Act>(`${ACT} where c.region_id = $1 and c.act_id = $2`, [
    books.regionId,
    wish.actId,
  ])
  if (!act) return null
  if (act.act !== wish.act) throw accountRefusal('ACT_ID_TAKEN', wish.path, 'do')
  if (act.path !== wish.path || act.institutionId !== books.institutionId)
    throw accountRefusal('ACT_ID_TAKEN', wish.path, 'path')
  if (wish.limited !== null && act.limited !== wish.limited) throw accountRefusal('ACT_ID_TAKEN', wish.path, 'limited')
  const status = wish.status ?? (await readAccount(database, books, wish.path))!.status
  return { path: wish.path, limited: act.limited, status, scale: act.scale, replayed: true }
}

const readAccount = async (database: Database, books: BooksOf, path: string): Promise<Account | undefined> =>
  (
    await database.query<Account>(
      `select s.limited, s.status, a.scale, s.debits_pending_fen + s.credits_pending_fen > 0 as reserved
       from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id
       where a.institution_id = $1 and a.region_id = $2 and a.path = $3`,
      [books.institutionId, books.regionId, path],
    )
  )[0]

const stands = (account: Account, { status, limited }: Change): boolean =>
  (status === null ? account.status !== 'closed' : account.status === status) &&
  (limited === null || account.limited === limited)

const answerOf = (path: string, { limited, status, scale }: Account, replayed: boolean): AccountAnswer => ({
  path,
  limited,
  status,
  scale,
  replayed,
})

function checkPath(path: string): void {
  if (path.length > 200 || !ACCOUNT_PATH.test(path)) throw accountRefusal('ACCOUNT_PATH_MALFORMED', path)
}

function checkLimited(path: string, limited: string): void {
  if (!['none', 'debits', 'credits'].includes(limited)) throw accountRefusal('ACCOUNT_LIMITED_UNKNOWN', path, limited)
}
