import type { Database } from './database.ts'

export interface OpenCounts {
  /** orders of one business day by status */
  readonly orders: readonly { readonly status: string; readonly count: number }[]
  readonly attempts: readonly { readonly channel: string; readonly status: string; readonly count: number }[]
  readonly workOrders: number
  readonly deliveries: number
}

/** What is unfinished now, over all institutions; each part is answered from a partial index. @param date China date */
export async function readOpenCounts(database: Database, date: string): Promise<OpenCounts> {
  const [row] = await database.query<OpenCounts & Record<string, unknown>>(
    `select
       coalesce((select jsonb_agg(jsonb_build_object('status', s.status, 'count', s.count)) from (
         select o.status, sum(o.count)::int as count from medsettle.institution i, lateral (
           select status, count(*) as count from medsettle.payment_order
            where institution_id = i.institution_id and business_date = $1::date group by status) o
         group by o.status) s), '[]') as orders,
       coalesce((select jsonb_agg(jsonb_build_object('channel', a.channel, 'status', a.status, 'count', a.count)) from (
         select channel, status, count(*)::int as count from medsettle.attempt
          where status in ('intent', 'pending', 'unknown') group by channel, status) a), '[]') as attempts,
       (select count(*)::int from medsettle.work_order where status = 'open') as "workOrders",
       (select count(*)::int from medsettle.webhook_delivery
         where delivered_at is null and next_try_at is not null) as deliveries`,
    [date],
  )
  return row!
}
