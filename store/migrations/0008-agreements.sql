-- Agreements that execute themselves: documents, signatures, what came into force, and what happened to each period. All of it is only
-- ever added to; the one row that moves is a period's head, which follows from its events and tells the sweep when to look again.
-- docs/decisions/0013-agreements.md says why.

create table medsettle.agreement_version (
  region_id text not null,
  agreement_id text not null check (agreement_id ~ '^[a-z0-9][a-z0-9-]{0,29}$'),
  version text not null,
  -- who may see it: the institutions of all parties
  institutions text[] not null check (cardinality(institutions) >= 2),
  -- canonical JSON: the very text that is signed
  document text not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  submitted_by text not null references medsettle.institution,
  submitted_at timestamptz not null,
  primary key (region_id, agreement_id, version)
);
create index agreement_version_seen_by on medsettle.agreement_version using gin (institutions);

create table medsettle.agreement_signature (
  region_id text not null,
  agreement_id text not null,
  version text not null,
  party text not null,
  institutions text[] not null,
  -- the institution whose key brought it: a party's signature is taken from that party alone
  delivered_by text not null references medsettle.institution,
  signature text not null check (signature ~ '^[0-9a-f]{128}$'),
  delivered_at timestamptz not null,
  primary key (region_id, agreement_id, version, party),
  foreign key (region_id, agreement_id, version) references medsettle.agreement_version
);

-- which version holds: the row with the highest number; two versions never come into force as the same number
create table medsettle.agreement_in_force (
  region_id text not null,
  agreement_id text not null,
  force_no int not null check (force_no > 0),
  version text not null,
  institutions text[] not null,
  since timestamptz not null,
  primary key (region_id, agreement_id, force_no),
  unique (region_id, agreement_id, version),
  foreign key (region_id, agreement_id, version) references medsettle.agreement_version
);

create table medsettle.agreement_event (
  region_id text not null,
  agreement_id text not null,
  period text not null,
  -- 1, 2, … without a gap: whoever decides on what another has moved meets a number that is taken
  seq int not null check (seq > 0),
  kind text not null,
  institutions text[] not null,
  body jsonb not null,
  happened_at timestamptz not null,
  primary key (region_id, agreement_id, period, seq)
);
create unique index agreement_fact_version on medsettle.agreement_event
  (region_id, agreement_id, period, (body #>> '{fact,name}'), (body #>> '{fact,version}')) where kind = 'factDelivered';
create unique index agreement_agreed_once on medsettle.agreement_event (region_id, agreement_id, period) where kind = 'agreed';
create unique index agreement_settled_once on medsettle.agreement_event (region_id, agreement_id, period) where kind = 'settled';

create table medsettle.agreement_period (
  region_id text not null,
  agreement_id text not null,
  period text not null,
  -- the version its facts are read by
  version text not null,
  institutions text[] not null,
  status text not null check (status in ('waiting', 'complete', 'proposed', 'disputed', 'accepted', 'settled')),
  seq int not null,
  next_look_at timestamptz,
  primary key (region_id, agreement_id, period),
  foreign key (region_id, agreement_id, version) references medsettle.agreement_version
);
create index agreement_period_due on medsettle.agreement_period (next_look_at) where next_look_at is not null;

-- What each party's systems and people are told: its own events and work orders, in the transaction of what they speak of.
create function medsettle.tell_parties(told jsonb) returns void language sql as $$
  select medsettle.apply_steps(t->>'region', t->>'institution',
      array[null, null, null, null, null, null, null, t->>'workOrders', t->>'events'])
    from jsonb_array_elements(told) t
$$;

create function medsettle.refuse_agreement_change() returns trigger language plpgsql as $$
begin
  raise exception 'AGREEMENT_IMMUTABLE: a % is never changed or removed; what is wrong is corrected by a new version', tg_table_name
    using errcode = 'restrict_violation';
end $$;

create function medsettle.guard_agreement_period() returns trigger language plpgsql as $$
begin
  if new.seq < old.seq
      or (new.region_id, new.agreement_id, new.period) is distinct from (old.region_id, old.agreement_id, old.period) then
    raise exception 'AGREEMENT_IMMUTABLE: a period only goes forward' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;

do $$
declare room text;
begin
  foreach room in array array['agreement_version', 'agreement_signature', 'agreement_in_force', 'agreement_event'] loop
    execute format('create trigger %I before update or delete on medsettle.%I
      for each row execute function medsettle.refuse_agreement_change()', room || '_is_immutable', room);
    execute format('create trigger %I before truncate on medsettle.%I
      for each statement execute function medsettle.refuse_agreement_change()', room || '_is_not_truncated', room);
    execute format('grant insert on medsettle.%I to medsettle_worker', room);
  end loop;
  -- parties read under their own key; steps are written by the platform, which has looked who asks
  foreach room in array array['agreement_version', 'agreement_signature', 'agreement_in_force', 'agreement_event',
    'agreement_period'] loop
    execute format('grant select on medsettle.%I to medsettle_api, medsettle_worker', room);
    execute format('alter table medsettle.%I enable row level security', room);
    execute format('create policy own_agreements on medsettle.%I for select to medsettle_api
      using (institutions @> array[(select medsettle.current_institution())])', room);
    execute format('create policy every_agreement on medsettle.%I to medsettle_worker using (true) with check (true)', room);
  end loop;
end $$;
create trigger agreement_period_goes_forward before update on medsettle.agreement_period
  for each row execute function medsettle.guard_agreement_period();
create trigger agreement_period_stays before delete on medsettle.agreement_period
  for each row execute function medsettle.refuse_agreement_change();
create trigger agreement_period_is_not_truncated before truncate on medsettle.agreement_period
  for each statement execute function medsettle.refuse_agreement_change();
grant insert, update on medsettle.agreement_period to medsettle_worker;

-- A version is submitted, or signed by one party, and the parties are told. false: it stands already, and nothing was written.
-- step: { region, agreement, version, institutions[], by, at, document, hash, told[] }
create function medsettle.submit_agreement(step jsonb) returns boolean language plpgsql as $$
begin
  insert into medsettle.agreement_version (region_id, agreement_id, version, institutions, document, hash, submitted_by, submitted_at)
    values (step->>'region', step->>'agreement', step->>'version', array(select jsonb_array_elements_text(step->'institutions')),
      step->>'document', step->>'hash', step->>'by', (step->>'at')::timestamptz)
    on conflict do nothing;
  if not found then return false; end if;
  perform medsettle.tell_parties(step->'told');
  return true;
end $$;

-- step: { region, agreement, version, institutions[], by, at, party, signature, told[] }
create function medsettle.sign_agreement(step jsonb) returns boolean language plpgsql as $$
begin
  insert into medsettle.agreement_signature (region_id, agreement_id, version, party, institutions, delivered_by, signature, delivered_at)
    values (step->>'region', step->>'agreement', step->>'version', step->>'party',
      array(select jsonb_array_elements_text(step->'institutions')), step->>'by', step->>'signature', (step->>'at')::timestamptz)
    on conflict do nothing;
  if not found then return false; end if;
  perform medsettle.tell_parties(step->'told');
  return true;
end $$;

-- What happened to one period, with what is said of it to each institution: all of it, or nothing.
-- step: { region, agreement, period, version, institutions[], expected, status, nextLookAt, events[], told[] }
-- AGREEMENT_STALE (40001): somebody else moved the period since this step was decided.
create function medsettle.write_agreement_step(step jsonb) returns int language plpgsql as $$
declare
  of_all text[] := array(select jsonb_array_elements_text(step->'institutions'));
  expected int := (step->>'expected')::int;
  reached int;
begin
  update medsettle.agreement_period p set version = step->>'version', institutions = of_all, status = step->>'status',
      seq = expected + jsonb_array_length(step->'events'), next_look_at = (step->>'nextLookAt')::timestamptz
    where p.region_id = step->>'region' and p.agreement_id = step->>'agreement' and p.period = step->>'period' and p.seq = expected
    returning p.seq into reached;
  if not found then
    raise exception 'AGREEMENT_STALE: period % of % moved while this step was prepared', step->>'period', step->>'agreement'
      using errcode = '40001';
  end if;
  insert into medsettle.agreement_event (region_id, agreement_id, period, seq, kind, institutions, body, happened_at)
    select step->>'region', step->>'agreement', step->>'period', expected + e.no, e.event->>'kind', of_all, e.event,
      (e.event->>'at')::timestamptz
    from jsonb_array_elements(step->'events') with ordinality e(event, no);
  perform medsettle.tell_parties(step->'told');
  return reached;
end $$;

-- A version comes into force: its number, and a head for each of its periods. A period that its predecessor had opened, and to which
-- nothing was delivered yet, goes over to it.
-- step: { region, agreement, version, institutions[], forceNo, since, periods: [{period, seq, status, nextLookAt}], told[] }
create function medsettle.bring_agreement_into_force(step jsonb) returns void language plpgsql as $$
declare
  of_all text[] := array(select jsonb_array_elements_text(step->'institutions'));
  p record;
begin
  insert into medsettle.agreement_in_force (region_id, agreement_id, force_no, version, institutions, since)
    values (step->>'region', step->>'agreement', (step->>'forceNo')::int, step->>'version', of_all, (step->>'since')::timestamptz);
  for p in select * from jsonb_to_recordset(step->'periods') as x(period text, seq int, status text, "nextLookAt" timestamptz) loop
    insert into medsettle.agreement_period as h (region_id, agreement_id, period, version, institutions, status, seq, next_look_at)
      values (step->>'region', step->>'agreement', p.period, step->>'version', of_all, p.status, p.seq, p."nextLookAt")
      on conflict (region_id, agreement_id, period) do update
        set version = excluded.version, institutions = excluded.institutions, next_look_at = excluded.next_look_at
        where h.seq = excluded.seq;
    if not found then
      raise exception 'AGREEMENT_STALE: period % moved while version % came into force', p.period, step->>'version'
        using errcode = '40001';
    end if;
  end loop;
  perform medsettle.tell_parties(step->'told');
end $$;

revoke execute on function medsettle.submit_agreement, medsettle.sign_agreement, medsettle.write_agreement_step,
  medsettle.bring_agreement_into_force from public;
grant execute on function medsettle.submit_agreement, medsettle.sign_agreement, medsettle.write_agreement_step,
  medsettle.bring_agreement_into_force to medsettle_worker;
