import type { Database } from './database.ts'

export interface PositionRow {
  readonly businessDate: string
  readonly payer: string
  readonly channel: string
  readonly valueDate: string
  readonly taken: number
  readonly refunded: number
  readonly fee: number
  readonly disputed: number
  readonly due: number
}

export interface PositionFilter {
  readonly institutionId: string
  /** China dates, both ends included */
  readonly from: string | null
  readonly to: string | null
  readonly after: { readonly businessDate: string; readonly payer: string } | null
  readonly limit: number
}

/** What each payer owes for each day, oldest day first. */
export function listPositions(database: Database, filter: PositionFilter): Promise<PositionRow[]> {
  return database.query<PositionRow & Record<string, unknown>>(
    `select business_date as "businessDate", payer, channel, value_date as "valueDate", taken_fen as taken,
       refunded_fen as refunded, fee_fen as fee, disputed_fen as disputed, due_fen as due
     from medsettle.clearing_position
     where institution_id = $1 and business_date >= coalesce($2::date, '-infinity')
       and business_date <= coalesce($3::date, 'infinity')
       and ($4::date is null or (business_date, payer) > ($4::date, $5::text))
     order by business_date, payer limit $6`,
    [
      filter.institutionId,
      filter.from,
      filter.to,
      filter.after?.businessDate ?? null,
      filter.after?.payer ?? null,
      filter.limit,
    ],
  )
}
