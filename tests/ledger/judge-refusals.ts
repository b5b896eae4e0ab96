import type { Asked, BookRow } from './history.ts'
import { seenBetween, type Times } from './judge-order.ts'
import { CLOCK_STEP } from './judge-timeouts.ts'
import { creditRoom, debitRoom, type Replay } from './replay.ts'
import { askedOf, type Interval, intervalOf, type Told, type Wishes } from './wishes.ts'

interface Case {
  readonly asked: Asked
  /** what the group did before this transfer was looked at */
  readonly before: readonly Asked[]
  /** when somebody looked */
  readonly looked: Interval
  readonly message: string
  readonly told: Told
  readonly wishes: Wishes
  readonly replay: Replay
  readonly times: Times
}

/** A "no" must have been true at some moment between question and answer. */
export function judgeRefusals(wishes: Wishes, replay: Replay, times: Times): string[] {
  const wrong: string[] = []
  for (const wish of [...wishes.values()].flat())
    for (const told of wish.told) {
      const { heard, call, index } = told
      if (!heard || heard.posted) continue
      // an answer said again may be as old as the first question
      const from = heard.replayed ? Math.min(wish.first, call.start) : call.start
      const before = call.group.slice(0, index)
      const looked = { from, until: call.end }
      const one = { asked: askedOf(told), before, looked, message: heard.message, told, wishes, replay, times }
      const isPossible = POSSIBLE[heard.code]
      if (!isPossible) wrong.push(`${wish.asked.transferId} was told ${heard.code}, which nothing here can cause`)
      else if (!isPossible(one))
        wrong.push(`${wish.asked.transferId} was told ${heard.code}, which was true at no moment of the call`)
    }
  return wrong
}

const POSSIBLE: Readonly<Record<string, (one: Case) => boolean>> = {
  DEBIT_LIMIT: (one) => lacks(one, 'debit', debitRoom, amountOf(one)),
  CREDIT_LIMIT: (one) => lacks(one, 'credit', creditRoom, amountOf(one)),
  NOTHING_AVAILABLE: (one) => lacks(one, 'debit', debitRoom, 1) || lacks(one, 'credit', creditRoom, 1),
  PENDING_NOT_FOUND: (one) => mayBeUnseen(one, one.asked.pendingId!),
  PENDING_ALREADY_POSTED: (one) => isAnswered(one, (row) => row.kind === 'post'),
  PENDING_ALREADY_VOIDED: (one) => isAnswered(one, (row) => row.kind === 'void' && row.code !== 'expired'),
  PENDING_EXPIRED: isExpired,
  EXCEEDS_PENDING: ({ asked, replay }) => (asked.amount ?? 0) > (replay.byId.get(asked.pendingId!)?.amount ?? Infinity),
  REVERSED_NOT_FOUND: (one) => mayBeUnseen(one, one.asked.reversesId!),
  EXCEEDS_REVERSED: exceedsReversed,
  TRANSFER_ID_TAKEN: isTaken,
  GROUP_FAILED: ({ told }) => !!told.call.heard?.some((other) => !other.posted && other.code !== 'GROUP_FAILED'),
}

/** The accounts follow from the transfer that is taken back. */
function pathOf({ asked, replay }: Case, side: 'debit' | 'credit'): string | undefined {
  if (asked.kind !== 'reversal') return asked[side]
  return replay.byId.get(asked.reversesId!)?.[side === 'debit' ? 'credit' : 'debit']
}

/** Where the amount is left open, all that may still be taken back: the most that anybody can have seen. */
function amountOf(one: Case): number {
  const { asked } = one
  if (asked.amount !== undefined || asked.kind !== 'reversal') return asked.amount ?? 0
  return Math.max(...leftOf(one))
}

function lacks(one: Case, side: 'debit' | 'credit', roomOf: typeof debitRoom, amount: number): boolean {
  const path = pathOf(one, side)
  const life = path === undefined ? undefined : one.replay.lives.get(path)
  if (!life) return false
  const own = one.before.reduce((sum, earlier) => sum + ownEffect(earlier, path!, side), 0)
  const [least, most] = seenBetween(one.times.get(path!)!, one.looked)
  return life.standings.slice(least, most + 1).some((at) => roomOf(life.limited, at) + own < amount)
}

/** What an earlier transfer of the same group does to the room of an account; groups here hold posted and pending ones. */
function ownEffect({ kind, debit, credit, amount }: Asked, path: string, side: 'debit' | 'credit'): number {
  const [away, towards] = side === 'debit' ? [debit, credit] : [credit, debit]
  if (away === path) return -amount!
  return towards === path && kind === 'posted' ? amount! : 0
}

function mayBeUnseen({ replay, wishes, looked }: Case, id: string): boolean {
  const row = replay.byId.get(id)
  return !row || intervalOf(row, wishes, undefined).until >= looked.from
}

function isAnswered({ asked, replay, wishes, looked }: Case, fits: (row: BookRow) => boolean): boolean {
  const row = replay.answers.get(asked.pendingId!)
  return !!row && fits(row) && intervalOf(row, wishes, undefined).from <= looked.until
}

function isExpired({ asked, replay, looked }: Case): boolean {
  const expires = replay.byId.get(asked.pendingId!)?.expires
  return expires !== null && expires !== undefined && expires <= looked.until + CLOCK_STEP
}

/** What may still be taken back, as anybody can have seen it who looked between question and answer. */
function leftOf({ asked, replay, wishes, looked }: Case): number[] {
  const amount = replay.byId.get(asked.reversesId!)?.amount ?? 0
  const reversals = replay.reversals.get(asked.reversesId!) ?? []
  const times = reversals.map((row) => intervalOf(row, wishes, undefined))
  const [least, most] = seenBetween(times, looked)
  let left = amount
  return [amount, ...reversals.map((row) => (left -= row.amount))].slice(least, most + 1)
}

function exceedsReversed(one: Case): boolean {
  if (!one.replay.byId.has(one.asked.reversesId!)) return false
  return leftOf(one).some((left) => left === 0 || (one.asked.amount ?? 0) > left)
}

/** Somebody wanted something else under this id, and the refusal names a field in which the two differ. */
function isTaken({ asked, wishes, looked, message }: Case): boolean {
  const field = message.split('：').at(-1) as keyof Asked
  return wishes
    .get(asked.transferId)!
    .some((other) => other.first <= looked.until && other.asked[field] !== asked[field])
}
