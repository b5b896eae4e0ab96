import type { Database } from '../database.ts'

/** Which lines of an account are asked for. */
export interface LineFilter {
  /** booked at this instant or later; ISO text keeps microseconds */
  readonly from?: Date | string
  /** booked before this instant */
  readonly to?: Date | string
  /** China dates, both included */
  readonly effectiveFrom?: string
  readonly effectiveTo?: string
  readonly code?: string
  readonly orderId?: string
}

/** What one batch did to the account, all its effective dates together; totals in fen. */
export interface PostedBatch {
  readonly batchNo: number
  readonly debits: number
  readonly credits: number
  readonly debitsAfter: number
  readonly creditsAfter: number
  /** of its transfers in the batch, ascending */
  readonly positions: readonly number[]
}

export interface BatchesFrom extends LineFilter {
  readonly accountId: number
  readonly regionId: string
  readonly order: 'forwards' | 'backwards'
  readonly after?: number
  /** the last batch that was looked at; null before the first look */
  readonly beyond: number | null
  /** batches are given until they hold so many lines beyond the cursor */
  readonly lines: number
  /** looks before this one: each reads further than the one before */
  readonly looks: number
}

const FIRST_BATCHES = 4
const MOST_BATCHES = 2000
const MOST_LINES = 20_000

/** A booking number is batch × 8192 + position (store/ledger/write-batch.ts). */
const POSITIONS = 8192
const NUMBERS = { forwards: Number.MAX_SAFE_INTEGER, backwards: -1 } as const

export const bookingNoOf = (batchNo: number, position: number): number => batchNo * POSITIONS + position

export const ascendingBatches = <Batch extends { readonly batchNo: number }>(batches: readonly Batch[]): Batch[] =>
  [...batches].sort((a, b) => a.batchNo - b.batchNo)

/** The part of a batch that has to be read, ascending. */
export interface Slice extends PostedBatch {
  readonly read: readonly number[]
  /** how many of them lie beyond the cursor */
  readonly shown: number
  /** running totals start before the first line of the batch, or end after its last */
  readonly isFromStart: boolean
}

/** Lines of a batch that a page may show, and those on the shorter way to its first or last line, which the totals need. */
export function sliceOf(
  batch: PostedBatch,
  { order, after, most }: { readonly order: 'forwards' | 'backwards'; readonly after?: number; readonly most: number },
): Slice {
  const { batchNo, positions } = batch
  const isBeyond = (position: number): boolean => {
    const bookingNo = bookingNoOf(batchNo, position)
    return after === undefined || (order === 'forwards' ? bookingNo > after : bookingNo < after)
  }
  const beyond = positions.filter(isBeyond).length
  const shown = Math.min(beyond, most)
  const first = order === 'forwards' ? positions.length - beyond : beyond - shown
  const isFromStart = first + shown <= positions.length - first
  return {
    ...batch,
    shown,
    isFromStart,
    read: isFromStart ? positions.slice(0, first + shown) : positions.slice(first),
  }
}

/** The account's next batches that may hold lines the filter lets through, in the order asked for; empty when there are no more. */
export async function batchesOf(database: Database, from: BatchesFrom): Promise<PostedBatch[]> {
  const [low, high] = await range(database, from)
  if (low > high) return []
  const most = Math.min(FIRST_BATCHES * 4 ** from.looks, MOST_BATCHES)
  const batchNos = await candidates(database, from, { low, high, most })
  if (batchNos.length === 0) return []
  const batches = await database.query<PostedBatch & Record<string, unknown>>(POSTED, [from.accountId, batchNos])
  if (from.order === 'backwards') batches.reverse()
  return enough(batches, from)
}

/** Batches until they hold the lines asked for, and more with each look: a filter may let few through. */
function enough(batches: readonly PostedBatch[], { lines, looks, after, order }: BatchesFrom): PostedBatch[] {
  const wanted = Math.min(lines * 4 ** looks, MOST_LINES)
  const cut = after === undefined ? { order } : { order, after }
  let count = 0
  let held = 0
  while (count < batches.length && held < wanted) {
    const { read } = sliceOf(batches[count++]!, { ...cut, most: wanted })
    held += read.length
  }
  return batches.slice(0, count)
}

/** Batch numbers that can matter: after the cursor and what was looked at, and inside the time asked for. */
async function range(database: Database, from: BatchesFrom): Promise<readonly [low: number, high: number]> {
  let low = 0
  let high = NUMBERS.forwards
  const cursor = from.after === undefined ? null : Math.floor(from.after / POSITIONS)
  if (from.order === 'forwards') low = from.beyond === null ? (cursor ?? 0) : from.beyond + 1
  else high = from.beyond === null ? (cursor ?? high) : from.beyond - 1
  if (from.from === undefined && from.to === undefined) return [low, high]
  const [row] = await database.query<{ low: number | null; high: number | null }>(
    // what was booked before an instant has at most the number of the last batch until then; a batch on another account may
    // have a higher number and an earlier time, so the lower end looks back by the same moment
    `select case when $1::timestamptz is null then 0
        else coalesce(medsettle.last_batch_at($1::timestamptz - interval '10 seconds'), 0) end as low,
      case when $2::timestamptz is null then ${NUMBERS.forwards} else coalesce(medsettle.last_batch_at($2), -1) end as high`,
    [from.from ?? null, from.to ?? null],
  )
  return [Math.max(low, row!.low ?? 0), Math.min(high, row!.high ?? NUMBERS.forwards)]
}

interface Within {
  readonly low: number
  readonly high: number
  readonly most: number
}

async function candidates(database: Database, from: BatchesFrom, { low, high, most }: Within): Promise<number[]> {
  const direction = from.order === 'forwards' ? 'asc' : 'desc'
  const { accountId, regionId, orderId, effectiveFrom, effectiveTo } = from
  let text = byAccount(direction)
  const values: unknown[] = [accountId, low, high, most]
  if (orderId !== undefined) {
    text = byOrder(direction)
    values.push(regionId, orderId)
  } else if (effectiveFrom !== undefined || effectiveTo !== undefined) {
    text = byEffectiveDate(direction)
    values.push(effectiveFrom ?? '-infinity', effectiveTo ?? 'infinity')
  }
  return (await database.query<{ batchNo: number }>(text, values)).map((row) => row.batchNo)
}

const byAccount = (direction: string): string => `select distinct batch_no as "batchNo" from medsettle.posting
  where account_id = $1 and batch_no between $2 and $3 order by batch_no ${direction} limit $4`

const byOrder = (
  direction: string,
): string => `select distinct booking_no / ${POSITIONS} as "batchNo" from medsettle.transfer
  where region_id = $5 and order_id = $6 and (debit_account = $1 or credit_account = $1)
    and booking_no / ${POSITIONS} between $2 and $3 order by 1 ${direction} limit $4`

/**
 * What belongs to a day was mostly booked on it, so the day's batches are looked at; what was booked on another day has an index
 * of its own. Ten seconds: last_batch_at says why.
 */
const byEffectiveDate = (direction: string): string => `select distinct batch_no as "batchNo" from (
    (select batch_no from medsettle.posting where account_id = $1 and effective_date between $5::date and $6::date
      and batch_no between greatest($2, coalesce((select medsettle.last_batch_at($5::date::timestamp at time zone 'Asia/Shanghai'
          - interval '10 seconds')), 0))
        and least($3, coalesce((select medsettle.last_batch_at(($6::date + 1)::timestamp at time zone 'Asia/Shanghai')), 0))
      order by batch_no ${direction} limit $4)
    union all
    (select batch_no from medsettle.posting where account_id = $1 and effective_date between $5::date and $6::date
      and effective_date <> booked_date and batch_no between $2 and $3)
  ) b order by 1 ${direction} limit $4`

const POSTED = `select p.batch_no as "batchNo", sum(p.debits_fen)::bigint as debits, sum(p.credits_fen)::bigint as credits,
    max(p.debits_after_fen) as "debitsAfter", max(p.credits_after_fen) as "creditsAfter",
    array(select n from medsettle.posting o cross join lateral unnest(o.positions) n
      where o.account_id = $1 and o.batch_no = p.batch_no order by n) as positions
  from medsettle.posting p where p.account_id = $1 and p.batch_no = any ($2) group by p.batch_no order by p.batch_no`
