import { chinaDate } from '../domain/identity/clock.ts'
import type { Heard } from '../domain/order/call.ts'
import { decide } from '../domain/order/decide.ts'
import {
  afterCommit,
  type Draft,
  isChanged,
  type OrderFile,
  openDraft,
  toStep,
  writeAttempt,
} from '../domain/order/draft.ts'
import { hear } from '../domain/order/hear.ts'
import type { Step } from '../domain/order/step.ts'
import { StaleOrder } from '../store/stale-order.ts'
import { type BillReader, performCall } from './perform-call.ts'
import type { World } from './world.ts'

/** The most calls one visit of an order makes; more would mean that deciding and hearing disagree. */
const MOST_CALLS = 24

export interface Occasion {
  /** something a channel said by itself */
  readonly heard?: Heard
  /** a person's wish written on the draft before deciding */
  readonly wish?: (draft: Draft) => void
  readonly notification?: NonNullable<Step['notification']>
}

/**
 * Carries an order as far as it can go now: write down what was heard, decide, commit, say the next thing to a channel,
 * and again. Every commit stands before the call it announces, so a crash anywhere leaves nothing that is not written.
 */
export async function advanceOrder(world: World, start: OrderFile, occasion: Occasion = {}): Promise<OrderFile> {
  let file = start
  let next: Occasion = occasion
  let unsent: ReadonlySet<string> = new Set()
  const bill = readOnce(() => world.store.bill(start.order.billId))
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    const { draft, call } = await writeStep(world, file, { ...next, bill }, unsent)
    file = isChanged(draft) ? afterCommit(draft) : draft.from
    if (!call) return file
    unsent = intendedBy(draft, unsent, call.attempt.attemptId)
    next = { heard: await performCall(world, file, call, bill) }
  }
  return file
}

/** Reads when it is first asked for, and remembers the answer. */
function readOnce(read: BillReader): BillReader {
  let answer: ReturnType<BillReader> | null = null
  return () => {
    answer ??= read()
    return answer
  }
}

type Written = { draft: Draft; call: ReturnType<typeof decide> }

/** One decision, committed; when somebody else moved the order meanwhile, decided anew on what is there now. */
async function writeStep(
  world: World,
  file: OrderFile,
  occasion: Occasion & { readonly bill: BillReader },
  unsent: ReadonlySet<string>,
): Promise<Written> {
  let current = file
  for (let tries = 0; ; tries++) {
    const now = world.surroundings.now()
    const draft = openDraft(current, now, chinaDate(now))
    occasion.wish?.(draft)
    if (occasion.heard) hear(draft, occasion.heard)
    const call = decide(draft, unsent)
    await numberInsurerMessages(world, draft, call)
    // only the insurer is told the bill; it is read while the step is written
    if (call?.attempt.leg === 'insurance') occasion.bill().catch(() => {})
    if (!isChanged(draft)) return { draft, call }
    try {
      const step = toStep(draft)
      await world.store.commit(occasion.notification ? { ...step, notification: occasion.notification } : step)
      world.watch.committed(file.order.orderId)
      return { draft, call: refreshed(draft, call) }
    } catch (error) {
      if (!(error instanceof StaleOrder) || tries >= 5) throw error
      current = (await world.store.order(file.order.orderId)) ?? current
    }
  }
}

/** The insurer knows each act by its msgid, so the number stands in the books before anything is sent. */
async function numberInsurerMessages(world: World, draft: Draft, call: Written['call']): Promise<void> {
  const next = async (): Promise<string | null> => {
    const insurer = await world.channels.insurance(draft.file.order.institutionId)
    return insurer ? insurer.nextMessageId(await world.store.messageNo()) : null
  }
  for (const attempt of draft.attempts.values()) {
    if (attempt.leg !== 'insurance' || attempt.detail.messageId) continue
    const messageId = await next()
    if (messageId) writeAttempt(draft, { ...attempt, detail: { ...attempt.detail, messageId } })
  }
  if (call?.kind !== 'undoInsurance' || call.attempt.detail.undoMessageId) return
  const undoMessageId = await next()
  const attempt = draft.file.attempts.find((one) => one.attemptId === call.attempt.attemptId)!
  if (undoMessageId) writeAttempt(draft, { ...attempt, detail: { ...attempt.detail, undoMessageId } })
}

/** The call must speak of the attempt as it was committed. */
function refreshed(draft: Draft, call: Written['call']): Written['call'] {
  if (!call) return null
  return { ...call, attempt: draft.file.attempts.find((one) => one.attemptId === call.attempt.attemptId)! }
}

function intendedBy(draft: Draft, unsent: ReadonlySet<string>, sentNow: string): ReadonlySet<string> {
  const known = new Set<string>(draft.from.attempts.map((attempt) => attempt.attemptId))
  const added = [...draft.attempts.keys()].filter((id) => !known.has(id))
  return new Set([...unsent, ...added].filter((id) => id !== sentNow))
}
