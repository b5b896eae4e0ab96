// Would catch: a refund refused half way that hides what has gone back, a retry that gives a part twice, a wallet that gives after
// all what was asked for anew, with nobody told.
import { fen } from '@medsettle/money'
import { expect, test } from 'vitest'
import type { RefundId } from '../identity/ids.ts'
import { grantRefund } from '../ledger/post-order.ts'
import type { Call } from './call.ts'
import { bookingOf, type Draft, moveOrder, writeAttempt, writeRefund } from './draft.ts'
import { type Answer, adjudicationOf, pay, startWalk, type Walk, walk } from './fixtures/walk.ts'
import type { Refund } from './order.ts'

const REFUND = 'rf_1' as RefundId
const yes = (channelRef = 'ref'): Answer => ({ status: 'settled', channelRef, channelCode: 'SUCCESS' })
const no: Answer = { status: 'declined', channelCode: 'NOT_ENOUGH' }
const willing = (call: Call): Answer =>
  call.kind === 'settleInsurance' ? { ...yes('setl1'), adjudication: adjudicationOf(60_000, 15_000, 25_000) } : yes()
const refundOf = (state: Walk): Refund => state.file.refunds[0]!

/** The whole order of 1,000.00, insurance first. */
function grant(draft: Draft): void {
  const wallet = draft.file.attempts.find((one) => one.leg === 'wallet')!
  const amount = fen(100_000)
  const at = draft.now.toISOString()
  draft.transfers.push(...grantRefund({ ...bookingOf(draft), refundId: REFUND }, amount))
  writeRefund(draft, {
    refundId: REFUND,
    orderId: draft.file.order.orderId,
    amount,
    status: 'granted',
    reason: '退号',
    createdAt: at,
    updatedAt: at,
    state: {
      insurance: true,
      wallet: [{ tenderNo: wallet.detail.tenderNos[0]!, chargeAttemptId: wallet.attemptId, amount: fen(25_000) }],
    },
  })
  moveOrder(draft, {})
}

/** As flow/retry-refund.ts writes it. */
function retry(draft: Draft): void {
  for (const attempt of draft.file.attempts.filter((one) => one.refundId === REFUND && one.status === 'declined'))
    writeAttempt(draft, { ...attempt, detail: { ...attempt.detail, superseded: true } })
  writeRefund(draft, { ...draft.file.refunds[0]!, status: 'granted' })
  moveOrder(draft, {})
}

function refusedHalfWay(): Walk {
  const state = startWalk()
  walk(state, willing, pay)
  walk(state, (call) => (call.kind === 'sendRefund' ? no : yes()), grant)
  return state
}

test('the order says what has gone back, the work order what is still owed', () => {
  const state = refusedHalfWay()
  expect([refundOf(state).status, state.file.order.status, state.file.order.state.refundedFen]).toEqual([
    'stuck',
    'partlyRefunded',
    75_000,
  ])
  expect(state.workOrders.map(({ cause, amount }) => [cause, amount])).toEqual([['REFUND_REFUSED', 25_000]])
})

test('a retry asks for the refused part alone, and the order counts nothing twice', () => {
  const state = refusedHalfWay()
  const before = state.calls.length
  walk(state, (call) => (call.kind === 'sendRefund' ? no : yes()), retry)
  expect([refundOf(state).status, state.file.order.state.refundedFen]).toEqual(['stuck', 75_000])
  walk(state, () => yes(), retry)
  expect(state.calls.slice(before)).toEqual(['sendRefund wechat-pay 05', 'sendRefund wechat-pay 06'])
  expect([refundOf(state).status, state.file.order.status, state.file.order.state.refundedFen]).toEqual([
    'done',
    'refunded',
    100_000,
  ])
})

test('what was refused, asked for anew and given after all is booked, and a person is told', () => {
  const state = refusedHalfWay()
  walk(state, () => yes(), retry)
  const first = state.file.attempts.find((one) => one.detail.superseded)!
  const late = {
    kind: 'queryRefund',
    attemptId: first.attemptId,
    channelRef: 'r',
    amount: fen(25_000),
    at: null,
  } as const
  const said = { channelCode: 'SUCCESS', message: '', notFound: false, graceMs: 0 }
  walk(state, () => yes(), undefined, { ...late, ...said, status: 'settled' })
  expect(state.workOrders.map((one) => one.cause)).toEqual(['REFUND_REFUSED', 'REFUND_GIVEN_AFTER_RETRY'])
  expect(state.transfers.some((one) => one.transferId.startsWith(first.attemptId) && one.kind === 'posted')).toBe(true)
})
