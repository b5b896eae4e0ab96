import { needsOf } from '../../domain/ledger/limit-needs.ts'
import { type KeptRefusal, type Row, type Sheet, touchedBy } from '../../domain/ledger/sheet.ts'
import type { Step } from '../../domain/order/step.ts'
import type { Database } from '../database.ts'
import { int2Array, int4Array, int8Array, textArray } from './binary-arrays.ts'
import type { BooksOf } from './load-books.ts'
import { digestOf } from './seal-text.ts'
import { stepTexts } from './step-texts.ts'

export interface BatchWritten {
  /** of the first transfer; null when none was written */
  readonly firstBookingNo: number | null
  readonly chain: string
}

export interface Batch {
  readonly books: BooksOf
  /** the writer's chain of seals; null before its first batch */
  readonly chain: string | null
  readonly sheet: Sheet
  readonly steps: readonly Step[]
}

/** Batches are at most this long: a booking number is batch × 8192 + position. */
export const LONGEST_BATCH = 8192

const SQL = `select batch_no as "batchNo", chain_id as chain from medsettle.write_batch(
  $1, $2, $3, $4::text[], $5::int8[], $6::int4[], $7::int8[], $8::int8[], $9::int8[], $10::int8[], $11::int8[], $12::int8[],
  $13::int8[], $14::date[], $15::int8[], $16::int8[], $17::int4[], $18::int4[], $19::int2[],
  $20::text[], $21::text[], $22::int8[], $23::int8[], $24::int8[], $25::text[], $26::date[],
  $27::text[], $28::text[], $29::text[], $30::text[], $31::text[], $32::text[],
  $33::int8[], $34::int8[], $35::int8[], $36::int8[], $37::text[], $38::bytea, $39::jsonb)`

/** One statement, one transaction. @throws what PostgreSQL says: 40001 LEDGER_STALE or STALE_ORDER, 23505 an id that was there */
export async function writeBatch(database: Database, batch: Batch): Promise<BatchWritten> {
  const { books, chain, sheet, steps } = batch
  const refusals = [...sheet.refusals.values()]
  const texts = stepTexts(steps)
  const [row] = await database.query<{ batchNo: number | null; chain: string | null }>(SQL, [
    books.regionId,
    books.institutionId,
    chain,
    texts === null ? null : textArray(texts),
    ...(sheet.rows.length === 0 ? NO_TRANSFERS : transferParameters(books, sheet)),
    refusals.length === 0 ? null : JSON.stringify(refusals satisfies KeptRefusal[]),
  ])
  const { batchNo, chain: own } = row!
  return {
    firstBookingNo: batchNo === null ? null : batchNo * LONGEST_BATCH,
    chain: own ?? chain ?? '',
  }
}

const NO_TRANSFERS: readonly null[] = Array.from({ length: 34 }, () => null)

function transferParameters(books: BooksOf, sheet: Sheet): unknown[] {
  const { rows } = sheet
  const touched = touchedBy(sheet).sort((a, b) => a.account.accountId - b.account.accountId)
  const { needs, exact } = needsOf(sheet)
  return [
    int8Array(touched.map((one) => one.account.accountId)),
    int4Array(touched.map((one) => one.account.termsNo)),
    int8Array(touched.map((one) => (exact.has(one.account.accountId) ? one.account.version : -1))),
    int8Array(touched.map((one) => needs.get(one.account.accountId) ?? 0)),
    int8Array(touched.map((one) => one.debits)),
    int8Array(touched.map((one) => one.credits)),
    int8Array(touched.map((one) => one.debitsPending)),
    int8Array(touched.map((one) => one.creditsPending)),
    ...postingParameters(rows),
    textArray(rows.map((row) => row.transferId)),
    textArray(rows.map((row) => row.kind)),
    int8Array(rows.map((row) => row.debit)),
    int8Array(rows.map((row) => row.credit)),
    int8Array(rows.map((row) => row.amount)),
    textArray(rows.map((row) => row.code)),
    dateArray(rows.map((row) => row.effectiveDate)),
    textsOrNull(rows, 'pendingId'),
    textsOrNull(rows, 'reversesId'),
    textsOrNull(rows, 'orderId'),
    textsOrNull(rows, 'attemptId'),
    textsOrNull(rows, 'refundId'),
    textsOrNull(rows, 'billId'),
    numbersOrNull(rows, 'asked'),
    numbersOrNull(rows, 'released'),
    numbersOrNull(rows, 'timeoutMs'),
    numbersOrNull(rows, 'expiresAt'),
    textsOrNull(rows, 'metadata'),
    digestOf(books.institutionId, rows),
  ]
}

type TextField = 'pendingId' | 'reversesId' | 'orderId' | 'attemptId' | 'refundId' | 'billId' | 'metadata'
type NumberField = 'asked' | 'released' | 'timeoutMs' | 'expiresAt'

/** A column that no row fills is not sent at all. */
const textsOrNull = (rows: readonly Row[], field: TextField): Buffer | null =>
  rows.some((row) => row[field] !== null) ? textArray(rows.map((row) => row[field])) : null

const numbersOrNull = (rows: readonly Row[], field: NumberField): Buffer | null =>
  rows.some((row) => row[field] !== null) ? int8Array(rows.map((row) => row[field])) : null

/** Dates repeat; as text they are parsed once each by the database. */
const dateArray = (dates: readonly string[]): string => `{${dates.join(',')}}`

interface Posting {
  readonly account: number
  readonly date: string
  debits: number
  credits: number
  readonly positions: number[]
}

/** What the batch does to each account on each effective date, and at which positions. */
function postingParameters(rows: readonly Row[]): unknown[] {
  const postings = new Map<number, Posting[]>()
  const postingOf = (account: number, date: string): Posting => {
    const ofAccount = postings.get(account) ?? []
    const known = ofAccount.find((one) => one.date === date)
    if (known) return known
    const posting: Posting = { account, date, debits: 0, credits: 0, positions: [] }
    ofAccount.push(posting)
    postings.set(account, ofAccount)
    return posting
  }
  for (const [position, row] of rows.entries()) {
    const moved = row.kind === 'pending' || row.kind === 'void' ? 0 : row.amount
    const debit = postingOf(row.debit, row.effectiveDate)
    const credit = postingOf(row.credit, row.effectiveDate)
    debit.debits += moved
    debit.positions.push(position)
    credit.credits += moved
    credit.positions.push(position)
  }
  const all = [...postings.values()].flat()
  const from: number[] = []
  const to: number[] = []
  const positions: number[] = []
  for (const posting of all) {
    from.push(positions.length + 1)
    for (const position of posting.positions) positions.push(position)
    to.push(positions.length)
  }
  return [
    int8Array(all.map((one) => one.account)),
    dateArray(all.map((one) => one.date)),
    int8Array(all.map((one) => one.debits)),
    int8Array(all.map((one) => one.credits)),
    int4Array(from),
    int4Array(to),
    int2Array(positions),
  ]
}
