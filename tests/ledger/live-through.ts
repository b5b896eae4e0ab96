import { brokenSeals, openBooks, readBook } from './books.ts'
import { driveCallers } from './drive-callers.ts'
import type { Book, Call } from './history.ts'
import { planCalls } from './plan-calls.ts'
import { startWriter } from './writer.ts'

const PROCESSES = 3
const CALLERS = 32

export interface Lived {
  readonly history: readonly Call[]
  readonly book: Book
  /** breaks in the chains of seals */
  readonly seals: readonly string[]
  /** what a writer threw instead of answering */
  readonly troubles: readonly string[]
}

/** 32 callers at three writing processes (11 + 11 + 10), on books of their own, until each has heard its last answer. */
export async function liveThrough(ownerUrl: string, seed: number, calls: number): Promise<Lived> {
  const books = await openBooks(ownerUrl, `H${String(seed).padStart(4, '0')}`)
  const writers = await Promise.all(Array.from({ length: PROCESSES }, () => startWriter({ ownerUrl, books })))
  try {
    const plans = planCalls({ seed, callers: CALLERS, calls, processes: PROCESSES })
    const { history, troubles, done } = driveCallers(plans, (caller) => writers[caller % PROCESSES]!)
    await done
    const [book, seals] = [await readBook(ownerUrl, books), await brokenSeals(ownerUrl)]
    return { history, troubles: [...troubles.keys()], book, seals }
  } finally {
    for (const writer of writers) await writer.kill()
  }
}

/** How often callers heard what: `booked`, `booked again`, `DEBIT_LIMIT` … */
export function countAnswers(history: readonly Call[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const one of history.flatMap((call) => call.heard ?? [])) {
    const word = one.posted ? (one.replayed ? 'booked again' : 'booked') : one.code
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return counts
}
