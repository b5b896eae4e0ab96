import type { Attempt } from '../../domain/order/order.ts'
import type { Step } from '../../domain/order/step.ts'

/** What one commit writes, in the words of the trade. A commit that writes several things is a step of several kinds. */
const COMMIT_KINDS = [
  'order.quoted',
  'order.requoted',
  'order.charging',
  'order.reopened',
  'order.paid',
  'order.closed',
  'order.reversing',
  'order.reversed',
  'refund.granted',
  'refund.done',
  'refund.refused',
  'refund.stuck',
  'refund.retried',
  'intend wallet charge',
  'intend insurance charge',
  'intend wallet refund',
  'intend insurance refund',
  'give up wallet charge',
  'hear wallet charge settled',
  'hear wallet charge declined',
  'hear wallet charge waiting',
  'hear insurance charge settled',
  'hear insurance charge declined',
  'hear insurance charge waiting',
  'hear wallet refund settled',
  'hear wallet refund declined',
  'hear wallet refund waiting',
  'hear insurance refund settled',
  'hear insurance refund declined',
  'hear insurance refund waiting',
  'take notification',
  'book fees',
] as const

const CALL_KINDS = [
  'call charge',
  'call queryCharge',
  'call close',
  'call refund',
  'call queryRefund',
  'call presettle',
  'call settle',
  'call querySettlement',
  'call cancel',
  'call reverseUnknown',
  'call fetchStatements',
  'call reconcile',
] as const

const CLOSE_KINDS = [
  'close open run',
  'close keep statement',
  'close write differences',
  'close open work orders',
  'close write positions',
  'close finish run',
] as const

/** Every kind of persisted step and of channel call that is known; a crash stands before and after each. */
export const STEP_KINDS = [...COMMIT_KINDS, ...CALL_KINDS, ...CLOSE_KINDS] as const
export type StepKind = (typeof STEP_KINDS)[number]
export type Moment = 'before' | 'after'

const KNOWN: ReadonlySet<string> = new Set(STEP_KINDS)

/** @throws when a step is of a kind this list does not know: then nobody crashes there, and the list must grow */
export function kindsOfStep(step: Step): StepKind[] {
  const kinds = new Set<StepKind>()
  for (const { topic } of step.events ?? []) if (KNOWN.has(topic)) kinds.add(topic as StepKind)
  for (const attempt of step.attempts ?? []) kinds.add(kindOfAttempt(attempt))
  if (step.notification) kinds.add('take notification')
  if (!step.order && step.transfers) kinds.add('book fees')
  const unnamed = (step.events ?? []).find(({ topic }) => !KNOWN.has(topic) && topic !== 'adjudication.differs')
  if (unnamed) throw new Error(`No crash point is known for a step that tells ${unnamed.topic}`)
  return [...kinds]
}

function kindOfAttempt(attempt: Attempt): StepKind {
  const act = `${attempt.leg} ${attempt.act}` as const
  if (attempt.status === 'settled' || attempt.status === 'declined') return `hear ${act} ${attempt.status}`
  if (attempt.detail.giveUp && attempt.detail.closeRefused === undefined) return 'give up wallet charge'
  return attempt.status === 'intent' ? `intend ${act}` : `hear ${act} waiting`
}

/** The writes of the day's close go through the database by themselves; null = it only reads. */
export function kindOfStatement(sql: string): StepKind | null {
  const found = CLOSE_WRITES.find(([text]) => sql.includes(text))
  return found ? found[1] : null
}

/** The end of a run writes the business day in the same statement, so it stands before the table it also touches. */
const CLOSE_WRITES: readonly (readonly [string, StepKind])[] = [
  ['insert into medsettle.business_day', 'close finish run'],
  ['insert into medsettle.reconciliation_run', 'close open run'],
  ['insert into medsettle.statement', 'close keep statement'],
  ['insert into medsettle.difference', 'close write differences'],
  ['medsettle.apply_steps', 'close open work orders'],
  ['insert into medsettle.clearing_position', 'close write positions'],
]
