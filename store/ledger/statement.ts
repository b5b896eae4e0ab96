import { invariant } from '../../domain/identity/refusal.ts'
import type { TransferKind } from '../../domain/ledger/transfer.ts'
import type { Database } from '../database.ts'
import { accountRefusal } from './account-refusal.ts'
import { type AccountKind, natural } from './balances.ts'
import {
  ascendingBatches,
  batchesOf,
  bookingNoOf,
  type LineFilter,
  type PostedBatch,
  type Slice,
  sliceOf,
} from './statement-batches.ts'

/** One transfer as an account saw it. Totals and balance are those after this line, fen. */
export interface StatementLine {
  readonly bookingNo: number
  readonly transferId: string
  readonly kind: TransferKind
  readonly counter: string
  readonly code: string
  readonly effectiveDate: string
  /** UTC with microseconds */
  readonly bookedAt: string
  /** 0 for a reservation or its release */
  readonly debit: number
  readonly credit: number
  /** reserved by a pending, fen; minus what a post or void gave free */
  readonly reserved: number
  readonly debitsAfter: number
  readonly creditsAfter: number
  /** on the account's natural side */
  readonly balanceAfter: number
  readonly orderId: string | null
  readonly reversesId: string | null
  readonly pendingId: string | null
}

export interface StatementPage {
  readonly path: string
  readonly kind: AccountKind
  /** decimal places of the account's unit */
  readonly scale: number
  readonly lines: readonly StatementLine[]
  /** give it as `after` to read on; null when there is no more */
  readonly next: number | null
}

export interface StatementQuery extends LineFilter {
  readonly institutionId: string
  readonly path: string
  /** booking number of the last line of the page before; on a backward page the next line is older */
  readonly after?: number
  readonly order?: 'forwards' | 'backwards'
  /** 1 … 1000 */
  readonly limit?: number
}

/**
 * An account's lines in booking order with running balance. Running totals count every line of the account, also those that a
 * filter leaves out. Reads the account's own postings and the transfers they name, never others.
 * @throws RefusalError ACCOUNT_NOT_FOUND
 */
export async function readStatement(database: Database, query: StatementQuery): Promise<StatementPage> {
  const { institutionId, path, limit = 50, order = 'forwards' } = query
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new RangeError('a page has 1 to 1000 lines')
  const [account] = await database.query<{ id: number; kind: AccountKind; scale: number; regionId: string }>(
    `select account_id as id, kind, scale, region_id as "regionId" from medsettle.account where institution_id = $1 and path = $2`,
    [institutionId, path],
  )
  if (!account) throw accountRefusal('ACCOUNT_NOT_FOUND', path)
  const lines: StatementLine[] = []
  const from = { ...query, order, accountId: account.id, regionId: account.regionId, lines: limit + 1 }
  let beyond: number | null = null
  // a filter may leave nothing of some batches: read on until the page is full
  for (let looks = 0; lines.length <= limit; looks++) {
    const batches: PostedBatch[] = await batchesOf(database, { ...from, beyond, looks })
    if (batches.length === 0) break
    const slices = slicesOf(batches, query, limit + 1 - lines.length)
    lines.push(...(await linesOf(database, account, slices, query)))
    beyond = batches.at(-1)!.batchNo
  }
  const page = lines.slice(0, limit)
  return {
    path,
    kind: account.kind,
    scale: account.scale,
    lines: page,
    next: lines.length > limit ? page.at(-1)!.bookingNo : null,
  }
}

function passes(row: Row, { after, order, code, orderId, effectiveFrom, effectiveTo }: StatementQuery): boolean {
  if (!row.inTime) return false
  if (after !== undefined && (order === 'backwards' ? row.bookingNo >= after : row.bookingNo <= after)) return false
  if (code !== undefined && row.code !== code) return false
  if (orderId !== undefined && row.orderId !== orderId) return false
  if (effectiveFrom !== undefined && row.effectiveDate < effectiveFrom) return false
  return effectiveTo === undefined || row.effectiveDate <= effectiveTo
}

interface Row extends Record<string, unknown> {
  readonly bookingNo: number
  readonly transferId: string
  readonly kind: TransferKind
  /** the account is on the debit side */
  readonly debits: boolean
  readonly inTime: boolean
  readonly counter: string
  readonly amount: number
  readonly released: number | null
  readonly code: string
  readonly effectiveDate: string
  readonly bookedAt: string
  readonly orderId: string | null
  readonly reversesId: string | null
  readonly pendingId: string | null
}

/** A page that shows every line needs no more lines than it has room for; behind a filter, nobody knows. */
function slicesOf(batches: readonly PostedBatch[], query: StatementQuery, room: number): Slice[] {
  const { order = 'forwards', after, from, to, effectiveFrom, effectiveTo, code, orderId } = query
  const isFiltered = [from, to, effectiveFrom, effectiveTo, code, orderId].some((one) => one !== undefined)
  let most = isFiltered ? Number.POSITIVE_INFINITY : room
  const slices: Slice[] = []
  for (const batch of batches) {
    if (most <= 0) break
    const slice = sliceOf(batch, { order, ...(after === undefined ? {} : { after }), most })
    slices.push(slice)
    most -= slice.shown
  }
  return slices
}

/** Lines of these batches in the order asked for. */
async function linesOf(
  database: Database,
  { id, kind }: { readonly id: number; readonly kind: AccountKind },
  slices: readonly Slice[],
  query: StatementQuery,
): Promise<StatementLine[]> {
  const bookingNos = slices.flatMap(({ batchNo, read }) => read.map((position) => bookingNoOf(batchNo, position)))
  const rows = await database.query<Row>(LINES, [bookingNos, id, query.from ?? null, query.to ?? null])
  invariant(rows.length === bookingNos.length, `a posting on ${query.path} names a transfer that is not there`)
  const lines: StatementLine[] = []
  let at = 0
  for (const slice of ascendingBatches(slices)) {
    const part = rows.slice(at, at + slice.read.length)
    let before = totalsBefore(slice, part)
    for (const row of part) {
      const line = lineOf(row, kind, before)
      if (passes(row, query)) lines.push(line)
      before = { debits: line.debitsAfter, credits: line.creditsAfter }
    }
    at += part.length
  }
  return query.order === 'backwards' ? lines.reverse() : lines
}

interface Totals {
  readonly debits: number
  readonly credits: number
}

/** The totals-after of the batch, minus all it did, or minus what it did from the first line that was read. */
function totalsBefore(
  { isFromStart, debits, credits, debitsAfter, creditsAfter }: Slice,
  part: readonly Row[],
): Totals {
  if (isFromStart) return { debits: debitsAfter - debits, credits: creditsAfter - credits }
  const sum = (onDebit: boolean): number =>
    part.reduce((fen, row) => (row.debits === onDebit ? fen + movedBy(row) : fen), 0)
  return { debits: debitsAfter - sum(true), credits: creditsAfter - sum(false) }
}

const movedBy = ({ kind, amount }: Row): number => (kind === 'pending' || kind === 'void' ? 0 : amount)

function lineOf(row: Row, kind: AccountKind, before: Totals): StatementLine {
  const { debits: onDebit, inTime: _, amount, released, ...rest } = row
  const moved = movedBy(row)
  const debit = onDebit ? moved : 0
  const credit = onDebit ? 0 : moved
  const debitsAfter = before.debits + debit
  const creditsAfter = before.credits + credit
  const reserved = row.kind === 'pending' ? amount : 0 - (released ?? 0)
  const balanceAfter = natural({ kind, debits: debitsAfter, credits: creditsAfter })
  return { ...rest, debit, credit, reserved, debitsAfter, creditsAfter, balanceAfter }
}

const LINES = `select t.booking_no as "bookingNo", t.transfer_id as "transferId", t.kind, t.debit_account = $2 as debits,
    o.path as counter, t.amount_fen as amount, t.released_fen as released, t.code, t.effective_date as "effectiveDate",
    to_char(t.booked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "bookedAt",
    ($3::timestamptz is null or t.booked_at >= $3) and ($4::timestamptz is null or t.booked_at < $4) as "inTime", t.order_id as "orderId", t.reverses_id as "reversesId", t.pending_id as "pendingId"
  from medsettle.transfer t
  join medsettle.account o on o.account_id = case when t.debit_account = $2 then t.credit_account else t.debit_account end
  where t.booking_no = any ($1) order by t.booking_no`
