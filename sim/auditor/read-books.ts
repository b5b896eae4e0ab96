import type {
  BookedAttempt,
  BookedDifference,
  BookedEvent,
  BookedOrder,
  BookedRefund,
  BookedRun,
  BookedTransfer,
  BookedWorkOrder,
  Books,
} from './books.ts'

/** One statement of the auditor's own; amounts come as text and become bigint here, whatever pg was taught elsewhere. */
export type Query = (text: string, values: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>

/** Reads the tables by SQL of its own. @param query as the owner of the tables: the auditor sees everything */
export async function readBooks(query: Query, institutionIds: readonly string[]): Promise<Books> {
  const of = async <Row>(text: string, amounts: readonly (keyof Row)[] = []): Promise<Row[]> =>
    (await query(text, [institutionIds])).map((row) => withAmounts<Row>(row, amounts))
  const orders = await of<Omit<BookedOrder, 'tenders'> & { tenders: readonly RawTender[] }>(ORDERS, [
    'total',
    'hospitalPart',
  ])
  const listeners = await of<{ institutionId: string; endpoints: number }>(LISTENERS)
  return {
    orders: orders.map((order) => ({ ...order, tenders: order.tenders.map(readTender) })),
    attempts: await of<BookedAttempt>(ATTEMPTS, ['amount']),
    refunds: await of<BookedRefund>(REFUNDS, ['amount']),
    transfers: await of<BookedTransfer>(TRANSFERS, ['amount']),
    events: await of<BookedEvent>(EVENTS),
    workOrders: await of<BookedWorkOrder>(WORK_ORDERS, ['amount']),
    differences: await of<BookedDifference>(DIFFERENCES, ['ours', 'theirs']),
    runs: await of<BookedRun>(RUNS),
    listeners: new Map(listeners.map((row) => [row.institutionId, row.endpoints])),
  }
}

type RawTender = {
  readonly tenderNo: number
  readonly payer: string
  readonly channel: string
  readonly amount: number
}

const readTender = (tender: RawTender) => ({ ...tender, amount: BigInt(tender.amount) })

function withAmounts<Row>(row: Record<string, unknown>, amounts: readonly (keyof Row)[]): Row {
  const read = { ...row }
  for (const name of amounts as readonly string[]) read[name] = row[name] === null ? null : BigInt(String(row[name]))
  return read as Row
}

const ORDERS = `select o.institution_id as "institutionId", o.order_id as "orderId", b.his_bill_no as "hisBillNo", o.status,
    o.version, o.total_fen::text as total, coalesce(o.state->'adjudication'->>'hospitalPart', '0') as "hospitalPart",
    o.state->'plan'->'tenders' as tenders
  from medsettle.payment_order o join medsettle.bill b on b.region_id = o.region_id and b.bill_id = o.bill_id
  where o.institution_id = any ($1) order by o.order_id`

const ATTEMPTS = `select institution_id as "institutionId", attempt_id as "attemptId", order_id as "orderId",
    refund_id as "refundId", act, leg, channel, charge_attempt_id as "chargeAttemptId", amount_fen::text as amount, status,
    detail->>'messageId' as "messageId", channel_ref as "channelRef",
    to_char(settled_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as "settledOn"
  from medsettle.attempt where institution_id = any ($1) order by attempt_id`

const REFUNDS = `select institution_id as "institutionId", refund_id as "refundId", order_id as "orderId",
    amount_fen::text as amount, status, coalesce((state->>'insurance')::boolean, false) as insurance
  from medsettle.refund where institution_id = any ($1) order by refund_id`

const TRANSFERS = `select t.institution_id as "institutionId", t.transfer_id as "transferId", t.kind, d.path as debit,
    c.path as credit, t.amount_fen::text as amount, t.code, t.pending_id as "pendingId", t.order_id as "orderId",
    t.attempt_id as "attemptId"
  from medsettle.transfer t
  left join medsettle.account d on d.account_id = t.debit_account and d.institution_id = t.institution_id
  left join medsettle.account c on c.account_id = t.credit_account and c.institution_id = t.institution_id
  where t.institution_id = any ($1) order by t.booking_no`

const EVENTS = `select e.institution_id as "institutionId", e.event_id as "eventId", e.topic, e.order_id as "orderId",
    e.payload->>'status' as status, e.payload->>'refundId' as "refundId",
    (select count(*)::int from medsettle.webhook_delivery d where d.region_id = e.region_id and d.event_id = e.event_id)
      as deliveries
  from medsettle.event e where e.institution_id = any ($1) order by e.event_no`

const WORK_ORDERS = `select institution_id as "institutionId", subject_key as "subjectKey", cause, amount_fen::text as amount
  from medsettle.work_order where institution_id = any ($1) and status = 'open' order by subject_key`

const DIFFERENCES = `select f.institution_id as "institutionId", r.business_date::text as date, f.difference_key as key,
    f.channel, f.cause, f.our_order_id as "ourOrderId", f.channel_order_id as "channelOrderId", f.our_fen::text as ours,
    f.channel_fen::text as theirs
  from medsettle.difference f join medsettle.reconciliation_run r on r.region_id = f.region_id and r.run_id = f.run_id
  where f.institution_id = any ($1) order by r.business_date, f.difference_key`

const RUNS = `select institution_id as "institutionId", business_date::text as date, status,
    array(select c->>'channel' from jsonb_array_elements(coalesce(summary->'channels', '[]')) c
      where c->>'missing' is not null) as missing
  from medsettle.reconciliation_run where institution_id = any ($1) order by business_date`

const LISTENERS = `select institution_id as "institutionId", count(*)::int as endpoints from medsettle.webhook_endpoint
  where institution_id = any ($1) and '*' = any (topics) and disabled_at is null group by 1`
