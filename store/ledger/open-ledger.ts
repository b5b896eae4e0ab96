import { setImmediate as nextTurn } from 'node:timers/promises'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import type { Step } from '../../domain/order/step.ts'
import type { Database } from '../database.ts'
import { openBatchWriter } from './batch-writer.ts'
import type { Job, TransferAnswer, Written } from './job.ts'
import type { BooksOf } from './load-books.ts'
import { LONGEST_BATCH } from './write-batch.ts'

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
  commit(step: Step): Promise<number>
  /** Releases reservations whose time is over. @returns how many */
  expire(): Promise<number>
}

export interface LedgerOptions {
  now(): Date
  /** transfers written by one statement, at most */
  readonly most?: number
}

export function openLedger(database: Database, books: BooksOf, { now, most = 2000 }: LedgerOptions): Ledger {
  const longest = Math.min(most, LONGEST_BATCH)
  const writer = openBatchWriter(database, books, { now, longest })
  const inTurn = oneAfterTheOther()
  const submit = gather(longest, (jobs) => inTurn(() => writer.write(jobs)))
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
    commit: async (step) => (await submit([step.transfers ?? []], step)).version,
    expire: async () => {
      let expired = 0
      for (let some = await inTurn(writer.expire); some > 0; some = await inTurn(writer.expire)) expired += some
      return expired
    },
  }
}

/** What is remembered of the books serves one batch at a time. */
function oneAfterTheOther(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work)
    last = mine.catch(() => {})
    return mine
  }
}

/** As many as fit, in the order they came; of two steps of one order the second waits, because it will find the order moved. */
function nextBatch(queue: readonly Job[], longest: number): { now: Job[]; later: Job[] } {
  const now: Job[] = []
  const later: Job[] = []
  const orders = new Set<string>()
  let length = 0
  let isFull = false
  for (const job of queue) {
    const orderId = job.step?.order?.orderId
    isFull ||= now.length > 0 && length + job.length > longest
    if (isFull || (orderId !== undefined && orders.has(orderId))) later.push(job)
    else {
      now.push(job)
      length += job.length
      if (orderId !== undefined) orders.add(orderId)
    }
  }
  return { now, later }
}

/** Writes until nobody waits. Whoever comes while a batch is under way is in the next one. */
function gather(longest: number, write: (jobs: readonly Job[]) => Promise<void>) {
  let queue: Job[] = []
  let isWriting = false
  const take = (): Job[] => {
    const { now, later } = nextBatch(queue, longest)
    queue = later
    return now
  }
  const pump = async (): Promise<void> => {
    isWriting = true
    try {
      while (queue.length > 0) {
        // whoever asks in this same turn comes along, also those who were answered just now
        await nextTurn()
        await write(take())
      }
    } finally {
      isWriting = false
    }
  }
  return (groups: Job['groups'], step: Step | null): Promise<Written> =>
    new Promise((resolve, reject) => {
      const length = groups.reduce((sum, group) => sum + group.length, 0)
      if (length > longest) throw new RangeError(`a call has at most ${longest} transfers`)
      queue.push({ groups, length, step, resolve, reject })
      if (!isWriting) void pump()
    })
}
