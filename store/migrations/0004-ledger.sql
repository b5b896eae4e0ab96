-- The ledger, fast and whole: one row per transfer, one per touched account and batch, one per batch. Callers' transfers
-- are gathered and written together (store/ledger), so an account that everybody pays into is locked once per batch.
-- docs/decisions/0010-ledger-batches.md says why.

-- 1. What an account may do and what stands on it. The account itself (path, kind, owner) never changes.
alter table medsettle.account add column scale int not null default 2 check (scale between 0 and 6);

create table medsettle.account_state (
  account_id bigint primary key,
  region_id text not null,
  institution_id text not null,
  -- which side may never grow beyond the other
  limited text not null default 'none' check (limited in ('none', 'debits', 'credits')),
  status text not null default 'open' check (status in ('open', 'frozen', 'closed')),
  -- raised when the terms change; a batch decided on older terms is decided anew
  terms_no int not null default 0,
  -- raised by every batch; a batch that decided on a limited account's money must find it unmoved
  version bigint not null default 0,
  debits_fen bigint not null default 0,
  credits_fen bigint not null default 0,
  debits_pending_fen bigint not null default 0,
  credits_pending_fen bigint not null default 0,
  -- and no total, reservations included, leaves the safe integers, whatever an old memory believed
  constraint limit_holds check (debits_fen + debits_pending_fen <= 9007199254740991
    and credits_fen + credits_pending_fen <= 9007199254740991
    and case limited when 'debits' then debits_fen + debits_pending_fen <= credits_fen
    when 'credits' then credits_fen + credits_pending_fen <= debits_fen else true end)
) with (fillfactor = 50);

-- opening, closing, freezing: what was done to an account's terms, and when
create table medsettle.account_act (
  region_id text not null,
  institution_id text not null,
  account_id bigint not null,
  terms_no int not null,
  act text not null check (act in ('open', 'close', 'freeze', 'unfreeze', 'limit')),
  limited text not null,
  acted_at timestamptz not null default clock_timestamp(),
  primary key (account_id, terms_no)
);

-- 2. Transfers. A batch takes a number after it holds its accounts, so the booking order of an account is its commit order:
-- booking_no = batch_no * 8192 + position in the batch.
alter table medsettle.transfer disable trigger transfer_is_immutable;
alter table medsettle.transfer alter column booking_no drop identity;
update medsettle.transfer set booking_no = booking_no * 8192;
alter table medsettle.transfer enable trigger transfer_is_immutable;
alter table medsettle.transfer
  add column bill_id text,
  -- balancing: what was asked for at most; amount_fen is what the limits allowed
  add column asked_fen bigint,
  -- post, void: what the answered reservation held
  add column released_fen bigint,
  -- pending: how long it may stay unanswered, and the instant after which it can only be released
  add column timeout_ms bigint,
  add column expires_at timestamptz,
  add column metadata json,
  -- every constraint is read anew for every batch, so one says it all
  drop constraint transfer_kind_check,
  drop constraint transfer_check,
  drop constraint transfer_check1,
  drop constraint transfer_amount_fen_check,
  add constraint transfer_makes_sense check (amount_fen > 0 and debit_account <> credit_account and case kind
    when 'posted' then pending_id is null when 'pending' then pending_id is null when 'post' then pending_id is not null
    when 'void' then pending_id is not null when 'reversal' then reverses_id is not null else false end),
  drop constraint transfer_debit_account_fkey,
  drop constraint transfer_credit_account_fkey;
alter table medsettle.transfer
  -- ids are compared byte by byte, and the id, which differs, comes before the region, which does not; two institutions
  -- may use the same ids
  alter column region_id type text collate "C",
  alter column transfer_id type text collate "C",
  alter column pending_id type text collate "C",
  alter column reverses_id type text collate "C",
  alter column order_id type text collate "C",
  drop constraint transfer_pkey,
  add primary key (transfer_id, institution_id, region_id);
drop index medsettle.transfer_answers_once;
create unique index transfer_answers_once on medsettle.transfer (pending_id, institution_id, region_id)
  where pending_id is not null;
drop index medsettle.transfer_by_debit;
drop index medsettle.transfer_by_credit;
drop index medsettle.transfer_by_order;
create unique index transfer_in_booking_order on medsettle.transfer (booking_no);
create index transfer_by_order on medsettle.transfer (region_id, order_id) where order_id is not null;
create index transfer_reversals on medsettle.transfer (reverses_id, institution_id, region_id) where kind = 'reversal';

-- reservations with a time limit that nobody has answered yet
create table medsettle.pending_timeout (
  region_id text not null,
  institution_id text not null,
  transfer_id text not null,
  expires_at timestamptz not null,
  primary key (transfer_id, institution_id, region_id)
);
create index pending_timeout_due on medsettle.pending_timeout (institution_id, expires_at);

-- a refusal that depended on the state of the books is an answer too: the same id is told the same again
create table medsettle.refused_transfer (
  region_id text not null,
  institution_id text not null,
  transfer_id text not null,
  code text not null,
  message text not null,
  content jsonb not null,
  refused_at timestamptz not null default clock_timestamp(),
  primary key (transfer_id, institution_id, region_id)
);

-- 3. What a batch did to an account on an effective date, and how the account stood after it.
create table medsettle.posting (
  region_id text not null,
  institution_id text not null,
  account_id bigint not null,
  batch_no bigint not null,
  effective_date date not null,
  booked_at timestamptz not null,
  booked_date date not null,
  debits_fen bigint not null,
  credits_fen bigint not null,
  debits_after_fen bigint not null,
  credits_after_fen bigint not null,
  debits_pending_after_fen bigint not null,
  credits_pending_after_fen bigint not null,
  -- which transfers of the batch touch the account
  positions int2[] not null,
  primary key (account_id, batch_no, effective_date)
);
create index posting_of_another_day on medsettle.posting (account_id, effective_date) where effective_date <> booked_date;

-- 4. Chains: every writer seals its batches one after the other, so that a changed row is found.
create table medsettle.ledger_chain (
  chain_id text primary key,
  region_id text not null,
  institution_id text not null,
  batches bigint not null default 0,
  head bytea not null,
  opened_at timestamptz not null default clock_timestamp()
) with (fillfactor = 50);

create table medsettle.ledger_batch (
  batch_no bigint primary key,
  region_id text not null,
  institution_id text not null,
  chain_id text not null,
  chain_seq bigint not null,
  transfers int not null,
  digest bytea not null,
  hash bytea not null,
  booked_at timestamptz not null,
  unique (chain_id, chain_seq)
);
create index ledger_batch_by_time on medsettle.ledger_batch (booked_at);
create sequence medsettle.ledger_batch_no;

-- The text a transfer is sealed by; store/ledger/seal-text.ts writes the same.
create function medsettle.seal_text(t medsettle.transfer) returns text language sql immutable as $$
  select concat_ws('|', t.institution_id, t.transfer_id, t.kind, t.debit_account, t.credit_account, t.amount_fen, t.code,
    t.effective_date, coalesce(t.pending_id, ''), coalesce(t.reverses_id, ''), coalesce(t.order_id, ''),
    coalesce(t.attempt_id, ''), coalesce(t.refund_id, ''), coalesce(t.bill_id, ''), coalesce(t.asked_fen::text, ''),
    coalesce(t.released_fen::text, ''), coalesce(t.timeout_ms::text, ''),
    coalesce((extract(epoch from t.expires_at) * 1000)::bigint::text, ''), coalesce(t.metadata::text, ''))
$$;

create function medsettle.batch_hash(head bytea, batch_no bigint, booked_at timestamptz, digest bytea) returns bytea
language sql immutable as $$
  select sha256(head || convert_to(batch_no || '|' || (extract(epoch from booked_at) * 1000000)::bigint || '|', 'UTF8') || digest)
$$;

-- opens accounts that are not there yet, without limits; the money's road opens its own
create function medsettle.open_accounts(region text, institution text, paths text[], limited_by text default 'none',
  decimals int default 2) returns int language plpgsql as $$
declare opened int;
begin
  with fresh as (
    insert into medsettle.account (region_id, institution_id, path, scale)
      select region, institution, p, decimals from unnest(paths) p order by p
      on conflict do nothing returning account_id),
  stated as (
    insert into medsettle.account_state (account_id, region_id, institution_id, limited)
      select account_id, region, institution, limited_by from fresh)
  insert into medsettle.account_act (region_id, institution_id, account_id, terms_no, act, limited)
    select region, institution, account_id, 0, 'open', limited_by from fresh;
  get diagnostics opened = row_count;
  return opened;
end $$;

-- 5. Writes one batch: the steps of the money's road that came along, what it does to each account, its transfers, its seal.
-- LEDGER_STALE (40001): an account's terms changed, a limited account moved, or an id was answered, since the batch was decided.
create function medsettle.write_batch(
  region text, institution text, chain text, steps jsonb,
  a_id int8[], a_terms int4[], a_version int8[], a_needs int8[], a_debits int8[], a_credits int8[], a_debits_pending int8[], a_credits_pending int8[],
  p_account int8[], p_date date[], p_debits int8[], p_credits int8[], p_from int4[], p_to int4[], p_positions int2[],
  t_id text[], t_kind text[], t_debit int8[], t_credit int8[], t_amount int8[], t_code text[], t_date date[],
  t_pending text[], t_reverses text[], t_order text[], t_attempt text[], t_refund text[], t_bill text[],
  t_asked int8[], t_released int8[], t_timeout int8[], t_expires int8[], t_metadata text[],
  digest bytea, refused jsonb, out versions int4[], out batch_no int8, out chain_id text)
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan as $$
declare
  this_batch int8;
  this_time timestamptz;
  done int;
  too_much text;
begin
  if steps is not null then
    versions := array(select medsettle.apply_step(s.step) from jsonb_array_elements(steps) with ordinality s(step, no) order by s.no);
  end if;
  -- An id is refused or booked, never both, also when two writers are given it at once: whoever refuses waits for the batches
  -- under way, lets no other begin, and looks at what they wrote.
  if refused is not null then
    perform pg_advisory_xact_lock(hashtextextended('medsettle.refused_transfer ' || region, 0));
    if exists (select from jsonb_to_recordset(refused) as r("transferId" text)
               join medsettle.transfer t on t.region_id = region and t.transfer_id = r."transferId" and t.institution_id = institution)
      or exists (select from jsonb_to_recordset(refused) as r("transferId" text)
               join medsettle.refused_transfer k on k.region_id = region and k.transfer_id = r."transferId"
                 and k.institution_id = institution) then
      raise exception 'LEDGER_STALE: an id was answered while this batch was decided' using errcode = '40001';
    end if;
    insert into medsettle.refused_transfer (region_id, institution_id, transfer_id, code, message, content)
      select region, institution, r."transferId", r.code, r.message, r.content
      from jsonb_to_recordset(refused) as r("transferId" text, code text, message text, content jsonb)
      on conflict do nothing;
  elsif t_id is not null then
    perform pg_advisory_xact_lock_shared(hashtextextended('medsettle.refused_transfer ' || region, 0));
  end if;
  if t_id is null then return; end if;
  if exists (select from medsettle.refused_transfer k where k.region_id = region and k.transfer_id = any (t_id)
             and k.institution_id = institution) then
    raise exception 'LEDGER_STALE: a transfer of this batch was refused before' using errcode = '40001';
  end if;

  -- the accounts come in the order of their ids, so two batches never wait for each other crosswise
  update medsettle.account_state s set version = s.version + 1, debits_fen = s.debits_fen + u.debits,
      credits_fen = s.credits_fen + u.credits, debits_pending_fen = s.debits_pending_fen + u.debits_pending,
      credits_pending_fen = s.credits_pending_fen + u.credits_pending
    from unnest(a_id, a_terms, a_version, a_needs, a_debits, a_credits, a_debits_pending, a_credits_pending)
      as u(id, terms, version, needs, debits, credits, debits_pending, credits_pending)
    where s.account_id = u.id and s.terms_no = u.terms and (u.version < 0 or s.version = u.version)
      -- the most that the batch takes from the account before it gives back
      and case s.limited when 'debits' then s.credits_fen - s.debits_fen - s.debits_pending_fen >= u.needs
        when 'credits' then s.debits_fen - s.credits_fen - s.credits_pending_fen >= u.needs else true end;
  get diagnostics done = row_count;
  if done <> cardinality(a_id) then
    raise exception 'LEDGER_STALE: an account changed while this batch was decided' using errcode = '40001';
  end if;

  this_batch := nextval('medsettle.ledger_batch_no');
  this_time := clock_timestamp();
  insert into medsettle.posting (region_id, institution_id, account_id, batch_no, effective_date, booked_at, booked_date,
      debits_fen, credits_fen, debits_after_fen, credits_after_fen, debits_pending_after_fen, credits_pending_after_fen, positions)
    select region, institution, u.account, this_batch, u.date, this_time, (this_time at time zone 'Asia/Shanghai')::date,
      u.debits, u.credits, s.debits_fen, s.credits_fen, s.debits_pending_fen, s.credits_pending_fen, p_positions[u.from_ : u.to_]
    from unnest(p_account, p_date, p_debits, p_credits, p_from, p_to) as u(account, date, debits, credits, from_, to_)
    join medsettle.account_state s on s.account_id = u.account;

  insert into medsettle.transfer (region_id, institution_id, transfer_id, booking_no, kind, debit_account, credit_account,
      amount_fen, code, effective_date, booked_at, pending_id, reverses_id, order_id, attempt_id, refund_id, bill_id, asked_fen,
      released_fen, timeout_ms, expires_at, metadata)
    select region, institution, u.id, this_batch * 8192 + u.no - 1, u.kind, u.debit, u.credit, u.amount, u.code, u.date, this_time,
      u.pending, u.reverses, u.order_, u.attempt, u.refund, u.bill, u.asked, u.released, u.timeout,
      timestamptz 'epoch' + u.expires * interval '1 millisecond', u.metadata::json
    from unnest(t_id, t_kind, t_debit, t_credit, t_amount, t_code, t_date, t_pending, t_reverses, t_order, t_attempt, t_refund,
      t_bill, t_asked, t_released, t_timeout, t_expires, t_metadata) with ordinality
      as u(id, kind, debit, credit, amount, code, date, pending, reverses, order_, attempt, refund, bill, asked, released,
      timeout, expires, metadata, no);

  if t_expires is not null then
    insert into medsettle.pending_timeout (region_id, institution_id, transfer_id, expires_at)
      select region, institution, u.id, timestamptz 'epoch' + u.expires * interval '1 millisecond'
      from unnest(t_id, t_expires) as u(id, expires) where u.expires is not null;
  end if;
  if t_pending is not null then
    delete from medsettle.pending_timeout p
      where p.region_id = region and p.institution_id = institution and p.transfer_id = any (t_pending);
  end if;
  if t_reverses is not null then
    -- both accounts are held, so no other batch reverses the same transfer now
    select o.transfer_id into too_much from medsettle.transfer o
      where o.region_id = region and o.institution_id = institution and o.transfer_id = any (t_reverses) and o.amount_fen <
        (select sum(r.amount_fen) from medsettle.transfer r
         where r.region_id = region and r.institution_id = institution and r.reverses_id = o.transfer_id and r.kind = 'reversal')
      limit 1;
    if found then
      raise exception 'LEDGER_STALE: % would be reversed by more than it moved', too_much using errcode = '40001';
    end if;
  end if;

  chain_id := chain;
  if chain is null then
    chain_id := gen_random_uuid()::text;
    insert into medsettle.ledger_chain as c (chain_id, region_id, institution_id, head)
      values (write_batch.chain_id, region, institution, sha256(convert_to(write_batch.chain_id, 'UTF8')));
  end if;
  with link as (
    update medsettle.ledger_chain c set batches = c.batches + 1,
        head = medsettle.batch_hash(c.head, this_batch, this_time, digest)
      where c.chain_id = write_batch.chain_id returning c.batches, c.head)
  insert into medsettle.ledger_batch (batch_no, region_id, institution_id, chain_id, chain_seq, transfers, digest, hash, booked_at)
    select this_batch, region, institution, write_batch.chain_id, link.batches, cardinality(t_id), digest, link.head, this_time
    from link;
  batch_no := this_batch;
end $$;

-- 6. One step of the money's road without its transfers, which go with the batch.
create function medsettle.apply_step(step jsonb) returns int
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan as $$
declare
  region text := step->>'region';
  institution text := step->>'institution';
  o jsonb := step->'order';
  found_version int;
begin
  if step ? 'notification' then
    insert into medsettle.notification (channel, notification_id, institution_id, attempt_id, received_at)
      values (step#>>'{notification,channel}', step#>>'{notification,notificationId}', institution,
              step#>>'{notification,attemptId}', (step#>>'{notification,receivedAt}')::timestamptz)
      on conflict do nothing;
  end if;

  if step ? 'bill' then
    insert into medsettle.bill (region_id, institution_id, bill_id, his_bill_no, charge_batch_no, business_date, patient_id,
        prescription_nos, total_fen, visit, lines, findings, sealed_person, content_hash, created_at)
      select region, institution, b."billId", b."hisBillNo", b."chargeBatchNo", b."businessDate", b."patientId",
        array(select jsonb_array_elements_text(b."prescriptionNos")), b.total, b.visit, b.lines, b.findings,
        decode(b."sealedPerson", 'base64'), decode(b."contentHash", 'base64'), b."createdAt"
      from jsonb_to_record(step->'bill') as b("billId" text, "hisBillNo" text, "chargeBatchNo" text, "businessDate" date,
        "patientId" text, "prescriptionNos" jsonb, total bigint, visit jsonb, lines jsonb, findings jsonb,
        "sealedPerson" text, "contentHash" text, "createdAt" timestamptz);
  end if;

  if step ? 'order' then
    if (step->>'expectedVersion')::int = 0 then
      insert into medsettle.payment_order (region_id, institution_id, order_id, bill_id, status, version, business_date,
          total_fen, pay_token_hash, expires_at, created_at, updated_at, state)
        values (region, institution, o->>'orderId', o->>'billId', o->>'status', 1, (o->>'businessDate')::date,
          (o->>'total')::bigint, decode(o->>'payTokenHash', 'base64'), (o->>'expiresAt')::timestamptz,
          (o->>'createdAt')::timestamptz, (o->>'updatedAt')::timestamptz, o->'state');
    else
      update medsettle.payment_order set status = o->>'status', version = version + 1,
          updated_at = (o->>'updatedAt')::timestamptz, expires_at = (o->>'expiresAt')::timestamptz,
          -- only the parts of the state that this step changed are sent
          state = state || (o->'state')
        where region_id = region and order_id = o->>'orderId' and version = (step->>'expectedVersion')::int
        returning version into found_version;
      if not found then
        raise exception 'STALE_ORDER: order % changed while this step was prepared', o->>'orderId' using errcode = '40001';
      end if;
    end if;
  end if;

  if step ? 'attempts' then
    insert into medsettle.attempt (region_id, institution_id, attempt_id, order_id, refund_id, act, leg, channel,
        charge_attempt_id, amount_fen, status, channel_ref, channel_code, message, settled_at, created_at, next_check_at,
        checks, detail)
      select region, institution, a."attemptId", a."orderId", a."refundId", a.act, a.leg, a.channel, a."chargeAttemptId",
        a.amount, a.status, a."channelRef", a."channelCode", a.message, a."settledAt", a."createdAt", a."nextCheckAt",
        a.checks, a.detail
      from jsonb_to_recordset(step->'attempts') as a("attemptId" text, "orderId" text, "refundId" text, act text, leg text,
        channel text, "chargeAttemptId" text, amount bigint, status text, "channelRef" text, "channelCode" text, message text,
        "settledAt" timestamptz, "createdAt" timestamptz, "nextCheckAt" timestamptz, checks int, detail jsonb)
      on conflict (region_id, attempt_id) do update set status = excluded.status, amount_fen = excluded.amount_fen,
        channel_ref = coalesce(excluded.channel_ref, attempt.channel_ref), channel_code = excluded.channel_code,
        message = excluded.message, settled_at = coalesce(attempt.settled_at, excluded.settled_at),
        next_check_at = excluded.next_check_at, checks = excluded.checks, detail = excluded.detail
        where attempt.status <> 'settled' or excluded.status = 'settled';
    if exists (select from jsonb_to_recordset(step->'attempts') as a("attemptId" text, status text)
               join medsettle.attempt x on x.region_id = region and x.attempt_id = a."attemptId"
               where x.status = 'settled' and a.status <> 'settled') then
      raise exception 'ATTEMPT_FINAL: an attempt that took money cannot become anything else';
    end if;
  end if;

  if step ? 'refunds' then
    insert into medsettle.refund (region_id, institution_id, refund_id, order_id, amount_fen, status, reason, created_at, updated_at, state)
      select region, institution, r."refundId", r."orderId", r.amount, r.status, r.reason, r."createdAt", r."updatedAt", r.state
      from jsonb_to_recordset(step->'refunds') as r("refundId" text, "orderId" text, amount bigint, status text, reason text,
        "createdAt" timestamptz, "updatedAt" timestamptz, state jsonb)
      on conflict (region_id, refund_id) do update set status = excluded.status, updated_at = excluded.updated_at, state = excluded.state;
  end if;

  if step ? 'accumulator' then
    insert into medsettle.accumulator as a (region_id, person_key, insurance_type, year, deductible_fen, pooled_fund_fen)
      select region, decode(u."personKey", 'base64'), u."insuranceType", u.year, u.deductible, u."pooledFund"
      from jsonb_to_record(step->'accumulator') as u("personKey" text, "insuranceType" text, year int, deductible bigint, "pooledFund" bigint)
      on conflict (region_id, person_key, insurance_type, year) do update
        set deductible_fen = a.deductible_fen + excluded.deductible_fen,
            pooled_fund_fen = a.pooled_fund_fen + excluded.pooled_fund_fen;
  end if;

  if step ? 'workOrders' then
    insert into medsettle.work_order (region_id, institution_id, work_order_id, subject_key, cause, title, amount_fen, status,
        opened_at, due_at, detail)
      select region, institution, w."workOrderId", w."subjectKey", w.cause, w.title, w.amount, 'open', w."openedAt", w."dueAt",
        coalesce(w.detail, '{}')
      from jsonb_to_recordset(step->'workOrders') as w("workOrderId" text, "subjectKey" text, cause text, title text,
        amount bigint, "openedAt" timestamptz, "dueAt" timestamptz, detail jsonb)
      on conflict (institution_id, subject_key) do nothing;
  end if;

  if step ? 'events' then
    with said as (
      insert into medsettle.event (region_id, institution_id, event_id, topic, order_id, payload, happened_at)
        select region, institution, e."eventId", e.topic, e."orderId", e.payload, e."happenedAt"
        from jsonb_to_recordset(step->'events') as e("eventId" text, topic text, "orderId" text, payload jsonb, "happenedAt" timestamptz)
        on conflict do nothing
        returning event_id, topic, happened_at)
    insert into medsettle.webhook_delivery (region_id, institution_id, event_id, endpoint_id, next_try_at)
      select region, institution, said.event_id, w.endpoint_id, said.happened_at
      from said join medsettle.webhook_endpoint w on w.institution_id = institution and w.disabled_at is null
        and (said.topic = any (w.topics) or '*' = any (w.topics))
      on conflict do nothing;
  end if;

  return coalesce(found_version, 1);
end $$;

drop function medsettle.commit_step(jsonb);
drop function medsettle.post_transfers(text, text, jsonb);

-- 7. What was booked before there were batches: each transfer a batch of its own, in a chain of its own.
do $$
declare
  t medsettle.transfer;
  head bytea;
  digest bytea;
  seq int8 := 0;
begin
  insert into medsettle.account_state (account_id, region_id, institution_id)
    select account_id, region_id, institution_id from medsettle.account;
  insert into medsettle.account_act (region_id, institution_id, account_id, terms_no, act, limited, acted_at)
    select region_id, institution_id, account_id, 0, 'open', 'none', opened_at from medsettle.account;
  alter table medsettle.transfer disable trigger transfer_is_immutable;
  update medsettle.transfer a set released_fen = p.amount_fen from medsettle.transfer p
    where a.pending_id = p.transfer_id and a.region_id = p.region_id;
  alter table medsettle.transfer enable trigger transfer_is_immutable;
  for t in select * from medsettle.transfer order by booking_no loop
    if seq = 0 then
      head := sha256(convert_to('before', 'UTF8'));
      insert into medsettle.ledger_chain (chain_id, region_id, institution_id, head)
        values ('before', t.region_id, t.institution_id, head);
    end if;
    seq := seq + 1;
    digest := sha256(convert_to(medsettle.seal_text(t), 'UTF8'));
    head := medsettle.batch_hash(head, t.booking_no / 8192, t.booked_at, digest);
    insert into medsettle.ledger_batch (batch_no, region_id, institution_id, chain_id, chain_seq, transfers, digest, hash, booked_at)
      values (t.booking_no / 8192, t.region_id, t.institution_id, 'before', seq, 1, digest, head, t.booked_at);
    update medsettle.account_state s set version = s.version + 1,
        debits_fen = s.debits_fen + case when s.account_id = t.debit_account and t.kind in ('posted', 'post') then t.amount_fen else 0 end,
        credits_fen = s.credits_fen + case when s.account_id = t.credit_account and t.kind in ('posted', 'post') then t.amount_fen else 0 end,
        debits_pending_fen = s.debits_pending_fen + case when s.account_id <> t.debit_account then 0
          when t.kind = 'pending' then t.amount_fen else -coalesce(t.released_fen, 0) end,
        credits_pending_fen = s.credits_pending_fen + case when s.account_id <> t.credit_account then 0
          when t.kind = 'pending' then t.amount_fen else -coalesce(t.released_fen, 0) end
      where s.account_id in (t.debit_account, t.credit_account);
    insert into medsettle.posting (region_id, institution_id, account_id, batch_no, effective_date, booked_at, booked_date,
        debits_fen, credits_fen, debits_after_fen, credits_after_fen, debits_pending_after_fen, credits_pending_after_fen, positions)
      select t.region_id, t.institution_id, s.account_id, t.booking_no / 8192, t.effective_date, t.booked_at,
        (t.booked_at at time zone 'Asia/Shanghai')::date,
        case when s.account_id = t.debit_account and t.kind in ('posted', 'post') then t.amount_fen else 0 end,
        case when s.account_id = t.credit_account and t.kind in ('posted', 'post') then t.amount_fen else 0 end,
        s.debits_fen, s.credits_fen, s.debits_pending_fen, s.credits_pending_fen, '{0}'
      from medsettle.account_state s where s.account_id in (t.debit_account, t.credit_account);
  end loop;
  update medsettle.ledger_chain c set batches = seq, head = (select b.hash from medsettle.ledger_batch b
    where b.chain_id = 'before' order by b.chain_seq desc limit 1) where c.chain_id = 'before';
  perform setval('medsettle.ledger_batch_no', coalesce((select max(booking_no) / 8192 from medsettle.transfer), 0) + 1, false);
end $$;

-- 8. The stored totals, under the old name; `medsettle ledger verify` adds the transfers up and compares.
create or replace view medsettle.account_balance with (security_invoker = true) as
  select a.region_id, a.institution_id, a.account_id, a.path, a.kind, s.debits_fen, s.credits_fen, s.debits_pending_fen,
         s.credits_pending_fen
  from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id;

-- 9. Who may: batches are added, never changed; totals move only forward with a batch; terms are the worker's.
do $$
declare room text;
begin
  foreach room in array array['account_state', 'account_act', 'pending_timeout', 'refused_transfer', 'posting', 'ledger_chain',
    'ledger_batch'] loop
    execute format('grant select, insert on medsettle.%I to medsettle_api, medsettle_worker', room);
    execute format('alter table medsettle.%I enable row level security', room);
    execute format('create policy own_institution on medsettle.%I to medsettle_api
      using (institution_id = (select medsettle.current_institution()))
      with check (institution_id = (select medsettle.current_institution()))', room);
    execute format('create policy every_institution on medsettle.%I to medsettle_worker using (true) with check (true)', room);
  end loop;
  foreach room in array array['account_act', 'refused_transfer', 'posting', 'ledger_batch'] loop
    execute format('create trigger %I before update or delete on medsettle.%I
      for each row execute function medsettle.refuse_change()', room || '_is_immutable', room);
  end loop;
end $$;
grant update (version, debits_fen, credits_fen, debits_pending_fen, credits_pending_fen) on medsettle.account_state
  to medsettle_api, medsettle_worker;
grant update (limited, status, terms_no) on medsettle.account_state to medsettle_worker;
grant update (batches, head) on medsettle.ledger_chain to medsettle_api, medsettle_worker;
grant delete on medsettle.pending_timeout to medsettle_api, medsettle_worker;
grant usage on sequence medsettle.ledger_batch_no to medsettle_api, medsettle_worker;
grant execute on all functions in schema medsettle to medsettle_api, medsettle_worker;
