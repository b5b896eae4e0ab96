import type { Database } from './database.ts'

export interface WorkOrderRow {
  readonly workOrderId: string
  readonly cause: string
  readonly title: string
  readonly amount: number | null
  readonly status: 'open' | 'resolved'
  readonly openedAt: string
  readonly dueAt: string
  readonly resolvedAt: string | null
  readonly resolution: string | null
  readonly resolvedBy: string | null
  readonly orderId: string | null
}

const COLUMNS = `work_order_id as "workOrderId", cause, title, amount_fen as amount, status,
  to_json(opened_at) #>> '{}' as "openedAt", to_json(due_at) #>> '{}' as "dueAt",
  to_json(resolved_at) #>> '{}' as "resolvedAt", resolution, detail->>'resolvedBy' as "resolvedBy",
  detail->>'orderId' as "orderId"`

export interface WorkOrderFilter {
  readonly institutionId: string
  readonly status: 'open' | 'resolved' | null
  readonly cause: string | null
  readonly after: { readonly dueAt: string; readonly workOrderId: string } | null
  readonly limit: number
}

/** What must be looked at first comes first. */
export function listWorkOrders(database: Database, filter: WorkOrderFilter): Promise<WorkOrderRow[]> {
  return database.query<WorkOrderRow & Record<string, unknown>>(
    `select ${COLUMNS} from medsettle.work_order
      where institution_id = $1 and ($2::text is null or status = $2) and ($3::text is null or cause = $3)
        and ($4::timestamptz is null or (due_at, work_order_id) > ($4::timestamptz, $5::text))
      order by due_at, work_order_id limit $6`,
    [
      filter.institutionId,
      filter.status,
      filter.cause,
      filter.after?.dueAt ?? null,
      filter.after?.workOrderId ?? null,
      filter.limit,
    ],
  )
}

export async function readWorkOrder(
  database: Database,
  where: { readonly institutionId: string; readonly workOrderId: string },
): Promise<WorkOrderRow | null> {
  const [row] = await database.query<WorkOrderRow & Record<string, unknown>>(
    `select ${COLUMNS} from medsettle.work_order where institution_id = $1 and work_order_id = $2`,
    [where.institutionId, where.workOrderId],
  )
  return row ?? null
}

/** A work order is resolved once; whoever comes second finds it resolved. @returns null when it was not open */
export async function resolveWorkOrder(
  database: Database,
  resolved: {
    readonly institutionId: string
    readonly workOrderId: string
    readonly resolution: string
    readonly by: string
    readonly at: Date
  },
): Promise<WorkOrderRow | null> {
  const [row] = await database.query<WorkOrderRow & Record<string, unknown>>(
    `update medsettle.work_order set status = 'resolved', resolution = $3, resolved_at = $5,
         detail = detail || jsonb_build_object('resolvedBy', $4::text)
      where institution_id = $1 and work_order_id = $2 and status = 'open' returning ${COLUMNS}`,
    [resolved.institutionId, resolved.workOrderId, resolved.resolution, resolved.by, resolved.at],
  )
  return row ?? null
}
