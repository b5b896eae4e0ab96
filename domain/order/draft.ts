import { type Fen, fen, ZERO } from '@medsettle/money'
import type { AttemptId } from '../identity/ids.ts'
import type { Booking } from '../ledger/post-order.ts'
import type { Transfer } from '../ledger/transfer.ts'
import type { Tender } from '../tender/tender.ts'
import type { Attempt, AttemptDetail, Order, OrderState, OrderStatus, ProgressStep, Refund } from './order.ts'
import type { AccumulatorChange, EventRecord, Step, WorkOrderRecord } from './step.ts'

/** An order with everything that was tried for it. */
export interface OrderFile {
  readonly order: Order
  readonly attempts: readonly Attempt[]
  readonly refunds: readonly Refund[]
}

/**
 * A sheet of paper on which decisions are written one after the other before all of them are committed as one step.
 * Ids follow from the order and a running number, so the same decision made twice gets the same id.
 */
export interface Draft {
  file: OrderFile
  readonly from: OrderFile
  readonly now: Date
  /** China date of `now`: the effective date of what moves today */
  readonly today: string
  readonly attempts: Map<string, Attempt>
  readonly transfers: Transfer[]
  readonly events: EventRecord[]
  readonly workOrders: WorkOrderRecord[]
  readonly refunds: Map<string, Refund>
  accumulator: AccumulatorChange | null
}

export const openDraft = (file: OrderFile, now: Date, today: string): Draft => ({
  file,
  from: file,
  now,
  today,
  attempts: new Map(),
  transfers: [],
  events: [],
  workOrders: [],
  refunds: new Map(),
  accumulator: null,
})

export const isChanged = (draft: Draft): boolean => draft.file !== draft.from

/** The step to commit; afterwards `afterCommit` is what the store holds. */
export function toStep(draft: Draft): Step {
  const { order } = draft.file
  return {
    region: order.regionId,
    institution: order.institutionId,
    order: { ...order, state: changedParts(draft.from.order.state, order.state) },
    expectedVersion: draft.from.order.version,
    attempts: [...draft.attempts.values()],
    transfers: draft.transfers,
    events: draft.events,
    workOrders: draft.workOrders,
    refunds: [...draft.refunds.values()],
    ...(draft.accumulator ? { accumulator: draft.accumulator } : {}),
  }
}

/** An adjudication with its reasons is large and rarely changes: what is as it was is not written again. */
function changedParts(from: OrderState, to: OrderState): Partial<OrderState> {
  const names = Object.keys(to) as (keyof OrderState)[]
  return Object.fromEntries(names.filter((name) => to[name] !== from[name]).map((name) => [name, to[name]]))
}

export const afterCommit = (draft: Draft): OrderFile => ({
  ...draft.file,
  order: { ...draft.file.order, version: draft.from.order.version + 1 },
})

/** @param change status and parts of the state that become different */
export function moveOrder(
  draft: Draft,
  change: { status?: OrderStatus; state?: Partial<OrderState>; expiresAt?: string },
): void {
  const { order } = draft.file
  draft.file = {
    ...draft.file,
    order: {
      ...order,
      status: change.status ?? order.status,
      expiresAt: change.expiresAt ?? order.expiresAt,
      updatedAt: draft.now.toISOString(),
      state: { ...order.state, ...change.state },
    },
  }
}

export function writeAttempt(draft: Draft, attempt: Attempt): void {
  draft.attempts.set(attempt.attemptId, attempt)
  const others = draft.file.attempts.filter((known) => known.attemptId !== attempt.attemptId)
  draft.file = { ...draft.file, attempts: [...others, attempt].sort((a, b) => (a.attemptId < b.attemptId ? -1 : 1)) }
}

export function writeRefund(draft: Draft, refund: Refund): void {
  draft.refunds.set(refund.refundId, refund)
  const others = draft.file.refunds.filter((known) => known.refundId !== refund.refundId)
  draft.file = { ...draft.file, refunds: [...others, refund] }
}

/** Longest a first call may take before the janitor believes that the sender died. */
export const SEND_LEASE_MS = 20_000

export interface NewAttempt {
  readonly act: 'charge' | 'refund'
  readonly leg: 'wallet' | 'insurance'
  readonly channel: string
  readonly amount: Fen
  readonly detail: AttemptDetail
  readonly refundId?: Refund['refundId']
  readonly chargeAttemptId?: AttemptId
}

/** Intent before action: the attempt is committed before the channel hears of it. */
export function intendAttempt(draft: Draft, wanted: NewAttempt): Attempt {
  const { order, attempts } = draft.file
  const attempt: Attempt = {
    attemptId: attemptIdOf(order.orderId, attempts.length + 1),
    orderId: order.orderId,
    refundId: wanted.refundId ?? null,
    act: wanted.act,
    leg: wanted.leg,
    channel: wanted.channel,
    chargeAttemptId: wanted.chargeAttemptId ?? null,
    amount: wanted.amount,
    status: 'intent',
    channelRef: null,
    channelCode: '',
    message: '',
    settledAt: null,
    createdAt: draft.now.toISOString(),
    nextCheckAt: new Date(draft.now.getTime() + SEND_LEASE_MS).toISOString(),
    checks: 0,
    detail: wanted.detail,
  }
  writeAttempt(draft, attempt)
  return attempt
}

/** `at_` + the order's 26 characters + two digits: 31 characters, inside every wallet's limit of 32. */
function attemptIdOf(orderId: string, sequence: number): AttemptId {
  return `at_${orderId.slice(3)}${String(sequence).padStart(2, '0')}` as AttemptId
}

export function tell(draft: Draft, topic: string, more: Record<string, unknown> = {}): void {
  const { order } = draft.file
  const eventId = `ev_${order.orderId.slice(3)}_${draft.from.order.version + 1}_${draft.events.length}`
  const payload = { orderId: order.orderId, billId: order.billId, status: order.status, totalFen: order.total, ...more }
  draft.events.push({ eventId, topic, orderId: order.orderId, payload, happenedAt: draft.now.toISOString() })
}

export function progress(draft: Draft, step: string, state: ProgressStep['state']): void {
  const { progress: past } = draft.file.order.state
  const kept = past.filter((entry) => entry.step !== step || entry.state === 'done')
  moveOrder(draft, { state: { progress: [...kept, { at: draft.now.toISOString(), step, state }].slice(-40) } })
}

export interface Trouble {
  readonly cause: string
  readonly subject: string
  readonly title: string
  readonly amount: Fen
  readonly dueInHours: number
  readonly detail?: Record<string, unknown>
}

export function openWorkOrder(draft: Draft, trouble: Trouble): void {
  const { order } = draft.file
  const subjectKey = `${trouble.cause}:${trouble.subject}`
  draft.workOrders.push({
    workOrderId: `wo_${order.orderId.slice(3)}_${draft.from.order.version + 1}_${draft.workOrders.length}`,
    subjectKey,
    cause: trouble.cause,
    title: trouble.title,
    amount: trouble.amount,
    openedAt: draft.now.toISOString(),
    dueAt: new Date(draft.now.getTime() + trouble.dueInHours * 3600_000).toISOString(),
    detail: { orderId: order.orderId, ...trouble.detail },
  })
  // a work order alone is a change too
  draft.file = { ...draft.file }
}

export const bookingOf = (draft: Draft, refundId?: string): Booking => ({
  orderId: draft.file.order.orderId,
  effectiveDate: draft.today,
  ...(refundId ? { refundId } : {}),
})

/** The tenders a charge attempt carries: as planned, or what the insurer really took. */
export function tendersOf(file: OrderFile, attempt: Attempt): readonly Tender[] {
  if (attempt.detail.refundTenders) return attempt.detail.refundTenders
  if (attempt.detail.actualTenders) return attempt.detail.actualTenders
  return file.order.state.plan.tenders.filter((tender) => attempt.detail.tenderNos.includes(tender.tenderNo))
}

/** Nothing of this charge is left to give back, or somebody is already giving it back. */
export const isTakenBack = (file: OrderFile, charge: Attempt): boolean =>
  charge.amount > 0
    ? givenBack(file, charge) >= charge.amount
    : refundsOf(file, charge).some((one) => one.status !== 'declined')

const refundsOf = (file: OrderFile, charge: Attempt): Attempt[] =>
  file.attempts.filter((attempt) => attempt.act === 'refund' && attempt.chargeAttemptId === charge.attemptId)

/** What the refunds of one charge attempt have given back or are giving back. */
export function givenBack(file: OrderFile, charge: Attempt): Fen {
  return refundsOf(file, charge)
    .filter((attempt) => attempt.status !== 'declined')
    .reduce((total, attempt) => fen(total + attempt.amount), ZERO)
}

/** A settled charge whose money, or whose settlement of nothing, still stands at the channel. */
export function stillStands(file: OrderFile, charge: Attempt): boolean {
  const back = refundsOf(file, charge).filter((attempt) => attempt.status === 'settled')
  return charge.amount > 0 ? back.reduce((total, one) => total + one.amount, 0) < charge.amount : back.length === 0
}

/** The insurer has adjudicated this bill, so it must hear of its settlement, also when its part is nothing. */
export const isInsured = ({ order }: OrderFile): boolean => order.state.adjudication.by === 'insurer'
