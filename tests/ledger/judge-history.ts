import type { Book, Call } from './history.ts'
import { judgeAnswers } from './judge-answers.ts'
import { judgeOrder, timesOf } from './judge-order.ts'
import { judgeRefusals } from './judge-refusals.ts'
import { judgeTimeouts } from './judge-timeouts.ts'
import { judgeTotals } from './judge-totals.ts'
import { replayBook } from './replay.ts'
import { gatherWishes } from './wishes.ts'

/**
 * Strict serialisability of each account: the stored order, booked once more from nothing, explains every answer anybody was
 * given, at a moment when it can have been given. @returns one sentence for each thing that is wrong
 */
export function judgeHistory(calls: readonly Call[], book: Book): string[] {
  const replay = replayBook(book)
  const wishes = gatherWishes(calls)
  const times = timesOf(replay, wishes)
  return [
    ...replay.complaints,
    ...judgeTotals(book, replay),
    ...judgeAnswers(calls, wishes, book, replay),
    ...judgeOrder(replay, times),
    ...judgeTimeouts(replay, wishes),
    ...judgeRefusals(wishes, replay, times),
  ]
}
