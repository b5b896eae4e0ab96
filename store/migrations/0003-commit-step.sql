-- One persisted step of the money's road, in one statement: the order's new state, its attempts, the refund, the
-- transfers, the events and their deliveries, all or nothing. Called with one round trip by store/commit-step.ts.
--
-- step: { institution, region, order?, expectedVersion?, bill?, attempts[], refunds[], transfers[], events[],
--         notification?, workOrders[], accumulator? }
-- errors (in the message): STALE_ORDER, TRANSFER_CONFLICT, PENDING_NOT_OPEN, ATTEMPT_FINAL

-- A step looks up a handful of rows by key. Plans made while the tables were still empty would scan them for ever after,
-- so these functions may only walk along indexes.

create function medsettle.post_transfers(region text, institution text, transfers jsonb) returns void
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
declare
  wanted int := jsonb_array_length(transfers);
  inserted int;
  clash record;
begin
  if wanted = 0 then return; end if;
  insert into medsettle.account (region_id, institution_id, path)
    select distinct region, institution, p.path
    from jsonb_to_recordset(transfers) as t(debit text, credit text),
         lateral (values (t.debit), (t.credit)) as p(path)
    where p.path is not null
      and not exists (select from medsettle.account a where a.institution_id = institution and a.path = p.path)
    order by 3
    on conflict do nothing;

  insert into medsettle.transfer (region_id, institution_id, transfer_id, kind, debit_account, credit_account, amount_fen,
      code, pending_id, reverses_id, order_id, attempt_id, refund_id, effective_date)
    select region, institution, t."transferId", t.kind, d.account_id, c.account_id, t.amount,
      t.code, t."pendingId", t."reversesId", t."orderId", t."attemptId", t."refundId", t."effectiveDate"
    from jsonb_to_recordset(transfers) as t("transferId" text, kind text, debit text, credit text, amount bigint, code text,
      "pendingId" text, "reversesId" text, "orderId" text, "attemptId" text, "refundId" text, "effectiveDate" date)
    join medsettle.account d on d.institution_id = institution and d.path = t.debit
    join medsettle.account c on c.institution_id = institution and c.path = t.credit
    on conflict (region_id, transfer_id) do nothing;
  get diagnostics inserted = row_count;

  if inserted < wanted then
    select t."transferId" as id into clash
      from jsonb_to_recordset(transfers) as t("transferId" text, kind text, debit text, credit text, amount bigint, "pendingId" text)
      left join medsettle.transfer x on x.region_id = region and x.transfer_id = t."transferId"
      left join medsettle.account d on d.account_id = x.debit_account
      left join medsettle.account c on c.account_id = x.credit_account
      where (x.transfer_id, x.institution_id, x.kind, d.path, c.path, x.amount_fen, x.pending_id) is distinct from
            (t."transferId", institution, t.kind, t.debit, t.credit, t.amount, t."pendingId")
      limit 1;
    if found then
      raise exception 'TRANSFER_CONFLICT: transfer % already exists with other content; posting it again would move other money', clash.id;
    end if;
  end if;

  if jsonb_path_exists(transfers, '$[*].pendingId') then
    select t."transferId" as id into clash
      from jsonb_to_recordset(transfers) as t("transferId" text, kind text, amount bigint, "pendingId" text)
      left join medsettle.transfer p on p.region_id = region and p.transfer_id = t."pendingId" and p.kind = 'pending'
      where t."pendingId" is not null and (p.transfer_id is null or t.amount > p.amount_fen)
      limit 1;
    if found then
      raise exception 'PENDING_NOT_OPEN: transfer % answers no pending transfer of at least its amount', clash.id;
    end if;
  end if;
end $$;

create function medsettle.commit_step(step jsonb) returns int
language plpgsql set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off as $$
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

  if step ? 'transfers' then
    perform medsettle.post_transfers(region, institution, step->'transfers');
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

grant execute on all functions in schema medsettle to medsettle_api, medsettle_worker;
