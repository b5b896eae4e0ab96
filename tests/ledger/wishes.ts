import type { Asked, BookRow, Call, Heard } from './history.ts'
import { append } from './replay.ts'

/** One telling of a wish, and what came back. */
export interface Told {
  readonly call: Call
  /** of the transfer in its group */
  readonly index: number
  readonly heard: Heard | null
}

/** An id with one content, however often and by whomever it was asked for. */
export interface Wish {
  readonly asked: Asked
  readonly told: Told[]
  /** µs: nobody asked before this */
  readonly first: number
}

export type Wishes = ReadonlyMap<string, readonly Wish[]>

export function gatherWishes(calls: readonly Call[]): Wishes {
  const byContent = new Map<string, Told[]>()
  for (const call of calls)
    for (const [index, asked] of call.group.entries())
      append(byContent, contentOf(asked), { call, index, heard: call.heard?.[index] ?? null })
  const wishes = new Map<string, Wish[]>()
  for (const told of byContent.values()) {
    const asked = askedOf(told[0]!)
    append(wishes, asked.transferId, { asked, told, first: Math.min(...told.map((one) => one.call.start)) })
  }
  return wishes
}

export const askedOf = ({ call, index }: Told): Asked => call.group[index]!

const contentOf = (asked: Asked): string => JSON.stringify(Object.entries(asked).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The row is what was asked for; what the request leaves open, the row may fill in. */
export function isWhatWasAsked(row: BookRow, asked: Asked): boolean {
  const open = (wish: unknown, stands: unknown): boolean => wish === undefined || wish === stands
  return (
    row.kind === asked.kind &&
    row.code === asked.code &&
    row.pendingId === (asked.pendingId ?? null) &&
    row.reversesId === (asked.reversesId ?? null) &&
    row.timeoutMs === (asked.timeoutMs ?? null) &&
    (row.expires === null) === (asked.timeoutMs === undefined) &&
    open(asked.debit, row.debit) &&
    open(asked.credit, row.credit) &&
    open(asked.effectiveDate, row.effectiveDate) &&
    isAmountAsked(row, asked)
  )
}

function isAmountAsked(row: BookRow, asked: Asked): boolean {
  if (asked.balancing) return row.asked === asked.amount
  if (row.asked !== null) return false
  if (asked.amount !== undefined) return row.amount === asked.amount
  return row.kind === 'reversal' || row.amount === row.released
}

export const wishOf = (row: BookRow, wishes: Wishes): Wish | undefined =>
  wishes.get(row.transferId)?.find((wish) => isWhatWasAsked(row, wish.asked))

/** µs: booked at some moment between them, as far as anybody can tell. */
export interface Interval {
  readonly from: number
  readonly until: number
}

/** From the first time anybody asked until the first time anybody was told. */
export function intervalOf(row: BookRow, wishes: Wishes, pending: BookRow | undefined): Interval {
  const wish = wishOf(row, wishes)
  // the ledger's own release: not before the time of the reservation is over
  if (!wish) return { from: pending?.expires ?? Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }
  const heard = wish.told.filter((one) => one.heard?.posted).map((one) => one.call.end)
  return { from: wish.first, until: Math.min(Number.POSITIVE_INFINITY, ...heard) }
}
