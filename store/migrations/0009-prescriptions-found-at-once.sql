-- Has one of these prescriptions been paid already? It is asked before every payment. Under row-level security an index on an
-- array cannot answer it: whether two arrays overlap may only be looked at after it is known that the row may be seen, so every
-- bill of the institution was read. A row per prescription is found by equality, which may be looked at first.
create table medsettle.bill_prescription (
  region_id text not null,
  institution_id text not null,
  prescription_no text not null,
  bill_id text not null,
  primary key (institution_id, prescription_no, bill_id)
);
create index bill_prescription_by_bill on medsettle.bill_prescription (bill_id);

create function medsettle.list_prescriptions() returns trigger language plpgsql as $$
begin
  insert into medsettle.bill_prescription (region_id, institution_id, prescription_no, bill_id)
    select b.region_id, b.institution_id, p.no, b.bill_id from new_bills b, unnest(b.prescription_nos) as p(no)
    on conflict do nothing;
  return null;
end $$;
create trigger bill_lists_its_prescriptions after insert on medsettle.bill
  referencing new table as new_bills for each statement execute function medsettle.list_prescriptions();

insert into medsettle.bill_prescription (region_id, institution_id, prescription_no, bill_id)
  select b.region_id, b.institution_id, p.no, b.bill_id from medsettle.bill b, unnest(b.prescription_nos) as p(no)
  on conflict do nothing;
drop index medsettle.bill_by_prescription;

grant select, insert on medsettle.bill_prescription to medsettle_api, medsettle_worker;
alter table medsettle.bill_prescription enable row level security;
create policy own_institution on medsettle.bill_prescription to medsettle_api
  using (institution_id = (select medsettle.current_institution()))
  with check (institution_id = (select medsettle.current_institution()));
create policy every_institution on medsettle.bill_prescription to medsettle_worker using (true) with check (true);
