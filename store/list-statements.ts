import type { Database } from './database.ts'

export interface StatementRow {
  readonly channel: string
  readonly kind: string
  readonly businessDate: string
  readonly filename: string
  /** hex, of the bytes as the channel sent them */
  readonly sha256: string
  readonly bytes: number
  readonly fetchedAt: string
}

const COLUMNS = `channel, kind, business_date as "businessDate", filename, encode(sha256, 'hex') as sha256,
  length(content) as bytes, to_json(fetched_at) #>> '{}' as "fetchedAt"`

/** Files of a span of days, newest first. @param filter.from,to China dates, both ends included */
export function listStatements(
  database: Database,
  filter: {
    readonly institutionId: string
    readonly from: string | null
    readonly to: string | null
    readonly channel: string | null
    readonly limit: number
  },
): Promise<StatementRow[]> {
  return database.query<StatementRow & Record<string, unknown>>(
    `select ${COLUMNS} from medsettle.statement
      where institution_id = $1 and business_date >= coalesce($2::date, '-infinity')
        and business_date <= coalesce($3::date, 'infinity') and ($4::text is null or channel = $4)
      order by business_date desc, channel, kind, fetched_at limit $5`,
    [filter.institutionId, filter.from, filter.to, filter.channel, filter.limit],
  )
}

/** One file's bytes, exactly as the channel sent them. */
export async function readStatementContent(
  database: Database,
  where: {
    readonly institutionId: string
    readonly channel: string
    readonly kind: string
    readonly date: string
    readonly sha256: string
  },
): Promise<{ readonly filename: string; readonly content: Buffer } | null> {
  const [row] = await database.query<{ filename: string; content: Buffer }>(
    `select filename, content from medsettle.statement
      where institution_id = $1 and channel = $2 and kind = $3 and business_date = $4::date
        and sha256 = decode($5, 'hex')`,
    [where.institutionId, where.channel, where.kind, where.date, where.sha256],
  )
  return row ?? null
}
