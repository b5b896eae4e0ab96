import { setImmediate as nextTurn } from 'node:timers/promises'
import { chinaDate } from '../../domain/identity/clock.ts'
import { type Refusal, RefusalError } from '../../domain/identity/refusal.ts'
import { type Decision, decideGroup } from '../../domain/ledger/decide-transfers.ts'
import { EXPIRY_CODE, openSheet, type Sheet } from '../../domain/ledger/sheet.ts'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import { expiryId } from '../../domain/ledger/transfer-target.ts'
import type { Database } from '../database.ts'
import { openBookCache } from './book-cache.ts'
import { type BooksOf, loadExpired } from './load-books.ts'
import { LONGEST_BATCH, writeBatch } from './write-batch.ts'

/** What a caller is told of one transfer. */
export type TransferAnswer =
  | {
      readonly posted: true
      readonly transferId: string
      readonly bookingNo: number
      /** fen moved or reserved; of a balancing transfer what the limits allowed */
      readonly amount: number
      readonly replayed: boolean
    }
  | { readonly posted: false; readonly transferId: string; readonly refusal: Refusal; readonly replayed: boolean }

/** One institution's ledger, as one process writes it. */
export interface Ledger {
  /** Transfers that all post or all fail; answered when they are on disk. Callers' groups are gathered and written together. */
  post(group: readonly TransferRequest[]): Promise<TransferAnswer[]>
  /** Many transfers, each on its own, in one call; in the order of booking. */
  postEach(transfers: readonly TransferRequest[]): Promise<TransferAnswer[]>
  /**
   * A step of the money's road with its transfers, all or nothing; accounts open themselves.
   * @returns the order's new version @throws RefusalError when a transfer is refused; what the database throws when the step is
   */
  commit(step: string, transfers: readonly TransferRequest[]): Promise<number>
  /** Releases reservations whose time is over. @returns how many */
  expire(): Promise<number>
}

interface Job {
  /** each posts or fails by itself; a step has one */
  readonly groups: readonly (readonly TransferRequest[])[]
  readonly length: number
  readonly step: string | null
  resolve(done: { readonly answers: TransferAnswer[]; readonly version: number }): void
  reject(error: unknown): void
}

export interface LedgerOptions {
  now(): Date
  /** transfers written by one statement, at most */
  readonly most?: number
}

/** A second without looking for reservations whose time is over. */
const EXPIRY_EVERY_MS = 1000
/** Of three writers on one limited account each loses two times in three; a caller hears of it once in 10⁸ batches. */
const MOST_TRIES = 50

export function openLedger(database: Database, books: BooksOf, { now, most = 2000 }: LedgerOptions): Ledger {
  const cache = openBookCache(database, books)
  const longest = Math.min(most, LONGEST_BATCH)
  let queue: Job[] = []
  let isWriting = false
  let chain: string | null = null
  let lookedForExpired = Number.NEGATIVE_INFINITY

  const submit = (groups: Job['groups'], step: string | null) =>
    new Promise<{ readonly answers: TransferAnswer[]; readonly version: number }>((resolve, reject) => {
      const length = groups.reduce((sum, group) => sum + group.length, 0)
      if (length > longest) throw new RangeError(`a call has at most ${longest} transfers`)
      queue.push({ groups, length, step, resolve, reject })
      if (!isWriting) void pump()
    })

  let lastTurn: Promise<unknown> = Promise.resolve()
  /** What is remembered serves one batch at a time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = lastTurn.then(work)
    lastTurn = mine.catch(() => {})
    return mine
  }

  /** Writes until nobody waits. Whoever comes while a batch is under way is in the next one. */
  const pump = async (): Promise<void> => {
    isWriting = true
    try {
      while (queue.length > 0) {
        // whoever asks in this same turn comes along, also those who were answered just now
        await nextTurn()
        await inTurn(() => write(takeJobs()))
      }
    } finally {
      isWriting = false
    }
  }

  const takeJobs = (): Job[] => {
    let count = 0
    let length = 0
    while (count < queue.length && (count === 0 || length + queue[count]!.length <= longest))
      length += queue[count++]!.length
    const jobs = queue.slice(0, count)
    queue = queue.slice(count)
    return jobs
  }

  const write = async (jobs: readonly Job[]): Promise<void> => {
    try {
      await expireNowAndThen()
      await writeJobs(jobs)
    } catch (error) {
      // one step that cannot be written must not take the others with it
      if (jobs.length > 1 && jobs.some((job) => job.step !== null) && !isConnectionTrouble(error))
        for (const job of jobs) await write([job])
      else for (const job of jobs) job.reject(error)
    }
  }

  const writeJobs = async (jobs: readonly Job[], isExpiry = false): Promise<void> => {
    let exact = false
    for (let tries = 1; ; tries++) {
      const groups = jobs.flatMap((job) => job.groups)
      await cache.prepare(groups, { exact, open: jobs.some((job) => job.step !== null) })
      const at = now()
      const sheet = openSheet(cache, at.getTime(), chinaDate(at), isExpiry)
      const decided = jobs.map((job) => decideJob(sheet, job))
      if (!exact && decided.some(({ decisions }) => decisions.some(mayBeOld))) {
        // a refusal is the last word: look whether the id was there before, and at the accounts as they are now
        exact = true
        cache.forget(sheet)
        if (!isExpiry) await expireDue()
        continue
      }
      const standing = decided.filter((one) => one.failed === null)
      try {
        const written = await writeSheet(sheet, standing)
        tell(decided, written)
        return
      } catch (error) {
        cache.forget(sheet)
        if (!mayTryAgain(error) || tries >= MOST_TRIES) throw error
        exact = true
      }
    }
  }

  const writeSheet = async (sheet: Sheet, standing: readonly Decided[]) => {
    const steps = standing.flatMap((one) => (one.job.step === null ? [] : [one.job.step]))
    if (sheet.rows.length === 0 && sheet.refusals.size === 0 && steps.length === 0)
      return { versions: [] as readonly number[], firstBookingNo: null }
    const written = await writeBatch(database, { books, chain, sheet, steps })
    if (written.firstBookingNo !== null) {
      chain = written.chain
      cache.fold(sheet, written.firstBookingNo)
    }
    return written
  }

  const expireNowAndThen = async (): Promise<void> => {
    if (now().getTime() - lookedForExpired < EXPIRY_EVERY_MS) return
    await expireDue()
  }

  const expireDue = async (): Promise<number> => {
    const at = now()
    lookedForExpired = at.getTime()
    const ids = await loadExpired(database, books, at, longest)
    if (ids.length === 0) return 0
    const voids = ids.map(
      (id): TransferRequest => ({ transferId: expiryId(id), kind: 'void', pendingId: id, code: EXPIRY_CODE }),
    )
    let expired = 0
    // one that another process released first is not counted: whoever calls until nothing is left must come to an end
    const count: Job['resolve'] = ({ answers }) => {
      if (answers[0]!.posted && !answers[0]!.replayed) expired++
    }
    const jobs = voids.map((one): Job => ({ groups: [[one]], length: 1, step: null, resolve: count, reject: () => {} }))
    await writeJobs(jobs, true)
    return expired
  }

  return {
    post: async (group) => (await submit([group], null)).answers,
    postEach: async (transfers) => {
      const answers: TransferAnswer[] = []
      for (let from = 0; from < transfers.length; from += longest) {
        const some = transfers.slice(from, from + longest).map((one) => [one])
        answers.push(...(await submit(some, null)).answers)
      }
      return answers
    },
    commit: async (step, transfers) => (await submit([transfers], step)).version,
    expire: async () => {
      let expired = 0
      for (let some = await inTurn(expireDue); some > 0; some = await inTurn(expireDue)) expired += some
      return expired
    },
  }
}

interface Decided {
  readonly job: Job
  readonly decisions: readonly Decision[]
  /** a step whose transfers were refused is not written */
  readonly failed: Refusal | null
}

function decideJob(sheet: Sheet, job: Job): Decided {
  const decisions = job.groups.flatMap((group) => (group.length === 0 ? [] : decideGroup(sheet, group)))
  if (job.step === null) return { job, decisions, failed: null }
  // the road finds another way and comes again: its refusals are not kept
  for (const one of job.groups.flat()) sheet.refusals.delete(one.transferId)
  const refusals = decisions.flatMap((one) => (one.kind === 'refused' ? [one.refusal] : []))
  const failed = refusals.find((one) => one.code !== 'GROUP_FAILED') ?? refusals[0] ?? null
  return { job, decisions, failed }
}

/**
 * Memory may be old, so a "no" that depends on the books is looked at again before it is given. So is a balancing transfer
 * that got less than it asked for: a reservation may have run out since.
 */
const mayBeOld = (one: Decision): boolean => {
  if (one.kind === 'booked') return one.row.asked !== null && one.row.amount < one.row.asked
  return (
    one.kind === 'refused' && !(one.refusal.code.startsWith('TRANSFER_') && one.refusal.code !== 'TRANSFER_ID_TAKEN')
  )
}

function tell(
  decided: readonly Decided[],
  written: { readonly versions: readonly number[]; readonly firstBookingNo: number | null },
): void {
  const numbers = new Map<string, number>()
  for (const { decisions } of decided)
    for (const one of decisions)
      if (one.kind === 'booked') numbers.set(one.row.transferId, written.firstBookingNo! + one.position)
  let step = 0
  for (const { job, decisions, failed } of decided) {
    if (failed) {
      job.reject(new RefusalError(failed))
      continue
    }
    const requests = job.groups.flat()
    const answers = decisions.map((one, index) => answerOf(one, requests[index]!.transferId, numbers))
    job.resolve({ answers, version: job.step === null ? 0 : written.versions[step++]! })
  }
}

function answerOf(decision: Decision, transferId: string, numbers: ReadonlyMap<string, number>): TransferAnswer {
  if (decision.kind === 'refused')
    return { posted: false, transferId, refusal: decision.refusal, replayed: decision.replayed }
  const bookingNo = decision.kind === 'replayed' ? decision.bookingNo : numbers.get(transferId)!
  return { posted: true, transferId, bookingNo, amount: decision.row.amount, replayed: decision.kind !== 'booked' }
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
