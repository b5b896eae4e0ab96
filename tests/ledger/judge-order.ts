import type { BookRow } from './history.ts'
import type { Life, Replay } from './replay.ts'
import { type Interval, intervalOf, type Wishes } from './wishes.ts'

/** When each row of an account can have been booked, in booking order. */
export type Times = ReadonlyMap<string, readonly Interval[]>

export function timesOf({ lives, byId }: Replay, wishes: Wishes): Times {
  const known = new Map<BookRow, Interval>()
  const timeOf = (row: BookRow): Interval => {
    const time = known.get(row) ?? intervalOf(row, wishes, byId.get(row.pendingId ?? ''))
    known.set(row, time)
    return time
  }
  return new Map([...lives].map(([path, life]) => [path, life.rows.map(timeOf)]))
}

/** Whoever was answered before another asked stands before him on every account both touch. */
export function judgeOrder({ lives }: Replay, times: Times): string[] {
  return [...lives].flatMap(([path, life]) => judgeLife(path, life, times.get(path)!))
}

function judgeLife(path: string, { rows }: Life, times: readonly Interval[]): string[] {
  const wrong: string[] = []
  let earliest = { until: Number.POSITIVE_INFINITY, index: -1 }
  for (let index = rows.length - 1; index >= 0; index--) {
    const { from, until } = times[index]!
    if (earliest.until < from) {
      const later = rows[earliest.index]!
      wrong.push(
        `on ${path} ${later.transferId} was answered ${from - earliest.until} µs before anybody asked for ${rows[index]!.transferId}, and stands behind it`,
      )
    }
    if (until < earliest.until) earliest = { until, index }
  }
  return wrong
}

/** How many rows somebody may have seen who looked at some moment of the interval: at least and at most. */
export function seenBetween(
  times: readonly Interval[],
  { from, until }: Interval,
): readonly [least: number, most: number] {
  let least = 0
  let most = times.length
  for (let index = 0; index < times.length; index++) {
    if (times[index]!.until < from) least = index + 1
    if (times[index]!.from > until) most = Math.min(most, index)
  }
  return [least, Math.max(least, most)]
}
