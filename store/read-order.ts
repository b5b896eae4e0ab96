import type { OrderFile } from '../domain/order/draft.ts'
import type { Database } from './database.ts'

const ORDER = `jsonb_build_object('orderId', o.order_id, 'billId', o.bill_id, 'institutionId', o.institution_id,
  'regionId', o.region_id, 'status', o.status, 'version', o.version, 'businessDate', o.business_date, 'total', o.total_fen,
  'payTokenHash', encode(o.pay_token_hash, 'base64'), 'expiresAt', o.expires_at, 'createdAt', o.created_at,
  'updatedAt', o.updated_at, 'state', o.state)`

const ATTEMPT = `jsonb_build_object('attemptId', a.attempt_id, 'orderId', a.order_id, 'refundId', a.refund_id, 'act', a.act,
  'leg', a.leg, 'channel', a.channel, 'chargeAttemptId', a.charge_attempt_id, 'amount', a.amount_fen, 'status', a.status,
  'channelRef', a.channel_ref, 'channelCode', a.channel_code, 'message', a.message, 'settledAt', a.settled_at,
  'createdAt', a.created_at, 'nextCheckAt', a.next_check_at, 'checks', a.checks, 'detail', a.detail)`

const REFUND = `jsonb_build_object('refundId', r.refund_id, 'orderId', r.order_id, 'amount', r.amount_fen, 'status', r.status,
  'reason', r.reason, 'createdAt', r.created_at, 'updatedAt', r.updated_at, 'state', r.state)`

const FILE = `select ${ORDER} as "order",
  coalesce((select jsonb_agg(${ATTEMPT} order by a.created_at, a.attempt_id) from medsettle.attempt a
    where a.region_id = o.region_id and a.order_id = o.order_id), '[]') as attempts,
  coalesce((select jsonb_agg(${REFUND} order by r.created_at, r.refund_id) from medsettle.refund r
    where r.region_id = o.region_id and r.order_id = o.order_id), '[]') as refunds
  from medsettle.payment_order o`

export async function readOrder(database: Database, orderId: string): Promise<OrderFile | null> {
  const rows = await database.query<OrderFile & Record<string, unknown>>(`${FILE} where o.order_id = $1`, [orderId])
  return rows[0] ?? null
}

export async function readOrderOfAttempt(database: Database, attemptId: string): Promise<OrderFile | null> {
  const rows = await database.query<OrderFile & Record<string, unknown>>(
    `${FILE} where (o.region_id, o.order_id) = (select x.region_id, x.order_id from medsettle.attempt x where x.attempt_id = $1)`,
    [attemptId],
  )
  return rows[0] ?? null
}

/** @param tokenHash base64 SHA-256 of the payment link's token */
export async function readOrderByToken(database: Database, tokenHash: string): Promise<OrderFile | null> {
  const rows = await database.query<OrderFile & Record<string, unknown>>(
    `${FILE} where o.pay_token_hash = decode($1, 'base64')`,
    [tokenHash],
  )
  return rows[0] ?? null
}

/** The living order of a bill, else its newest. */
export async function readOrderOfBill(database: Database, billId: string): Promise<OrderFile | null> {
  const rows = await database.query<OrderFile & Record<string, unknown>>(
    `${FILE} where o.bill_id = $1 order by (o.status in ('closed', 'reversed')), o.created_at desc limit 1`,
    [billId],
  )
  return rows[0] ?? null
}
