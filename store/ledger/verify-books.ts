import type { Database } from '../database.ts'
import type { Note, Place } from './verify-finding.ts'

/** Accounts looked at by one statement. */
const ACCOUNTS = 5000

const OF = `'account ' || a.institution_id || ' ' || a.path`

/**
 * Totals, limits and terms of every account. An account's totals and its last posting are written by one transaction, so one
 * statement sees both or neither, whoever writes meanwhile. With each posting following from the one before it, the last one
 * is the sum of all.
 */
export async function checkAccounts(database: Database, note: Note): Promise<void> {
  for (let from = 0; ; ) {
    const [end] = await database.query<{ last: number | null; count: number }>(
      `select max(account_id) as last, count(*)::int as count from
        (select account_id from medsettle.account where account_id > $1 order by account_id limit ${ACCOUNTS}) a`,
      [from],
    )
    if (!end?.last) break
    const between = [from, end.last]
    note(await database.query<Place>(WITHOUT_STATE, between), 'ACCOUNT_WITHOUT_STATE')
    note(await database.query<Place>(STATE, between), 'STATE_DIFFERS')
    note(await database.query<Place>(LIMIT, between), 'STATE_LIMIT_BROKEN')
    note(await database.query<Place>(TERMS, between), 'TERMS_UNEXPLAINED')
    from = end.last
  }
}

const BETWEEN = 'a.account_id > $1 and a.account_id <= $2'

const WITHOUT_STATE = `select ${OF} as place, null as detail from medsettle.account a
  where ${BETWEEN} and not exists (select from medsettle.account_state s where s.account_id = a.account_id) order by a.account_id`

const STATE = `select ${OF} as place, 'debits ' || s.debits_fen || ' and ' || coalesce(p.debits_after_fen, 0) || '; credits '
    || s.credits_fen || ' and ' || coalesce(p.credits_after_fen, 0) || '; reserved ' || s.debits_pending_fen || ' and '
    || coalesce(p.debits_pending_after_fen, 0) || ', ' || s.credits_pending_fen || ' and '
    || coalesce(p.credits_pending_after_fen, 0) as detail
  from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id
  left join lateral (select * from medsettle.posting p where p.account_id = a.account_id order by p.batch_no desc limit 1) p on true
  where ${BETWEEN} and (s.debits_fen, s.credits_fen, s.debits_pending_fen, s.credits_pending_fen) is distinct from
    (coalesce(p.debits_after_fen, 0), coalesce(p.credits_after_fen, 0), coalesce(p.debits_pending_after_fen, 0),
     coalesce(p.credits_pending_after_fen, 0)) order by a.account_id`

const LIMIT = `select ${OF} as place, 'limit on ' || s.limited as detail
  from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id
  where ${BETWEEN} and case s.limited when 'debits' then s.debits_fen + s.debits_pending_fen > s.credits_fen
    when 'credits' then s.credits_fen + s.credits_pending_fen > s.debits_fen else false end order by a.account_id`

const TERMS = `select ${OF} as place, 'limited ' || s.limited || ', ' || s.status || ', ' || s.terms_no || ' acts; on record '
    || coalesce(c.limited || ', ' || c.status || ', ' || c.terms_no, 'none') as detail
  from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id
  left join lateral (select c.limited, c.terms_no, (select case o.act when 'close' then 'closed' when 'freeze' then 'frozen' else 'open' end
      from medsettle.account_act o where o.account_id = a.account_id and o.act <> 'limit' order by o.terms_no desc limit 1) as status
    from medsettle.account_act c where c.account_id = a.account_id order by c.terms_no desc limit 1) c on true
  where ${BETWEEN} and (s.limited, s.status, s.terms_no) is distinct from (c.limited, c.status, c.terms_no) order by a.account_id`

/** A chain and its last batch are written by one transaction too. */
export async function checkChainHeads(database: Database, note: Note): Promise<void> {
  const rows = await database.query<Place>(
    `select 'chain ' || c.chain_id as place, c.batches || ' batches, the last one is ' || coalesce(b.chain_seq, 0) as detail
     from medsettle.ledger_chain c
     left join lateral (select * from medsettle.ledger_batch b where b.chain_id = c.chain_id order by b.chain_seq desc limit 1) b on true
     where c.batches <> coalesce(b.chain_seq, 0) or c.head <> coalesce(b.hash, sha256(convert_to(c.chain_id, 'UTF8')))
     order by c.opened_at, c.chain_id`,
  )
  note(rows, 'CHAIN_HEAD_DIFFERS')
}

/** Σ debits = Σ credits, reservations included, in every institution. */
export async function checkInstitutions(database: Database, note: Note): Promise<void> {
  const rows = await database.query<Place>(
    `select 'institution ' || institution_id as place, 'debits ' || sum(debits_fen) || ', credits ' || sum(credits_fen)
         || '; reserved ' || sum(debits_pending_fen) || ' and ' || sum(credits_pending_fen) as detail
     from medsettle.account_state group by institution_id
     having sum(debits_fen) <> sum(credits_fen) or sum(debits_pending_fen) <> sum(credits_pending_fen) order by 1`,
  )
  note(rows, 'BOOKS_UNBALANCED')
}
