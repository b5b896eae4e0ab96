import { chinaDate } from '../../domain/identity/clock.ts'
import { EXPIRY_CODE, openSheet, type Sheet } from '../../domain/ledger/sheet.ts'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import { expiryId } from '../../domain/ledger/transfer-target.ts'
import type { Database } from '../database.ts'
import { type BookCache, openBookCache } from './book-cache.ts'
import { type Decided, decideJob, mayBeOld, tell } from './decide-job.ts'
import type { Job } from './job.ts'
import { type BooksOf, loadExpired } from './load-books.ts'
import { type OrderVersions, rememberVersions } from './order-versions.ts'
import { writeBatch } from './write-batch.ts'

/** A second without looking for reservations whose time is over. */
const EXPIRY_EVERY_MS = 1000
/** Of three writers on one limited account each loses two times in three; a caller hears of it once in 10⁸ batches. */
const MOST_TRIES = 50

/** Decides and writes one batch after the other; never two at a time. */
export interface BatchWriter {
  /** answers every job */
  write(jobs: readonly Job[]): Promise<void>
  /** releases some of the reservations whose time is over @returns how many */
  expire(): Promise<number>
}

interface Desk {
  readonly database: Database
  readonly books: BooksOf
  readonly cache: BookCache
  readonly longest: number
  now(): Date
  /** the chain of seals this writer began with its first batch */
  chain: string | null
  /** ms since epoch */
  lookedForExpired: number
  readonly versions: OrderVersions
}

export function openBatchWriter(
  database: Database,
  books: BooksOf,
  how: { now(): Date; readonly longest: number },
): BatchWriter {
  const desk: Desk = {
    ...{ database, books, ...how },
    cache: openBookCache(database, books),
    chain: null,
    lookedForExpired: Number.NEGATIVE_INFINITY,
    versions: rememberVersions(),
  }
  return { write: (jobs) => write(desk, jobs), expire: () => expireDue(desk) }
}

async function write(desk: Desk, given: readonly Job[]): Promise<void> {
  const jobs = desk.versions.refuseStale(given)
  if (jobs.length === 0) return
  try {
    if (desk.now().getTime() - desk.lookedForExpired >= EXPIRY_EVERY_MS) await expireDue(desk)
    await writeJobs(desk, jobs)
  } catch (error) {
    // one step that cannot be written must not take the others with it
    if (jobs.length > 1 && jobs.some((job) => job.step !== null) && !isConnectionTrouble(error))
      for (const job of jobs) await write(desk, [job])
    else for (const job of jobs) job.reject(error)
  }
}

async function writeJobs(desk: Desk, jobs: readonly Job[], isExpiry = false): Promise<void> {
  const { cache } = desk
  const groups = jobs.flatMap((job) => job.groups)
  let exact = false
  for (let tries = 1; ; tries++) {
    await cache.prepare(groups, { exact, open: jobs.some((job) => job.step !== null) })
    const at = desk.now()
    const sheet = openSheet(cache, at.getTime(), chinaDate(at), isExpiry)
    const decided = jobs.map((job) => decideJob(sheet, job))
    if (exact || !decided.some(({ decisions }) => decisions.some(mayBeOld))) {
      try {
        tell(decided, await writeSheet(desk, sheet, decided))
        return
      } catch (error) {
        cache.forget(sheet)
        if (!mayTryAgain(error) || tries >= MOST_TRIES) throw error
      }
    } else cache.forget(sheet)
    // A refusal is the last word, and a batch that did not fit was decided on old memory: look whether the ids were there
    // before, at the accounts as they are now, and release what has run out.
    exact = true
    if (!isExpiry) await expireDue(desk)
  }
}

async function writeSheet(desk: Desk, sheet: Sheet, decided: readonly Decided[]) {
  const standing = decided.filter((one) => one.failed === null)
  const steps = standing.flatMap((one) => (one.job.step === null ? [] : [one.job.step]))
  if (sheet.rows.length === 0 && sheet.refusals.size === 0 && steps.length === 0) return { firstBookingNo: null }
  const { database, books, chain } = desk
  const written = await writeBatch(database, { books, chain, sheet, steps })
  if (written.firstBookingNo !== null) {
    desk.chain = written.chain
    desk.cache.fold(sheet, written.firstBookingNo)
  }
  desk.versions.keep(steps)
  return written
}

async function expireDue(desk: Desk): Promise<number> {
  const at = desk.now()
  desk.lookedForExpired = at.getTime()
  const ids = await loadExpired(desk.database, desk.books, at, desk.longest)
  if (ids.length === 0) return 0
  let expired = 0
  // one that another process released first is not counted: whoever calls until nothing is left must come to an end
  const count: Job['resolve'] = ({ answers }) => {
    if (answers[0]!.posted && !answers[0]!.replayed) expired++
  }
  const jobs = ids.map((id): Job => {
    const release: TransferRequest = { transferId: expiryId(id), kind: 'void', pendingId: id, code: EXPIRY_CODE }
    return { groups: [[release]], length: 1, step: null, resolve: count, reject: () => {} }
  })
  await writeJobs(desk, jobs, true)
  return expired
}

/** The batch was decided on something that is not true any more: what was remembered, or that an id was new. */
function mayTryAgain(error: unknown): boolean {
  const { code, message, constraint } = error as { code?: string; message?: string; constraint?: string }
  if (code === '40P01' || constraint === 'limit_holds') return true
  if (code === '40001') return message?.startsWith('LEDGER_STALE') ?? false
  return code === '23505' && (constraint === 'transfer_pkey' || constraint === 'transfer_answers_once')
}

const isConnectionTrouble = (error: unknown): boolean => {
  const { code } = error as { code?: string }
  return code === undefined || /^(08|57P|53)/.test(code) || code.startsWith('E')
}
