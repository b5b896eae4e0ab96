-- Two roles of the application. medsettle_api sees one institution at a time; medsettle_worker runs notifications, the
-- janitor and the day's close for all. Neither owns anything; neither can change a transfer, an event or a statement.

grant usage on schema medsettle to medsettle_api, medsettle_worker;
grant select, insert on all tables in schema medsettle to medsettle_api, medsettle_worker;
grant update on medsettle.idempotency_key, medsettle.payment_order, medsettle.attempt, medsettle.refund,
  medsettle.webhook_endpoint, medsettle.webhook_delivery, medsettle.reconciliation_run, medsettle.work_order,
  medsettle.accumulator, medsettle.api_key, medsettle.his_record, medsettle.channel_account, medsettle.institution
  to medsettle_api, medsettle_worker;
grant update, delete on medsettle.clearing_position, medsettle.difference to medsettle_worker;
grant delete on medsettle.idempotency_key to medsettle_api, medsettle_worker;
revoke insert, update on medsettle.institution, medsettle.api_key from medsettle_api;
grant usage on all sequences in schema medsettle to medsettle_api, medsettle_worker;

create function medsettle.current_institution() returns text language sql stable parallel safe as
  $$ select current_setting('medsettle.institution', true) $$;

do $$
declare room text;
begin
  foreach room in array array['institution', 'api_key', 'channel_account', 'idempotency_key', 'bill', 'payment_order',
    'attempt', 'refund', 'account', 'transfer', 'event', 'webhook_endpoint', 'webhook_delivery', 'notification',
    'statement', 'reconciliation_run', 'difference', 'work_order', 'clearing_position', 'business_day', 'his_record'] loop
    execute format('alter table medsettle.%I enable row level security', room);
    execute format('create policy own_institution on medsettle.%I to medsettle_api
      using (institution_id = (select medsettle.current_institution()))
      with check (institution_id = (select medsettle.current_institution()))', room);
    execute format('create policy every_institution on medsettle.%I to medsettle_worker using (true) with check (true)', room);
  end loop;
end $$;
-- the accumulator knows persons only by a keyed hash and no institution
alter table medsettle.accumulator enable row level security;
create policy everyone on medsettle.accumulator to medsettle_api, medsettle_worker using (true) with check (true);
