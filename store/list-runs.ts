import type { Cause } from '../domain/reconciliation/difference.ts'
import type { Database } from './database.ts'

export interface RunRow {
  readonly runId: string
  readonly businessDate: string
  readonly status: 'running' | 'done'
  readonly summary: unknown
  readonly startedAt: string
  readonly finishedAt: string | null
}

/** Newest day first. @param filter.before China date of the last row seen */
export function listRuns(
  database: Database,
  filter: {
    readonly institutionId: string
    readonly runId: string | null
    readonly before: string | null
    readonly limit: number
  },
): Promise<RunRow[]> {
  return database.query<RunRow & Record<string, unknown>>(
    `select run_id as "runId", business_date as "businessDate", status, summary,
       to_json(started_at) #>> '{}' as "startedAt", to_json(finished_at) #>> '{}' as "finishedAt"
     from medsettle.reconciliation_run
     where institution_id = $1 and ($2::text is null or run_id = $2) and ($3::date is null or business_date < $3::date)
     order by business_date desc limit $4`,
    [filter.institutionId, filter.runId, filter.before, filter.limit],
  )
}

export interface DifferenceRow {
  readonly runId: string
  readonly businessDate: string
  readonly key: string
  readonly channel: string
  readonly cause: Cause
  readonly ourOrderId: string | null
  readonly channelOrderId: string | null
  readonly ours: number | null
  readonly theirs: number | null
  readonly message: string
}

export interface DifferenceFilter {
  readonly institutionId: string
  readonly runId: string | null
  readonly date: string | null
  readonly cause: string | null
  readonly after: { readonly runId: string; readonly key: string } | null
  readonly limit: number
}

export function listDifferences(database: Database, filter: DifferenceFilter): Promise<DifferenceRow[]> {
  return database.query<DifferenceRow & Record<string, unknown>>(
    `select d.run_id as "runId", r.business_date as "businessDate", d.difference_key as key, d.channel, d.cause,
       d.our_order_id as "ourOrderId", d.channel_order_id as "channelOrderId", d.our_fen as ours,
       d.channel_fen as theirs, d.message
     from medsettle.difference d
     join medsettle.reconciliation_run r on r.region_id = d.region_id and r.run_id = d.run_id
     where d.institution_id = $1 and ($2::text is null or d.run_id = $2) and ($3::date is null or r.business_date = $3::date)
       and ($4::text is null or d.cause = $4) and ($5::text is null or (d.run_id, d.difference_key) > ($5, $6::text))
     order by d.run_id, d.difference_key limit $7`,
    [
      filter.institutionId,
      filter.runId,
      filter.date,
      filter.cause,
      filter.after?.runId ?? null,
      filter.after?.key ?? null,
      filter.limit,
    ],
  )
}
