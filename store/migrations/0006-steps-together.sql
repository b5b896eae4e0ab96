-- Steps of many callers in a handful of statements: each table is written once per batch, not once per step. The process
-- knows what each step writes, so it sends one JSON text per table (store/ledger/step-texts.ts).

drop function medsettle.write_batch(text, text, text, jsonb, int8[], int4[], int8[], int8[], int8[], int8[], int8[], int8[], int8[], date[], int8[], int8[], int4[], int4[], int2[], text[], text[], int8[], int8[], int8[], text[], date[], text[], text[], text[], text[], text[], text[], int8[], int8[], int8[], int8[], text[], bytea, jsonb);
drop function medsettle.apply_step(jsonb);

-- 1. The steps of one institution that came together. Two steps of one order never come together: the second finds its order
-- moved, as it would have found it alone.
-- errors (in the message): STALE_ORDER, ATTEMPT_FINAL
create function medsettle.apply_steps(region text, institution text, said text[]) returns void
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan as $$
declare
  wanted int;
  moved int;
begin
  if said[1] is not null then
    insert into medsettle.notification (channel, notification_id, institution_id, attempt_id, received_at)
      select n.channel, n."notificationId", institution, n."attemptId", n."receivedAt"
      from json_to_recordset(said[1]::json) as n(channel text, "notificationId" text, "attemptId" text, "receivedAt" timestamptz)
      on conflict do nothing;
  end if;

  if said[2] is not null then
    insert into medsettle.bill (region_id, institution_id, bill_id, his_bill_no, charge_batch_no, business_date, patient_id,
        prescription_nos, total_fen, visit, lines, findings, sealed_person, content_hash, created_at)
      select region, institution, b."billId", b."hisBillNo", b."chargeBatchNo", b."businessDate", b."patientId",
        array(select json_array_elements_text(b."prescriptionNos")), b.total, b.visit, b.lines, b.findings,
        decode(b."sealedPerson", 'base64'), decode(b."contentHash", 'base64'), b."createdAt"
      from json_to_recordset(said[2]::json) as b("billId" text, "hisBillNo" text, "chargeBatchNo" text, "businessDate" date,
        "patientId" text, "prescriptionNos" json, total bigint, visit jsonb, lines jsonb, findings jsonb,
        "sealedPerson" text, "contentHash" text, "createdAt" timestamptz);
  end if;

  if said[3] is not null then
    insert into medsettle.payment_order (region_id, institution_id, order_id, bill_id, status, version, business_date,
        total_fen, pay_token_hash, expires_at, created_at, updated_at, state)
      select region, institution, o."orderId", o."billId", o.status, 1, o."businessDate", o.total,
        decode(o."payTokenHash", 'base64'), o."expiresAt", o."createdAt", o."updatedAt", o.state
      from json_to_recordset(said[3]::json) as o("orderId" text, "billId" text, status text, "businessDate" date, total bigint,
        "payTokenHash" text, "expiresAt" timestamptz, "createdAt" timestamptz, "updatedAt" timestamptz, state jsonb);
  end if;

  if said[4] is not null then
    update medsettle.payment_order o set status = c.status, version = o.version + 1, updated_at = c."updatedAt",
        expires_at = c."expiresAt",
        -- only the parts of the state that the step changed are sent
        state = case when c.state = '{}' then o.state else o.state || c.state end
      from json_to_recordset(said[4]::json) as c("orderId" text, "expectedVersion" int, status text, "updatedAt" timestamptz,
        "expiresAt" timestamptz, state jsonb)
      where o.region_id = region and o.order_id = c."orderId" and o.version = c."expectedVersion";
    get diagnostics moved = row_count;
    wanted := json_array_length(said[4]::json);
    if moved <> wanted then
      raise exception 'STALE_ORDER: % of % orders changed while their steps were prepared', wanted - moved, wanted
        using errcode = '40001';
    end if;
  end if;

  if said[5] is not null then
    insert into medsettle.attempt (region_id, institution_id, attempt_id, order_id, refund_id, act, leg, channel,
        charge_attempt_id, amount_fen, status, channel_ref, channel_code, message, settled_at, created_at, next_check_at,
        checks, detail)
      select region, institution, a."attemptId", a."orderId", a."refundId", a.act, a.leg, a.channel, a."chargeAttemptId",
        a.amount, a.status, a."channelRef", a."channelCode", a.message, a."settledAt", a."createdAt", a."nextCheckAt",
        a.checks, a.detail
      from json_to_recordset(said[5]::json) as a("attemptId" text, "orderId" text, "refundId" text, act text, leg text,
        channel text, "chargeAttemptId" text, amount bigint, status text, "channelRef" text, "channelCode" text, message text,
        "settledAt" timestamptz, "createdAt" timestamptz, "nextCheckAt" timestamptz, checks int, detail jsonb)
      on conflict (region_id, attempt_id) do update set status = excluded.status, amount_fen = excluded.amount_fen,
        channel_ref = coalesce(excluded.channel_ref, attempt.channel_ref), channel_code = excluded.channel_code,
        message = excluded.message, settled_at = coalesce(attempt.settled_at, excluded.settled_at),
        next_check_at = excluded.next_check_at, checks = excluded.checks, detail = excluded.detail
        where attempt.status <> 'settled' or excluded.status = 'settled';
    get diagnostics moved = row_count;
    if moved <> json_array_length(said[5]::json) then
      raise exception 'ATTEMPT_FINAL: an attempt that took money cannot become anything else';
    end if;
  end if;

  if said[6] is not null then
    insert into medsettle.refund (region_id, institution_id, refund_id, order_id, amount_fen, status, reason, created_at, updated_at, state)
      select region, institution, r."refundId", r."orderId", r.amount, r.status, r.reason, r."createdAt", r."updatedAt", r.state
      from json_to_recordset(said[6]::json) as r("refundId" text, "orderId" text, amount bigint, status text, reason text,
        "createdAt" timestamptz, "updatedAt" timestamptz, state jsonb)
      on conflict (region_id, refund_id) do update set status = excluded.status, updated_at = excluded.updated_at, state = excluded.state;
  end if;

  if said[7] is not null then
    -- in the order of the key, so that two batches never wait for each other crosswise
    insert into medsettle.accumulator as a (region_id, person_key, insurance_type, year, deductible_fen, pooled_fund_fen)
      select region, decode(u."personKey", 'base64'), u."insuranceType", u.year, sum(u.deductible), sum(u."pooledFund")
      from json_to_recordset(said[7]::json) as u("personKey" text, "insuranceType" text, year int, deductible bigint, "pooledFund" bigint)
      group by 2, 3, 4 order by 2, 3, 4
      on conflict (region_id, person_key, insurance_type, year) do update
        set deductible_fen = a.deductible_fen + excluded.deductible_fen,
            pooled_fund_fen = a.pooled_fund_fen + excluded.pooled_fund_fen;
  end if;

  if said[8] is not null then
    insert into medsettle.work_order (region_id, institution_id, work_order_id, subject_key, cause, title, amount_fen, status,
        opened_at, due_at, detail)
      select region, institution, w."workOrderId", w."subjectKey", w.cause, w.title, w.amount, 'open', w."openedAt", w."dueAt",
        coalesce(w.detail, '{}')
      from json_to_recordset(said[8]::json) as w("workOrderId" text, "subjectKey" text, cause text, title text,
        amount bigint, "openedAt" timestamptz, "dueAt" timestamptz, detail jsonb)
      on conflict (institution_id, subject_key) do nothing;
  end if;

  if said[9] is not null then
    with said_now as (
      insert into medsettle.event (region_id, institution_id, event_id, topic, order_id, payload, happened_at)
        select region, institution, e."eventId", e.topic, e."orderId", e.payload, e."happenedAt"
        from json_to_recordset(said[9]::json) as e("eventId" text, topic text, "orderId" text, payload jsonb, "happenedAt" timestamptz)
        on conflict do nothing
        returning event_id, topic, happened_at)
    insert into medsettle.webhook_delivery (region_id, institution_id, event_id, endpoint_id, next_try_at)
      select region, institution, s.event_id, w.endpoint_id, s.happened_at
      from said_now s join medsettle.webhook_endpoint w on w.institution_id = institution and w.disabled_at is null
        and (s.topic = any (w.topics) or '*' = any (w.topics))
      on conflict do nothing;
  end if;
end $$;

-- 2. Writes one batch: the steps of the money's road that came along, what it does to each account, its transfers, its seal.
-- LEDGER_STALE (40001): an account's terms changed, a limited account moved, or an id was answered, since the batch was decided.
create function medsettle.write_batch(
  region text, institution text, chain text, steps text[],
  a_id int8[], a_terms int4[], a_version int8[], a_needs int8[], a_debits int8[], a_credits int8[], a_debits_pending int8[], a_credits_pending int8[],
  p_account int8[], p_date date[], p_debits int8[], p_credits int8[], p_from int4[], p_to int4[], p_positions int2[],
  t_id text[], t_kind text[], t_debit int8[], t_credit int8[], t_amount int8[], t_code text[], t_date date[],
  t_pending text[], t_reverses text[], t_order text[], t_attempt text[], t_refund text[], t_bill text[],
  t_asked int8[], t_released int8[], t_timeout int8[], t_expires int8[], t_metadata text[],
  digest bytea, refused jsonb, out batch_no int8, out chain_id text)
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
  set plan_cache_mode = force_generic_plan as $$
declare
  this_batch int8;
  this_time timestamptz;
  done int;
  too_much text;
begin
  if steps is not null then
    perform medsettle.apply_steps(region, institution, steps);
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

grant execute on all functions in schema medsettle to medsettle_api, medsettle_worker;
