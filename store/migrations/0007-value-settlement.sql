-- Value settlements: what a fund's budget decided for a period, kept before it is booked, and what became of it. The lines are the
-- source of the transfers, so a settlement that was interrupted is finished from here and not decided again.

create table medsettle.value_settlement (
  region_id text not null,
  -- the fund whose budget it is
  institution_id text not null references medsettle.institution,
  period text not null check (period ~ '^\d{4}(-(open|Q[1-4]|0[1-9]|1[0-2]))?$'),
  -- rises when a period is settled anew after a reversal
  settlement_no int not null check (settlement_no > 0),
  -- the period that was asked for when this one was settled on the way to it: they are taken back together
  settled_with text not null,
  policy_id text not null,
  policy_version text not null,
  effective_date date not null,
  lines jsonb not null,
  settled_at timestamptz not null default now(),
  primary key (region_id, institution_id, period, settlement_no)
);

create table medsettle.value_settlement_act (
  region_id text not null,
  institution_id text not null,
  period text not null,
  settlement_no int not null,
  act text not null check (act in ('posted', 'reversing', 'reversed')),
  acted_at timestamptz not null default now(),
  primary key (region_id, institution_id, period, settlement_no, act),
  foreign key (region_id, institution_id, period, settlement_no) references medsettle.value_settlement
);

do $$
declare room text;
begin
  foreach room in array array['value_settlement', 'value_settlement_act'] loop
    execute format('grant select, insert on medsettle.%I to medsettle_api, medsettle_worker', room);
    execute format('alter table medsettle.%I enable row level security', room);
    execute format('create policy own_institution on medsettle.%I to medsettle_api
      using (institution_id = (select medsettle.current_institution()))
      with check (institution_id = (select medsettle.current_institution()))', room);
    execute format('create policy every_institution on medsettle.%I to medsettle_worker using (true) with check (true)', room);
    execute format('create trigger %I before update or delete on medsettle.%I
      for each row execute function medsettle.refuse_change()', room || '_is_immutable', room);
    execute format('create trigger %I before truncate on medsettle.%I
      for each statement execute function medsettle.refuse_change()', room || '_is_not_truncated', room);
  end loop;
end $$;
