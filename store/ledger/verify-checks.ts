import type { LedgerFindingCode } from './verify-finding.ts'

/** One statement over batches $1 … $2 that gives a row per finding. Seals come first, then sums, then the rules. */
export interface BatchCheck {
  readonly code: LedgerFindingCode
  readonly sql: string
}

const POSITIONS = 8192

/** Booking numbers of the range; the ends reach beyond every batch without leaving the numbers. */
const BOOKED = `t.booking_no between greatest($1::int8, -1000000000000000) * ${POSITIONS}
  and least($2::int8, 1000000000000000) * ${POSITIONS} + ${POSITIONS - 1}`

const TRANSFER = `'transfer ' || t.transfer_id`
const MOVED = `case when t.kind in ('posted', 'post', 'reversal') then t.amount_fen else 0 end`
const RESERVED = `case when t.kind = 'pending' then t.amount_fen else -coalesce(t.released_fen, 0) end`

/** What the range's transfers do to each account, one row per side. */
const SIDES = `sides as materialized (
  select t.booking_no / ${POSITIONS} as batch_no, (t.booking_no % ${POSITIONS})::int2 as position, t.effective_date, s.*
  from medsettle.transfer t cross join lateral (values
    (t.debit_account, ${MOVED}, 0::int8, ${RESERVED}, 0::int8),
    (t.credit_account, 0::int8, ${MOVED}, 0::int8, ${RESERVED})) s(account_id, debits, credits, debits_pending, credits_pending)
  where ${BOOKED})`

const SEALS: readonly BatchCheck[] = [
  {
    code: 'TRANSFER_WITHOUT_BATCH',
    sql: `select ${TRANSFER} as place, 'booking number ' || t.booking_no as detail from medsettle.transfer t
      where ${BOOKED} and not exists (select from medsettle.ledger_batch b where b.batch_no = t.booking_no / ${POSITIONS}
        and t.booking_no >= 0) order by t.booking_no`,
  },
  {
    code: 'BATCH_COUNT_DIFFERS',
    sql: `select 'batch ' || b.batch_no as place, 'sealed ' || b.transfers || ', there are ' || x.n
          || case when x.gaps then ', not at positions 0 and following' else '' end as detail
      from medsettle.ledger_batch b cross join lateral (
        select count(*) as n, count(*) > 0 and (min(t.booking_no) <> b.batch_no * ${POSITIONS}
          or max(t.booking_no) <> b.batch_no * ${POSITIONS} + count(*) - 1) as gaps
        from medsettle.transfer t
        where t.booking_no between b.batch_no * ${POSITIONS} and b.batch_no * ${POSITIONS} + ${POSITIONS - 1}) x
      where b.batch_no between $1 and $2 and (x.n <> b.transfers or x.gaps) order by b.batch_no`,
  },
  {
    code: 'BATCH_DIGEST_DIFFERS',
    sql: `select 'batch ' || b.batch_no as place, null as detail
      from medsettle.ledger_batch b cross join lateral (
        select sha256(convert_to(coalesce(string_agg(medsettle.seal_text(t), E'\\n' order by t.booking_no), ''), 'UTF8')) as digest
        from medsettle.transfer t
        where t.booking_no between b.batch_no * ${POSITIONS} and b.batch_no * ${POSITIONS} + ${POSITIONS - 1}) x
      where b.batch_no between $1 and $2 and x.digest <> b.digest order by b.batch_no`,
  },
  {
    code: 'BATCH_HASH_DIFFERS',
    sql: `select 'batch ' || b.batch_no as place, 'chain ' || b.chain_id || ', ' || b.chain_seq as detail
      from medsettle.ledger_batch b
      left join medsettle.ledger_batch p on p.chain_id = b.chain_id and p.chain_seq = b.chain_seq - 1
      where b.batch_no between $1 and $2 and (p.hash is not null or b.chain_seq = 1) and b.hash <> medsettle.batch_hash(
        coalesce(p.hash, sha256(convert_to(b.chain_id, 'UTF8'))), b.batch_no, b.booked_at, b.digest) order by b.batch_no`,
  },
  {
    code: 'CHAIN_BROKEN',
    sql: `select 'batch ' || b.batch_no as place, 'chain ' || b.chain_id || ', ' || b.chain_seq - 1 || ' is missing' as detail
      from medsettle.ledger_batch b
      where b.batch_no between $1 and $2 and b.chain_seq <> 1 and not exists (select from medsettle.ledger_batch p
        where p.chain_id = b.chain_id and p.chain_seq = b.chain_seq - 1) order by b.batch_no`,
  },
  {
    code: 'CHAIN_UNKNOWN',
    sql: `select 'batch ' || b.batch_no as place, 'chain ' || b.chain_id as detail from medsettle.ledger_batch b
      where b.batch_no between $1 and $2 and not exists (select from medsettle.ledger_chain c where c.chain_id = b.chain_id
        and c.institution_id = b.institution_id and c.region_id = b.region_id) order by b.batch_no`,
  },
  {
    code: 'TRANSFER_TIME_DIFFERS',
    sql: `select ${TRANSFER} as place, 'batch ' || b.batch_no as detail from medsettle.transfer t
      join medsettle.ledger_batch b on b.batch_no = t.booking_no / ${POSITIONS}
      where ${BOOKED} and (t.booked_at, t.region_id, t.institution_id) <> (b.booked_at, b.region_id, b.institution_id)
      order by t.booking_no`,
  },
]

const SUMS: readonly BatchCheck[] = [
  {
    code: 'TRANSFER_WITHOUT_ACCOUNT',
    sql: `select ${TRANSFER} as place, 'account ' || x.id as detail from medsettle.transfer t
      cross join lateral (values (t.debit_account), (t.credit_account)) x(id)
      where ${BOOKED} and not exists (select from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id
        where a.account_id = x.id and a.institution_id = t.institution_id and a.region_id = t.region_id) order by t.booking_no`,
  },
  {
    code: 'POSTING_DIFFERS',
    sql: `with ${SIDES},
      moved as (select account_id, batch_no, effective_date, sum(debits) as debits, sum(credits) as credits,
        array_agg(position order by position) as positions from sides group by account_id, batch_no, effective_date),
      posted as (select * from medsettle.posting p where p.batch_no between $1 and $2)
      select 'batch ' || coalesce(m.batch_no, p.batch_no) || ', account ' || coalesce(a.institution_id || ' ' || a.path, 'unknown')
          as place,
        case when p.account_id is null then 'no posting' when m.account_id is null then 'no transfer'
          when p.positions is distinct from m.positions then 'positions'
          when (p.debits_fen, p.credits_fen) is distinct from (m.debits::int8, m.credits::int8)
            then 'debits ' || p.debits_fen || ', transfers ' || m.debits || '; credits ' || p.credits_fen || ', transfers ' || m.credits
          else 'time or institution' end as detail
      from moved m full join posted p using (account_id, batch_no, effective_date)
      left join medsettle.ledger_batch b on b.batch_no = p.batch_no
      left join medsettle.account a on a.account_id = coalesce(m.account_id, p.account_id)
      where (p.debits_fen, p.credits_fen, p.positions) is distinct from (m.debits::int8, m.credits::int8, m.positions)
        or (p.booked_at, p.booked_date, p.institution_id, p.region_id) is distinct from
          (b.booked_at, (b.booked_at at time zone 'Asia/Shanghai')::date, b.institution_id, b.region_id)
      order by 1`,
  },
  {
    code: 'TOTALS_DIFFER',
    sql: `with ${SIDES},
      moved as (select account_id, batch_no, sum(debits) as d, sum(credits) as c, sum(debits_pending) as dp,
        sum(credits_pending) as cp from sides group by account_id, batch_no),
      after as (select p.account_id, p.batch_no, p.debits_after_fen as d, p.credits_after_fen as c, p.debits_pending_after_fen as dp,
          p.credits_pending_after_fen as cp from medsettle.posting p where p.batch_no between $1 and $2)
      select 'batch ' || f.batch_no || ', account ' || coalesce(a.institution_id || ' ' || a.path, 'unknown') as place,
        'debits ' || coalesce(b.d, 0) || ' + ' || coalesce(m.d, 0) || ' is not ' || f.d || ', or credits ' || coalesce(b.c, 0)
          || ' + ' || coalesce(m.c, 0) || ' is not ' || f.c || '; reserved ' || coalesce(b.dp, 0) || ' + ' || coalesce(m.dp, 0)
          || ', ' || f.dp || ' and ' || coalesce(b.cp, 0) || ' + ' || coalesce(m.cp, 0) || ', ' || f.cp as detail
      from (select distinct * from after) f
      left join moved m using (account_id, batch_no)
      left join lateral (select p.debits_after_fen as d, p.credits_after_fen as c, p.debits_pending_after_fen as dp,
          p.credits_pending_after_fen as cp from medsettle.posting p
        where p.account_id = f.account_id and p.batch_no < f.batch_no order by p.batch_no desc limit 1) b on true
      left join medsettle.account a on a.account_id = f.account_id
      where (f.d, f.c, f.dp, f.cp) is distinct from ((coalesce(b.d, 0) + coalesce(m.d, 0))::int8, (coalesce(b.c, 0) + coalesce(m.c, 0))::int8,
        (coalesce(b.dp, 0) + coalesce(m.dp, 0))::int8, (coalesce(b.cp, 0) + coalesce(m.cp, 0))::int8)
      order by f.batch_no`,
  },
]

const RULES: readonly BatchCheck[] = [
  {
    // the terms that were in force when the batch was booked: both were written under the account's row lock
    code: 'LIMIT_BROKEN',
    sql: `select 'batch ' || p.batch_no || ', account ' || a.institution_id || ' ' || a.path as place, 'limit on ' || l.limited as detail
      from (select distinct c.account_id from medsettle.account_act c where c.limited <> 'none') ever
      join medsettle.posting p on p.account_id = ever.account_id and p.batch_no between $1 and $2
      join medsettle.account a on a.account_id = p.account_id
      cross join lateral (select c.limited from medsettle.account_act c where c.account_id = p.account_id
        and c.acted_at <= p.booked_at order by c.terms_no desc limit 1) l
      where case l.limited when 'debits' then p.debits_after_fen + p.debits_pending_after_fen > p.credits_after_fen
        when 'credits' then p.credits_after_fen + p.credits_pending_after_fen > p.debits_after_fen else false end
      order by p.batch_no`,
  },
  {
    code: 'PENDING_ANSWER_WRONG',
    sql: `select ${TRANSFER} as place, 'reservation ' || coalesce(t.pending_id, '') as detail from medsettle.transfer t
      left join medsettle.transfer p on p.region_id = t.region_id and p.transfer_id = t.pending_id
      where ${BOOKED} and (t.kind in ('post', 'void') or t.pending_id is not null) and (p.transfer_id is null or p.kind <> 'pending'
        or t.kind not in ('post', 'void') or p.institution_id <> t.institution_id or p.booking_no >= t.booking_no
        or (p.debit_account, p.credit_account) <> (t.debit_account, t.credit_account)
        or t.released_fen is distinct from p.amount_fen or t.amount_fen > p.amount_fen
        or (t.kind = 'void' and t.amount_fen <> p.amount_fen)) order by t.booking_no`,
  },
  {
    code: 'PENDING_ANSWERED_TWICE',
    sql: `select ${TRANSFER} as place, 'also by ' || o.transfer_id as detail from medsettle.transfer t
      join medsettle.transfer o on o.region_id = t.region_id and o.pending_id = t.pending_id and o.booking_no < t.booking_no
      where ${BOOKED} and t.pending_id is not null order by t.booking_no`,
  },
  {
    code: 'PENDING_TIMEOUT_WRONG',
    sql: `select ${TRANSFER} as place, case when w.transfer_id is null then 'never released by itself' else 'answered already' end as detail
      from medsettle.transfer t
      left join medsettle.pending_timeout w on w.region_id = t.region_id and w.transfer_id = t.transfer_id
      left join medsettle.transfer x on x.region_id = t.region_id and x.pending_id = t.transfer_id
      where ${BOOKED} and t.kind = 'pending' and (t.expires_at is not null or w.transfer_id is not null)
        and ((x.transfer_id is null) <> (w.transfer_id is not null) or w.expires_at <> t.expires_at) order by t.booking_no`,
  },
  {
    code: 'REVERSAL_WRONG',
    sql: `select ${TRANSFER} as place, 'reverses ' || coalesce(t.reverses_id, '') as detail from medsettle.transfer t
      left join medsettle.transfer o on o.region_id = t.region_id and o.transfer_id = t.reverses_id
      where ${BOOKED} and t.kind = 'reversal' and (o.transfer_id is null or o.kind not in ('posted', 'post')
        or o.institution_id <> t.institution_id or o.booking_no >= t.booking_no
        or (o.debit_account, o.credit_account) <> (t.credit_account, t.debit_account)) order by t.booking_no`,
  },
  {
    code: 'REVERSED_TOO_MUCH',
    sql: `select 'transfer ' || o.transfer_id as place, 'moved ' || o.amount_fen || ', taken back ' || s.fen as detail
      from (select distinct t.region_id, t.reverses_id from medsettle.transfer t where ${BOOKED} and t.kind = 'reversal') r
      join medsettle.transfer o on o.region_id = r.region_id and o.transfer_id = r.reverses_id
      cross join lateral (select sum(x.amount_fen) as fen from medsettle.transfer x where x.region_id = r.region_id
        and x.reverses_id = r.reverses_id and x.kind = 'reversal') s
      where s.fen > o.amount_fen order by o.booking_no`,
  },
]

export const BATCH_CHECKS: readonly BatchCheck[] = [...SEALS, ...SUMS, ...RULES]
