import type { OrderStatus } from '../domain/order/order.ts'
import type { Database } from './database.ts'

export interface OrderRow {
  readonly orderId: string
  readonly billId: string
  readonly hisBillNo: string
  readonly status: OrderStatus
  readonly businessDate: string
  readonly total: number
  readonly cash: number
  readonly refunded: number
  readonly paidAt: string | null
  readonly createdAt: string
  readonly updatedAt: string
}

export interface OrderFilter {
  readonly institutionId: string
  /** China dates, both ends included */
  readonly from: string | null
  readonly to: string | null
  readonly status: OrderStatus | null
  /** the last row of the page before */
  readonly after: { readonly businessDate: string; readonly orderId: string } | null
  readonly limit: number
}

/** Newest business day first. The key (institution, day, order) serves every page without sorting. */
export function listOrders(database: Database, filter: OrderFilter): Promise<OrderRow[]> {
  return database.query<OrderRow & Record<string, unknown>>(
    `select order_id as "orderId", bill_id as "billId", state->>'hisBillNo' as "hisBillNo", status,
       business_date as "businessDate", total_fen as total, (state#>>'{adjudication,cash}')::bigint as cash,
       (state->>'refundedFen')::bigint as refunded, state->>'paidAt' as "paidAt",
       to_json(created_at) #>> '{}' as "createdAt", to_json(updated_at) #>> '{}' as "updatedAt"
     from medsettle.payment_order
     where institution_id = $1 and business_date >= coalesce($2::date, '-infinity')
       and business_date <= coalesce($3::date, 'infinity') and ($4::text is null or status = $4)
       and ($5::date is null or (business_date, order_id) < ($5::date, $6::text))
     order by business_date desc, order_id desc limit $7`,
    [
      filter.institutionId,
      filter.from,
      filter.to,
      filter.status,
      filter.after?.businessDate ?? null,
      filter.after?.orderId ?? null,
      filter.limit,
    ],
  )
}

/** How far each of these orders has come: one round trip for everybody who is listening. */
export async function readVersions(database: Database, orderIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await database.query<{ order_id: string; version: number }>(
    'select order_id, version from medsettle.payment_order where order_id = any ($1)',
    [[...orderIds]],
  )
  return new Map(rows.map((row) => [row.order_id, row.version]))
}
