import type { RefundStatus } from '../domain/order/order.ts'
import type { Database } from './database.ts'

export interface RefundRow {
  readonly refundId: string
  readonly orderId: string
  readonly amount: number
  readonly status: RefundStatus
  readonly reason: string
  readonly createdAt: string
  readonly updatedAt: string
}

/** Newest first: refund ids made from a key are not in order of time, so the page key is (time, id). */
export function listRefunds(
  database: Database,
  filter: {
    readonly institutionId: string
    readonly orderId: string | null
    readonly refundId: string | null
    readonly after: { readonly createdAt: string; readonly refundId: string } | null
    readonly limit: number
  },
): Promise<RefundRow[]> {
  return database.query<RefundRow & Record<string, unknown>>(
    `select refund_id as "refundId", order_id as "orderId", amount_fen as amount, status, reason,
       to_json(created_at) #>> '{}' as "createdAt", to_json(updated_at) #>> '{}' as "updatedAt"
     from medsettle.refund
     where institution_id = $1 and ($2::text is null or order_id = $2) and ($3::text is null or refund_id = $3)
       and ($4::timestamptz is null or (created_at, refund_id) < ($4::timestamptz, $5::text))
     order by created_at desc, refund_id desc limit $6`,
    [
      filter.institutionId,
      filter.orderId,
      filter.refundId,
      filter.after?.createdAt ?? null,
      filter.after?.refundId ?? null,
      filter.limit,
    ],
  )
}
