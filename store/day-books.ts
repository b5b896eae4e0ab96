import type { DayMovement } from '../domain/clearing/clearing-position.ts'
import { addDays, startOfChinaDay } from '../domain/identity/clock.ts'
import type { Leg } from '../domain/reconciliation/leg.ts'
import type { HisRecord, OrderTotal } from '../domain/reconciliation/match-his.ts'
import type { Database } from './database.ts'

export interface DayOf {
  readonly institutionId: string
  /** China date */
  readonly date: string
}

/** A mobile order is known to the insurer by the number it gave, which no message of ours carries. */
const PAY_ORDER = `coalesce(a.detail->'references'->>'payOrderId', c.detail->'references'->>'payOrderId')`

const LEG = `select a.attempt_id as "attemptId", a.order_id as "orderId", b.his_bill_no as "hisBillNo", a.channel,
    case a.act when 'charge' then 'payment' else 'refund' end as kind,
    coalesce(${PAY_ORDER}, a.detail->>'messageId', a.attempt_id) as "statementId",
    case when a.leg = 'insurance' and a.act = 'refund' then null else a.channel_ref end as "channelRef",
    case when a.leg = 'insurance' then c.channel_ref end as "takesBack",
    exists (select from medsettle.difference f where f.region_id = a.region_id and f.institution_id = a.institution_id
      and f.channel = a.channel and f.cause = 'CROSS_DAY' and f.our_order_id = a.attempt_id) as "metBefore",
    case when a.detail->>'undoMessageId' is not null then coalesce(${PAY_ORDER}, a.detail->>'undoMessageId') end as "undoId", a.amount_fen as amount, a.status,
    (((a.settled_at at time zone 'UTC') + interval '8 hours')::date)::text as "settledOn",
    coalesce((select sum(t.amount_fen) from medsettle.transfer t where t.region_id = a.region_id
      and t.order_id = a.order_id and t.attempt_id = a.attempt_id and t.kind in ('posted', 'post')), 0)::bigint as booked,
    case a.leg when 'insurance' then coalesce((select sum(t.amount_fen) from medsettle.transfer t
      join medsettle.account p on p.account_id in (t.debit_account, t.credit_account) and p.path like '%/personal-account'
      where t.region_id = a.region_id and t.order_id = a.order_id and t.attempt_id = a.attempt_id
        and t.kind in ('posted', 'post')), 0)::bigint end as "personalAccount"
  from medsettle.attempt a
  left join medsettle.attempt c on c.region_id = a.region_id and c.attempt_id = a.charge_attempt_id
  join medsettle.payment_order o on o.region_id = a.region_id and o.order_id = a.order_id
  join medsettle.bill b on b.region_id = o.region_id and b.bill_id = o.bill_id`

/**
 * The legs a channel's statement of one day should show, and those of other days which the statement speaks of.
 * @param mentioned attempt ids, msgids, numbers of mobile orders and channel ids found in the statement
 */
export function readLegs(
  database: Database,
  day: DayOf & { readonly channel: string },
  mentioned: readonly string[],
): Promise<Leg[]> {
  return database.query<Leg & Record<string, unknown>>(
    `${LEG} where a.institution_id = $1 and a.channel = $2 and a.status = 'settled' and a.settled_at >= $3 and a.settled_at < $4
     union
     ${LEG} where a.institution_id = $1 and a.channel = $2
       and (a.attempt_id = any ($5) or a.channel_ref = any ($5) or a.detail->>'messageId' = any ($5)
         or a.detail->>'undoMessageId' = any ($5) or ${PAY_ORDER} = any ($5))`,
    [day.institutionId, day.channel, startOfChinaDay(day.date), startOfChinaDay(addDays(day.date, 1)), [...mentioned]],
  )
}

/** What each receivable took in and gave back on one effective day. */
export function readMovements(database: Database, day: DayOf): Promise<Omit<DayMovement, 'fee'>[]> {
  return database.query<Omit<DayMovement, 'fee'> & Record<string, unknown>>(
    `select a.path as account, split_part(a.path, '/', 3) as channel,
       coalesce(sum(t.amount_fen) filter (where t.debit_account = a.account_id), 0)::bigint as taken,
       coalesce(sum(t.amount_fen) filter (where t.credit_account = a.account_id), 0)::bigint as refunded
     from medsettle.account a
     join medsettle.transfer t on (t.debit_account = a.account_id or t.credit_account = a.account_id)
     where a.institution_id = $1 and a.path like 'asset/receivable/%' and t.effective_date = $2
       and t.kind in ('posted', 'post') and t.code <> 'channel-fee'
     group by a.account_id, a.path order by a.path`,
    [day.institutionId, day.date],
  )
}

/** Our orders as the HIS should have them: what was paid, and what was given back, on one day. */
export function readOrderTotals(database: Database, day: DayOf): Promise<OrderTotal[]> {
  const span = [startOfChinaDay(day.date).toISOString(), startOfChinaDay(addDays(day.date, 1)).toISOString()]
  return database.query<OrderTotal & Record<string, unknown>>(
    `select b.his_bill_no as "hisBillNo", o.order_id as "orderId", 'payment' as kind, o.total_fen as amount
       from medsettle.payment_order o join medsettle.bill b on b.region_id = o.region_id and b.bill_id = o.bill_id
       where o.institution_id = $1 and o.state->>'paidAt' >= $2 and o.state->>'paidAt' < $3
     union all
     select b.his_bill_no, o.order_id, 'refund', sum(r.amount_fen)::bigint
       from medsettle.refund r
       join medsettle.payment_order o on o.region_id = r.region_id and o.order_id = r.order_id
       join medsettle.bill b on b.region_id = o.region_id and b.bill_id = o.bill_id
       where r.institution_id = $1 and r.status = 'done' and r.updated_at >= $2::timestamptz and r.updated_at < $3::timestamptz
       group by 1, 2`,
    [day.institutionId, ...span],
  )
}

/** The HIS's own list of the day; null when the HIS has sent none. */
export async function readHisRecords(database: Database, day: DayOf): Promise<HisRecord[] | null> {
  const rows = await database.query<HisRecord & Record<string, unknown>>(
    `select his_bill_no as "hisBillNo", kind, amount_fen as amount from medsettle.his_record
      where institution_id = $1 and business_date = $2`,
    [day.institutionId, day.date],
  )
  return rows.length > 0 ? rows : null
}

export async function writeHisRecords(
  database: Database,
  day: DayOf & { readonly regionId: string },
  records: readonly HisRecord[],
): Promise<void> {
  await database.query(
    `insert into medsettle.his_record (region_id, institution_id, business_date, his_bill_no, kind, amount_fen)
       select $1, $2, $3, r."hisBillNo", r.kind, r.amount
       from jsonb_to_recordset($4::jsonb) as r("hisBillNo" text, kind text, amount bigint)
       on conflict (region_id, institution_id, business_date, kind, his_bill_no) do update set amount_fen = excluded.amount_fen`,
    [day.regionId, day.institutionId, day.date, JSON.stringify(records)],
  )
}

export interface InsuredRow {
  readonly settlementId: string
  readonly insurerVisitId: string
  readonly billId: string
  readonly total: number
  readonly adjudication: { readonly fundTotal: number; readonly personalAccount: number; readonly cash: number }
  readonly refund: boolean
}

/** Settlements and cancels of one day, as 3201/3202 want them. */
export function readInsuredRows(database: Database, day: DayOf & { readonly channel: string }): Promise<InsuredRow[]> {
  return database.query<InsuredRow & Record<string, unknown>>(
    `select coalesce(c.channel_ref, a.channel_ref) as "settlementId",
       coalesce(c.detail, a.detail)->'references'->>'insurerVisitId' as "insurerVisitId", o.bill_id as "billId",
       o.total_fen as total, coalesce(c.detail->'actual', a.detail->'actual', o.state->'adjudication') as adjudication, a.act = 'refund' as refund
     from medsettle.attempt a
     left join medsettle.attempt c on c.region_id = a.region_id and c.attempt_id = a.charge_attempt_id
     join medsettle.payment_order o on o.region_id = a.region_id and o.order_id = a.order_id
     where a.institution_id = $1 and a.channel = $2 and a.leg = 'insurance' and a.status = 'settled'
       and a.settled_at >= $3 and a.settled_at < $4
     order by a.attempt_id`,
    [day.institutionId, day.channel, startOfChinaDay(day.date), startOfChinaDay(addDays(day.date, 1))],
  )
}
