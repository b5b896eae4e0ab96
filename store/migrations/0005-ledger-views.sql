-- What reads the ledger: look-ups by time, account acts that may be sent again, and a layer for a hospital's BI tool.

-- 1. Freezing, closing, limits: an act with an id of its own is done once, however often it is sent.
alter table medsettle.account_act add column act_id text check (act_id ~ '^[A-Za-z0-9._:/-]{1,100}$');
create unique index account_act_once on medsettle.account_act (region_id, act_id) where act_id is not null;

-- 2. The highest batch number booked up to an instant; null when there was none. Numbers of batches on different accounts may
-- interleave with time: a batch takes its number, and a moment later its time. Whatever has a higher number than the last one in
-- time took it before, so it stands within that moment; ten seconds are a long one. It tells a number and nothing else, so it
-- may look past the institution of the caller and need not walk over the others' batches.
create function medsettle.last_batch_at(instant timestamptz) returns bigint language sql stable security definer
set search_path = pg_catalog as $$
  select max(b.batch_no) from medsettle.ledger_batch b
  where b.booked_at <= instant and b.booked_at >=
    (select l.booked_at - interval '10 seconds' from medsettle.ledger_batch l where l.booked_at <= instant order by l.booked_at desc limit 1)
$$;
revoke execute on function medsettle.last_batch_at from public;
grant execute on function medsettle.last_batch_at to medsettle_api, medsettle_worker;


-- 3. The layer for BI tools: views that may be read and nothing else. Which institutions a login sees is a row here; '*' are all.
-- A login that is not listed sees nothing, whatever roles it was granted.
create table medsettle.bi_reader (
  login text not null,
  institution_id text not null,
  primary key (login, institution_id)
);
create schema medsettle_bi;
comment on schema medsettle_bi is 'Read-only views of the ledger for BI tools; amounts are fen · 账务只读视图，供 BI 工具使用，金额单位为分';

-- a login cannot put on another name: session_user is who connected, whatever role it set since
create function medsettle.bi_institutions() returns text[] language sql stable security definer set search_path = pg_catalog as $$
  select array(select r.institution_id from medsettle.bi_reader r where r.login = session_user and r.institution_id <> '*'
    union select i.institution_id from medsettle.institution i
      where exists (select from medsettle.bi_reader r where r.login = session_user and r.institution_id = '*')
         or (select u.rolsuper from pg_roles u where u.rolname = session_user))
$$;

create view medsettle_bi.account with (security_barrier = true) as
  select a.region_id, a.institution_id, a.path, a.kind, a.scale, s.limited, s.status, a.opened_at,
    (select max(c.acted_at) from medsettle.account_act c where c.account_id = a.account_id and c.terms_no > 0) as terms_changed_at
  from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id
  where a.institution_id = any ((select medsettle.bi_institutions())::text[]);

create view medsettle_bi.balance with (security_barrier = true) as
  select a.region_id, a.institution_id, a.path, a.kind, s.debits_fen, s.credits_fen, s.debits_pending_fen, s.credits_pending_fen,
    case when a.kind in ('asset', 'expense') then s.debits_fen - s.credits_fen else s.credits_fen - s.debits_fen end as balance_fen
  from medsettle.account a join medsettle.account_state s on s.account_id = a.account_id
  where a.institution_id = any ((select medsettle.bi_institutions())::text[]);

create view medsettle_bi.transfer with (security_barrier = true) as
  select t.region_id, t.institution_id, t.booking_no, t.transfer_id, t.kind, d.path as debit_path, c.path as credit_path,
    t.amount_fen, t.code, t.effective_date, t.booked_at, t.pending_id, t.reverses_id, t.order_id, t.attempt_id, t.refund_id,
    t.bill_id, t.asked_fen, t.released_fen, t.expires_at, t.metadata
  from medsettle.transfer t
  join medsettle.account d on d.account_id = t.debit_account
  join medsettle.account c on c.account_id = t.credit_account
  where t.institution_id = any ((select medsettle.bi_institutions())::text[]);

create view medsettle_bi.statement_line with (security_barrier = true) as
  select l.region_id, l.institution_id, l.path, l.kind, l.booking_no, l.transfer_id, l.transfer_kind, l.counter_path, l.code,
    l.effective_date, l.booked_at, l.debit_fen, l.credit_fen, l.debits_after_fen, l.credits_after_fen,
    case when l.kind in ('asset', 'expense') then l.debits_after_fen - l.credits_after_fen
      else l.credits_after_fen - l.debits_after_fen end as balance_after_fen
  from (
    select a.region_id, a.institution_id, a.path, a.kind, x.booking_no, x.transfer_id, x.transfer_kind, o.path as counter_path,
      x.code, x.effective_date, x.booked_at, x.debit_fen, x.credit_fen,
      -- after the batch, without what the batch booked later than this line
      (p.debits_after_fen - sum(x.debit_fen) over w + x.debit_fen)::bigint as debits_after_fen,
      (p.credits_after_fen - sum(x.credit_fen) over w + x.credit_fen)::bigint as credits_after_fen
    from medsettle.account a
    join medsettle.posting p on p.account_id = a.account_id
    cross join lateral unnest(p.positions) as n(position)
    cross join lateral (
      select t.booking_no, t.transfer_id, t.kind as transfer_kind, t.code, t.effective_date, t.booked_at,
        case when t.debit_account = a.account_id then t.credit_account else t.debit_account end as counter_account,
        case when t.debit_account = a.account_id and t.kind in ('posted', 'post', 'reversal') then t.amount_fen else 0 end as debit_fen,
        case when t.credit_account = a.account_id and t.kind in ('posted', 'post', 'reversal') then t.amount_fen else 0 end as credit_fen
      from medsettle.transfer t where t.booking_no = p.batch_no * 8192 + n.position) x
    join medsettle.account o on o.account_id = x.counter_account
    where a.institution_id = any ((select medsettle.bi_institutions())::text[])
    window w as (partition by a.institution_id, a.path, p.batch_no order by x.booking_no desc)
  ) l;

create view medsettle_bi.daily_totals with (security_barrier = true) as
  select a.region_id, a.institution_id, a.path, a.kind, p.booked_date, p.effective_date, sum(p.debits_fen)::bigint as debits_fen,
    sum(p.credits_fen)::bigint as credits_fen, sum(cardinality(p.positions))::bigint as transfers
  from medsettle.posting p join medsettle.account a on a.account_id = p.account_id
  where a.institution_id = any ((select medsettle.bi_institutions())::text[])
  group by a.region_id, a.institution_id, a.path, a.kind, p.booked_date, p.effective_date;

create view medsettle_bi.trial_balance with (security_barrier = true) as
  select b.region_id, b.institution_id, b.path, b.kind, b.debits_fen, b.credits_fen,
    greatest(b.debits_fen - b.credits_fen, 0) as debit_balance_fen, greatest(b.credits_fen - b.debits_fen, 0) as credit_balance_fen,
    (sum(b.debits_fen) over institution - sum(b.credits_fen) over institution)::bigint as difference_fen
  from medsettle_bi.balance b window institution as (partition by b.institution_id);

create view medsettle_bi.open_reservation with (security_barrier = true) as
  select t.region_id, t.institution_id, t.transfer_id, t.booking_no, t.debit_path, t.credit_path, t.amount_fen, t.code,
    t.effective_date, t.booked_at, t.expires_at, t.order_id, t.attempt_id, t.refund_id
  from medsettle_bi.transfer t
  where t.kind = 'pending' and not exists (select from medsettle.transfer a
    where a.region_id = t.region_id and a.pending_id = t.transfer_id);

-- 4. What the views and their columns say. A column means the same in every view, so it is told once.
do $$
declare
  one record;
  said constant jsonb := $words$ {
    "region_id": "region (insurance pool) the institution belongs to · 统筹区",
    "institution_id": "whose books · 机构",
    "path": "readable account path, kind first · 账户路径",
    "kind": "asset, liability, income or expense; of a transfer or reservation: posted, pending, post, void, reversal · 账户类别；在转账视图中为转账类型",
    "transfer_kind": "posted, pending (reserves), post, void (answer a reservation), reversal · 转账类型：入账、预留、预留入账、预留释放、冲正",
    "scale": "decimal places of the currency unit; 2 means amounts are fen · 币值小数位",
    "limited": "debits: may not exceed credits; credits: may not exceed debits; none · 限额方向",
    "status": "open, frozen or closed · 账户状态：正常、冻结、关闭",
    "opened_at": "when the account was opened · 开户时间",
    "terms_changed_at": "when it was last frozen, unfrozen, closed or limited; null: never · 条款最近变更时间",
    "debits_fen": "sum of debits, fen; on one day in daily_totals · 借方发生额（分）",
    "credits_fen": "sum of credits, fen; on one day in daily_totals · 贷方发生额（分）",
    "debits_pending_fen": "reserved on the debit side, fen · 借方预留（分）",
    "credits_pending_fen": "reserved on the credit side, fen · 贷方预留（分）",
    "balance_fen": "on the account's natural side, fen: debits - credits for assets and expenses, credits - debits otherwise · 余额（分），按账户自然方向",
    "balance_after_fen": "balance on the natural side after this line, fen · 本笔后余额（分）",
    "debits_after_fen": "sum of debits after this line, fen · 本笔后借方累计（分）",
    "credits_after_fen": "sum of credits after this line, fen · 本笔后贷方累计（分）",
    "debit_fen": "debited by this line, fen; 0 for a reservation or its release · 本笔借方（分）",
    "credit_fen": "credited by this line, fen; 0 for a reservation or its release · 本笔贷方（分）",
    "debit_balance_fen": "net balance when it stands on the debit side, fen, else 0 · 借方余额（分）",
    "credit_balance_fen": "net balance when it stands on the credit side, fen, else 0 · 贷方余额（分）",
    "difference_fen": "debits - credits of the whole institution, fen: 0, or the books are broken · 机构借贷差额（分），应为 0",
    "booking_no": "place in the order of booking · 记账序号",
    "transfer_id": "our own id of the transfer · 转账编号",
    "transfers": "how many transfers touched the account, reservations included · 转账笔数（含预留）",
    "debit_path": "debited account · 借方账户",
    "credit_path": "credited account · 贷方账户",
    "counter_path": "the account on the other side · 对方账户",
    "amount_fen": "moved or reserved, fen · 金额（分）",
    "asked_fen": "balancing transfers: the most that was asked for, fen · 尽额转账的请求上限（分）",
    "released_fen": "post, void: what the answered reservation held, fen · 所了结预留的金额（分）",
    "code": "why it was booked (MONEY-FLOW.md) · 业务代码",
    "effective_date": "China date it belongs to · 入账归属日",
    "booked_date": "China date it was booked on · 记账日",
    "booked_at": "when it was booked, by the database's clock · 记账时间",
    "expires_at": "after this instant a reservation can only be released; null: no limit · 预留失效时间",
    "pending_id": "post, void: the reservation it answers · 所了结的预留",
    "reverses_id": "the transfer it takes back · 所冲正的转账",
    "order_id": "payment order · 支付订单号",
    "attempt_id": "attempt at a channel · 渠道请求号",
    "refund_id": "refund · 退款单号",
    "bill_id": "bill · 费用单号",
    "metadata": "JSON given by the caller, never personal data · 附注，不含个人信息"
  } $words$;
begin
  for one in select c.relname as view, a.attname as col from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'medsettle_bi'::regnamespace and c.relkind = 'v' and a.attnum > 0 loop
    if not said ? one.col then raise exception 'VIEW_UNEXPLAINED: column % of %', one.col, one.view; end if;
    execute format('comment on column medsettle_bi.%I.%I is %L', one.view, one.col, said->>one.col);
  end loop;
end $$;
comment on view medsettle_bi.account is 'Accounts and their terms · 账户与条款';
comment on view medsettle_bi.balance is 'How every account stands now · 当前余额';
comment on view medsettle_bi.transfer is 'Every transfer with the paths of both accounts; immutable · 全部转账，不可更改';
comment on view medsettle_bi.statement_line is 'An account''s lines with running balance; ask for one institution_id and path, in order of booking_no · 账户明细与滚动余额';
comment on view medsettle_bi.daily_totals is 'What moved on an account by day of booking and day it belongs to · 按记账日与归属日汇总的发生额';
comment on view medsettle_bi.trial_balance is 'Trial balance: net balance of every account on its side; both columns add up to the same · 试算平衡表';
comment on view medsettle_bi.open_reservation is 'Reservations nobody has posted or released; limit booked_at when there are many transfers · 未了结的预留';

-- 5. Databases of one cluster share their roles. A hospital's BI login: create role … login in role medsettle_bi, then its row in
-- medsettle.bi_reader.
do $$ begin
  if not exists (select from pg_roles where rolname = 'medsettle_bi') then
    create role medsettle_bi nologin nosuperuser nocreatedb nocreaterole nobypassrls;
  end if;
exception when duplicate_object or unique_violation then null; end $$;
grant usage on schema medsettle_bi to medsettle_bi;
grant select on all tables in schema medsettle_bi to medsettle_bi;
