-- The foundation: who, what is owed, what was tried, what moved, what was said, what was compared.
-- Every large table leads with region_id, the key by which the platform can later be distributed.

create schema medsettle;

create table medsettle.institution (
  region_id text not null,
  institution_id text not null check (institution_id ~ '^[A-Za-z0-9-]{1,20}$'),
  name text not null,
  hospital_level text not null check (hospital_level in ('1', '2', '3')),
  settings jsonb not null default '{}',
  primary key (institution_id)
);

create table medsettle.api_key (
  key_hash bytea primary key,
  institution_id text not null references medsettle.institution,
  label text not null,
  roles text[] not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);

-- configuration is sealed: it holds private keys
create table medsettle.channel_account (
  institution_id text not null references medsettle.institution,
  channel text not null,
  sealed_config bytea not null,
  primary key (institution_id, channel)
);

create table medsettle.idempotency_key (
  institution_id text not null,
  key text not null,
  request_hash bytea not null,
  status int,
  answer jsonb,
  created_at timestamptz not null default now(),
  primary key (institution_id, key)
);

create table medsettle.bill (
  region_id text not null,
  institution_id text not null references medsettle.institution,
  bill_id text not null,
  his_bill_no text not null,
  charge_batch_no text not null,
  business_date date not null,
  patient_id text not null,
  prescription_nos text[] not null default '{}',
  total_fen bigint not null check (total_fen > 0),
  visit jsonb not null,
  lines jsonb not null,
  findings jsonb not null default '[]',
  -- patient and cover: names, numbers
  sealed_person bytea not null,
  content_hash bytea not null,
  created_at timestamptz not null,
  primary key (region_id, bill_id),
  unique (region_id, institution_id, his_bill_no)
);

create index bill_by_id on medsettle.bill (bill_id);
-- has one of these prescriptions been paid already?
create index bill_by_prescription on medsettle.bill using gin (prescription_nos);

create table medsettle.payment_order (
  region_id text not null,
  institution_id text not null,
  order_id text not null,
  bill_id text not null,
  status text not null check (status in
    ('quoted', 'charging', 'paid', 'reversing', 'reversed', 'closed', 'partlyRefunded', 'refunded')),
  version int not null,
  business_date date not null,
  total_fen bigint not null,
  pay_token_hash bytea not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- adjudication, plan, insurer references, shadow differences, progress
  state jsonb not null,
  primary key (region_id, order_id)
);
create index payment_order_by_id on medsettle.payment_order (order_id);
create index payment_order_by_token on medsettle.payment_order (pay_token_hash);
create index payment_order_open on medsettle.payment_order (updated_at) where status in ('quoted', 'charging', 'reversing');
create index payment_order_by_day on medsettle.payment_order (institution_id, business_date, order_id);
create index payment_order_by_bill on medsettle.payment_order (region_id, bill_id);
-- a bill can be paid once: while one order lives, no second one can be made for it
create unique index one_living_order_per_bill on medsettle.payment_order (region_id, bill_id)
  where status not in ('closed', 'reversed');

create table medsettle.attempt (
  region_id text not null,
  institution_id text not null,
  attempt_id text not null,
  order_id text not null,
  refund_id text,
  act text not null check (act in ('charge', 'refund')),
  leg text not null check (leg in ('wallet', 'insurance')),
  channel text not null,
  -- the charge attempt a refund attempt takes back
  charge_attempt_id text,
  -- an insured bill that is all deductible is settled too, with nothing taken: the year's deductible must hear of it
  amount_fen bigint not null check (amount_fen > 0 or (leg = 'insurance' and amount_fen = 0)),
  status text not null check (status in ('intent', 'settled', 'declined', 'pending', 'unknown')),
  channel_ref text,
  channel_code text not null default '',
  message text not null default '',
  settled_at timestamptz,
  created_at timestamptz not null,
  next_check_at timestamptz,
  checks int not null default 0,
  detail jsonb not null default '{}',
  primary key (region_id, attempt_id)
);
create index attempt_by_id on medsettle.attempt (attempt_id);
create index attempt_by_order on medsettle.attempt (region_id, order_id);
create index attempt_due on medsettle.attempt (next_check_at) where status in ('intent', 'pending', 'unknown');
create index attempt_settled_by_day on medsettle.attempt (institution_id, channel, settled_at) where status = 'settled';

create table medsettle.refund (
  region_id text not null,
  institution_id text not null,
  refund_id text not null,
  order_id text not null,
  amount_fen bigint not null check (amount_fen > 0),
  status text not null check (status in ('granted', 'done', 'refused', 'stuck')),
  reason text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  state jsonb not null default '{}',
  primary key (region_id, refund_id)
);
create index refund_by_order on medsettle.refund (region_id, order_id);

create table medsettle.account (
  account_id bigint generated always as identity primary key,
  region_id text not null,
  institution_id text not null references medsettle.institution,
  path text not null check (path ~ '^(asset|liability|income|expense)(/[a-z0-9-]+)+$'),
  kind text not null generated always as (split_part(path, '/', 1)) stored,
  opened_at timestamptz not null default now(),
  unique (institution_id, path)
);

-- One row per transfer. pending reserves; post or void answers a pending exactly once; posted stands alone.
create table medsettle.transfer (
  region_id text not null,
  institution_id text not null,
  transfer_id text not null,
  booking_no bigint generated always as identity,
  kind text not null check (kind in ('posted', 'pending', 'post', 'void')),
  debit_account bigint not null references medsettle.account,
  credit_account bigint not null references medsettle.account,
  amount_fen bigint not null check (amount_fen > 0),
  code text not null,
  -- the pending transfer that post and void answer
  pending_id text,
  -- the posted transfer this one takes back
  reverses_id text,
  order_id text,
  attempt_id text,
  refund_id text,
  effective_date date not null,
  booked_at timestamptz not null default clock_timestamp(),
  primary key (region_id, transfer_id),
  check (debit_account <> credit_account),
  check ((kind in ('post', 'void')) = (pending_id is not null))
);
create unique index transfer_answers_once on medsettle.transfer (region_id, pending_id) where pending_id is not null;
create index transfer_by_debit on medsettle.transfer (debit_account, booking_no);
create index transfer_by_credit on medsettle.transfer (credit_account, booking_no);
create index transfer_by_order on medsettle.transfer (region_id, order_id);

create function medsettle.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'LEDGER_IMMUTABLE: a % is never changed or removed; correct it with a reversal', tg_table_name
    using errcode = 'restrict_violation';
end $$;
create trigger transfer_is_immutable before update or delete on medsettle.transfer
  for each row execute function medsettle.refuse_change();
create trigger transfer_is_not_truncated before truncate on medsettle.transfer
  for each statement execute function medsettle.refuse_change();
create trigger account_is_immutable before update or delete on medsettle.account
  for each row execute function medsettle.refuse_change();

create view medsettle.account_balance with (security_invoker = true) as
  select a.region_id, a.institution_id, a.account_id, a.path, a.kind,
         coalesce(sum(t.debit_fen), 0)::bigint as debits_fen,
         coalesce(sum(t.credit_fen), 0)::bigint as credits_fen,
         coalesce(sum(t.debit_pending_fen), 0)::bigint as debits_pending_fen,
         coalesce(sum(t.credit_pending_fen), 0)::bigint as credits_pending_fen
  from medsettle.account a
  left join lateral (
    select sum(amount_fen) filter (where kind in ('posted', 'post')) as debit_fen, 0::numeric as credit_fen,
           sum(case when kind = 'pending' then amount_fen when kind in ('post', 'void') then -amount_fen else 0 end) as debit_pending_fen,
           0::numeric as credit_pending_fen
      from medsettle.transfer where debit_account = a.account_id
    union all
    select 0, sum(amount_fen) filter (where kind in ('posted', 'post')), 0,
           sum(case when kind = 'pending' then amount_fen when kind in ('post', 'void') then -amount_fen else 0 end)
      from medsettle.transfer where credit_account = a.account_id
  ) t on true
  group by a.account_id;

-- What happened, written in the same transaction as the state; consumers deduplicate by event_id.
create table medsettle.event (
  region_id text not null,
  institution_id text not null,
  event_id text not null,
  event_no bigint generated always as identity,
  topic text not null,
  order_id text,
  payload jsonb not null,
  happened_at timestamptz not null,
  primary key (region_id, event_id)
);
create index event_in_order on medsettle.event (event_no);
create index event_by_order on medsettle.event (region_id, order_id, event_no);
create trigger event_is_immutable before update or delete on medsettle.event
  for each row execute function medsettle.refuse_change();

create table medsettle.webhook_endpoint (
  endpoint_id text primary key,
  institution_id text not null references medsettle.institution,
  url text not null,
  sealed_secret bytea not null,
  topics text[] not null,
  created_at timestamptz not null,
  disabled_at timestamptz
);

create table medsettle.webhook_delivery (
  region_id text not null,
  institution_id text not null,
  event_id text not null,
  endpoint_id text not null references medsettle.webhook_endpoint,
  tries int not null default 0,
  next_try_at timestamptz,
  delivered_at timestamptz,
  last_error text,
  primary key (region_id, event_id, endpoint_id)
);
create index webhook_due on medsettle.webhook_delivery (next_try_at) where delivered_at is null and next_try_at is not null;

-- A notification is taken once; a replay finds its row.
create table medsettle.notification (
  channel text not null,
  notification_id text not null,
  institution_id text not null,
  attempt_id text not null,
  received_at timestamptz not null,
  primary key (channel, notification_id)
);

create table medsettle.statement (
  region_id text not null,
  institution_id text not null,
  channel text not null,
  kind text not null,
  business_date date not null,
  filename text not null,
  sha256 bytea not null,
  content bytea not null,
  totals jsonb not null default '{}',
  quarantined jsonb not null default '[]',
  fetched_at timestamptz not null,
  primary key (region_id, institution_id, channel, kind, business_date, sha256)
);

create table medsettle.reconciliation_run (
  region_id text not null,
  institution_id text not null,
  run_id text not null,
  business_date date not null,
  status text not null check (status in ('running', 'done')),
  summary jsonb not null default '{}',
  started_at timestamptz not null,
  finished_at timestamptz,
  primary key (region_id, run_id),
  unique (institution_id, business_date)
);

create table medsettle.difference (
  region_id text not null,
  institution_id text not null,
  run_id text not null,
  difference_key text not null,
  channel text not null,
  cause text not null,
  our_order_id text,
  channel_order_id text,
  our_fen bigint,
  channel_fen bigint,
  message text not null,
  detail jsonb not null default '{}',
  primary key (region_id, run_id, difference_key)
);

create table medsettle.work_order (
  region_id text not null,
  institution_id text not null,
  work_order_id text not null,
  subject_key text not null,
  cause text not null,
  title text not null,
  amount_fen bigint,
  status text not null check (status in ('open', 'resolved')),
  opened_at timestamptz not null,
  due_at timestamptz not null,
  resolved_at timestamptz,
  resolution text,
  detail jsonb not null default '{}',
  primary key (region_id, work_order_id),
  unique (institution_id, subject_key)
);
create index work_order_open on medsettle.work_order (institution_id, due_at) where status = 'open';

create table medsettle.clearing_position (
  region_id text not null,
  institution_id text not null,
  business_date date not null,
  payer text not null,
  channel text not null,
  value_date date not null,
  taken_fen bigint not null,
  refunded_fen bigint not null,
  fee_fen bigint not null,
  disputed_fen bigint not null,
  due_fen bigint not null,
  primary key (region_id, institution_id, business_date, payer)
);
create table medsettle.his_record (
  region_id text not null,
  institution_id text not null references medsettle.institution,
  business_date date not null,
  his_bill_no text not null,
  kind text not null check (kind in ('payment', 'refund')),
  amount_fen bigint not null check (amount_fen > 0),
  primary key (region_id, institution_id, business_date, kind, his_bill_no)
);

create table medsettle.business_day (
  institution_id text not null,
  business_date date not null,
  closed_at timestamptz not null,
  run_id text not null,
  primary key (institution_id, business_date)
);

-- message numbers inside one second of the insurer's msgid: each process takes a hundred at a time
create sequence medsettle.message_block minvalue 0 maxvalue 99 start 0 cycle;

-- our own memory of what a person used up this year, for the estimate and the shadow check
create table medsettle.accumulator (
  region_id text not null,
  person_key bytea not null,
  insurance_type text not null,
  year int not null,
  deductible_fen bigint not null default 0,
  pooled_fund_fen bigint not null default 0,
  primary key (region_id, person_key, insurance_type, year)
);
