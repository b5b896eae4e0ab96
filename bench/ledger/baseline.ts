import pg from 'pg'

/**
 * What a good engineer would write first: lock both accounts in order, check the limit, move two balances, insert the
 * transfer; one prepared call per transfer, each its own commit. Same PostgreSQL, same ids, same limit.
 */
const SCHEMA = `create schema baseline;
create table baseline.account (account_id int primary key, debits bigint not null default 0, credits bigint not null default 0)
  with (fillfactor = 50);
create table baseline.transfer (transfer_id text primary key, debit int not null, credit int not null, amount bigint not null,
  code text not null, order_id text not null, effective_date date not null, booked_at timestamptz not null default clock_timestamp());
create index on baseline.transfer (debit, booked_at);
create index on baseline.transfer (credit, booked_at);
insert into baseline.account select no from generate_series(0, 1001) no;
create function baseline.move(id text, from_account int, to_account int, fen bigint, why text, order_no text) returns void
language plpgsql as $$
begin
  perform 1 from baseline.account where account_id in (from_account, to_account) order by account_id for update;
  update baseline.account set debits = debits + fen where account_id = from_account;
  update baseline.account set credits = credits + fen where account_id = to_account and debits <= credits + fen;
  if not found then raise exception 'limit'; end if;
  insert into baseline.transfer values (id, from_account, to_account, fen, why, order_no, current_date);
end $$;
create table baseline.branch (id int primary key, balance bigint not null default 0) with (fillfactor = 50);
create table baseline.teller (id int primary key, branch int not null, balance bigint not null default 0) with (fillfactor = 50);
create table baseline.holder (id int primary key, branch int not null, balance bigint not null default 0, filler char(84) default '');
create table baseline.history (teller int, branch int, holder int, delta bigint, at timestamptz, filler char(22));
insert into baseline.branch select no from generate_series(1, 10) no;
insert into baseline.teller select no, (no - 1) / 10 + 1 from generate_series(1, 100) no;
insert into baseline.holder select no, (no - 1) / 10000 + 1 from generate_series(1, 100000) no;
create function baseline.tpcb(who int, till int, place int, fen bigint) returns bigint language plpgsql as $$
declare rest bigint;
begin
  update baseline.holder set balance = balance + fen where id = who returning balance into rest;
  update baseline.teller set balance = balance + fen where id = till;
  update baseline.branch set balance = balance + fen where id = place;
  insert into baseline.history values (till, place, who, fen, clock_timestamp());
  return rest;
end $$`

/** More connections than this only wait for each other on two cores. */
const CONNECTIONS = 24

export interface Baseline {
  /** @param where one account that everybody pays into, or a thousand */
  move(no: number, where: 'hot' | 'spread'): Promise<void>
  /** the transaction of TPC-B at scale 10: three updates and a line of history */
  tpcb(no: number): Promise<void>
  close(): Promise<void>
}

export async function openBaseline(ownerUrl: string): Promise<Baseline> {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: CONNECTIONS })
  await pool.query(SCHEMA)
  await pool.query('vacuum analyze baseline.holder')
  return {
    move: async (no, where) => {
      const id = `at_01KMbase${String(no).padStart(12, '0')}.1.post`
      const to = where === 'hot' ? 1 : 2 + ((no * 7919) % 1000)
      const values = [id, 0, to, 1 + ((no * 37) % 50_000), 'charge', `po_01KMbase${no}`]
      await pool.query({ name: 'move', text: 'select baseline.move($1, $2, $3, $4, $5, $6)', values })
    },
    tpcb: async (no) => {
      const values = [1 + ((no * 7919) % 100_000), 1 + (no % 100), 1 + (no % 10), no % 5000]
      await pool.query({ name: 'tpcb', text: 'select baseline.tpcb($1, $2, $3, $4)', values })
    },
    close: () => pool.end(),
  }
}
