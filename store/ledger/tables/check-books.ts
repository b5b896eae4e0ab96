import type { Database } from '../../database.ts'

/** Each finds books that contradict themselves; none looks at what the ledger remembers or decided. */
const CHECKS: Readonly<Record<string, string>> = {
  'debits and credits of all accounts differ': `
    select institution_id, sum(debits_fen) as debits, sum(credits_fen) as credits, sum(debits_pending_fen) as held_debits,
      sum(credits_pending_fen) as held_credits
    from medsettle.account_state where ONLY group by institution_id
    having sum(debits_fen) <> sum(credits_fen) or sum(debits_pending_fen) <> sum(credits_pending_fen)`,

  'totals are not the sum of the transfers': `
    with own as (select * from medsettle.transfer where ONLY),
    legs as (
      select debit_account as account_id, true as is_debit, kind, amount_fen, released_fen from own
      union all select credit_account, false, kind, amount_fen, released_fen from own),
    moved as (
      select account_id, is_debit, case when kind in ('posted', 'post', 'reversal') then amount_fen else 0 end as booked,
        case kind when 'pending' then amount_fen when 'post' then -released_fen when 'void' then -released_fen else 0 end as held
      from legs),
    summed as (
      select account_id, coalesce(sum(booked) filter (where is_debit), 0) as debits,
        coalesce(sum(booked) filter (where not is_debit), 0) as credits,
        coalesce(sum(held) filter (where is_debit), 0) as held_debits,
        coalesce(sum(held) filter (where not is_debit), 0) as held_credits
      from moved group by account_id)
    select s.institution_id, s.account_id from medsettle.account_state s left join summed m using (account_id)
    where ONLY and (s.debits_fen, s.credits_fen, s.debits_pending_fen, s.credits_pending_fen)
      is distinct from (coalesce(m.debits, 0)::int8, coalesce(m.credits, 0)::int8, coalesce(m.held_debits, 0)::int8,
        coalesce(m.held_credits, 0)::int8)`,

  'a posting does not say how the account stood after it': `
    with own as (
      select *, sum(debits_fen) over upto as debits, sum(credits_fen) over upto as credits from medsettle.posting where ONLY
      window upto as (partition by account_id order by batch_no range unbounded preceding))
    select institution_id, account_id, batch_no from own where debits <> debits_after_fen or credits <> credits_after_fen`,

  'the last posting does not say how the account stands': `
    with last as (
      select distinct on (account_id) * from medsettle.posting where ONLY order by account_id, batch_no desc)
    select s.institution_id, s.account_id from medsettle.account_state s join last l using (account_id)
    where (s.debits_fen, s.credits_fen, s.debits_pending_fen, s.credits_pending_fen) is distinct from
      (l.debits_after_fen, l.credits_after_fen, l.debits_pending_after_fen, l.credits_pending_after_fen)`,

  'a posting names other transfers than those that touch the account': `
    with told as (
      select institution_id, account_id, batch_no * 8192 + at.position as booking_no, effective_date
      from medsettle.posting, unnest(positions) as at(position) where ONLY),
    own as (select * from medsettle.transfer where ONLY),
    true_legs as (
      select institution_id, debit_account as account_id, booking_no, effective_date from own
      union all select institution_id, credit_account, booking_no, effective_date from own)
    (select * from told except all select * from true_legs) union all (select * from true_legs except all select * from told)`,

  'a transfer was taken back by more than it moved': `
    select o.institution_id, o.transfer_id from medsettle.transfer o
    join (select region_id, reverses_id, sum(amount_fen) as back from medsettle.transfer where ONLY and kind = 'reversal'
      group by region_id, reverses_id) r on r.region_id = o.region_id and r.reverses_id = o.transfer_id
    where r.back > o.amount_fen`,

  'a reservation with a time limit is on the list without need, or is missing from it': `
    with own as (select * from medsettle.transfer where ONLY),
    waiting as (
      select institution_id, transfer_id, expires_at from own p where kind = 'pending' and expires_at is not null
        and not exists (select from own a where a.pending_id = p.transfer_id and a.region_id = p.region_id)),
    listed as (select institution_id, transfer_id, expires_at from medsettle.pending_timeout where ONLY)
    (select * from waiting except select * from listed) union all (select * from listed except select * from waiting)`,

  'a limit is broken': `
    select institution_id, account_id from medsettle.account_state where ONLY and (
      limited = 'debits' and debits_fen + debits_pending_fen > credits_fen
      or limited = 'credits' and credits_fen + credits_pending_fen > debits_fen
      or least(debits_fen, credits_fen, debits_pending_fen, credits_pending_fen) < 0)`,

  'an id has been booked and refused': `
    select r.institution_id, r.transfer_id from medsettle.refused_transfer r join medsettle.transfer t using (region_id, transfer_id)
    where t.institution_id = r.institution_id`,

  'a batch is sealed over other transfers': `
    with own as (
      select t.institution_id, t.booking_no / 8192 as batch_no,
        string_agg(medsettle.seal_text(t), E'\\n' order by t.booking_no) as text, count(*) as transfers
      from medsettle.transfer t where ONLY group by 1, 2)
    select own.institution_id, own.batch_no from own left join medsettle.ledger_batch b using (batch_no)
    where b.digest is distinct from sha256(convert_to(own.text, 'UTF8')) or b.transfers <> own.transfers`,
}

/** What is wrong with the books, in words; empty when they hold. Sums are made in SQL from the transfers. @param institutionId all when left out */
export async function faultsOfBooks(database: Database, institutionId: string | null = null): Promise<string[]> {
  const faults: string[] = []
  for (const [fault, sql] of Object.entries(CHECKS)) {
    const text = `select * from (${sql.replaceAll('ONLY', '($1::text is null or institution_id = $1)')}) as found
      where $1::text is null or institution_id = $1 limit 3`
    const rows = await database.query(text, [institutionId])
    if (rows.length > 0) faults.push(`${fault}: ${JSON.stringify(rows)}`)
  }
  return faults
}
