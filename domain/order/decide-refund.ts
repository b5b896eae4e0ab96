import { fen, formatYuan, sum, ZERO } from '@medsettle/money'
import { giveBackHospitalPart, reserveRefund } from '../ledger/post-order.ts'
import {
  bookingOf,
  type Draft,
  intendAttempt,
  moveOrder,
  openWorkOrder,
  tell,
  tendersOf,
  writeRefund,
} from './draft.ts'
import { type Attempt, isOpen, type Refund } from './order.ts'

/** Carries every granted refund on: the insurer first (it may refuse, and then nothing was given), the wallets after it. */
export function decideRefunds(draft: Draft): void {
  for (const refund of draft.file.refunds) if (refund.status === 'granted') decideRefund(draft, refund)
}

function decideRefund(draft: Draft, refund: Refund): void {
  const own = draft.file.attempts.filter((one) => one.refundId === refund.refundId && !one.detail.superseded)
  if (own.some(isOpen)) return
  const cancel = own.find((attempt) => attempt.leg === 'insurance')
  if (refund.state.insurance && !cancel) return intendCancel(draft, refund)
  if (cancel?.status === 'declined') return refuse(draft, refund)
  const untried = refund.state.wallet.find(
    (part) => !own.some((one) => one.leg === 'wallet' && one.detail.tenderNos[0] === part.tenderNo),
  )
  if (untried) return intendWalletRefund(draft, refund, untried)
  if (own.some((attempt) => attempt.status === 'declined')) return stick(draft, refund, own)
  finish(draft, refund)
}

function intendCancel(draft: Draft, refund: Refund): void {
  const charge = draft.file.attempts.find(
    (one) => one.act === 'charge' && one.leg === 'insurance' && one.status === 'settled',
  )
  if (!charge) return refuse(draft, refund)
  intend(draft, refund, charge, { tenders: tendersOf(draft.file, charge), tenderNos: charge.detail.tenderNos })
}

function intendWalletRefund(draft: Draft, refund: Refund, part: Refund['state']['wallet'][number]): void {
  const charge = draft.file.attempts.find((one) => one.attemptId === part.chargeAttemptId)!
  const tender = tendersOf(draft.file, charge).find((one) => one.tenderNo === part.tenderNo)!
  intend(draft, refund, charge, { tenders: [{ ...tender, amount: part.amount }], tenderNos: [part.tenderNo] })
}

type Part = { readonly tenders: ReturnType<typeof tendersOf>; readonly tenderNos: readonly number[] }

function intend(draft: Draft, refund: Refund, charge: Attempt, part: Part): void {
  const attempt = intendAttempt(draft, {
    act: 'refund',
    leg: charge.leg,
    channel: charge.channel,
    amount: part.tenders.reduce((total, tender) => fen(total + tender.amount), ZERO),
    refundId: refund.refundId,
    chargeAttemptId: charge.attemptId,
    detail: { tenderNos: part.tenderNos, refundTenders: part.tenders },
  })
  draft.transfers.push(...reserveRefund(bookingOf(draft, refund.refundId), attempt.attemptId, part.tenders))
  // the order must change so that two writers cannot both intend
  moveOrder(draft, {})
}

function finish(draft: Draft, refund: Refund): void {
  const { order } = draft.file
  const refundedFen = fen(order.state.refundedFen + refund.amount - (refund.state.countedFen ?? 0))
  writeRefund(draft, { ...refund, status: 'done', updatedAt: draft.now.toISOString() })
  const { hospitalPart } = order.state.adjudication
  const whole = refundedFen === order.total - hospitalPart
  if (whole) draft.transfers.push(...giveBackHospitalPart(bookingOf(draft, refund.refundId), hospitalPart))
  moveOrder(draft, { status: whole ? 'refunded' : 'partlyRefunded', state: { refundedFen } })
  tell(draft, 'refund.done', { refundId: refund.refundId, amountFen: refund.amount })
}

/** Nothing was given back: the grant is taken back by a reversal, the money stays income. */
function refuse(draft: Draft, refund: Refund): void {
  draft.transfers.push({
    transferId: `${refund.refundId}.refused`,
    kind: 'posted',
    debit: 'liability/patient-deposits',
    credit: 'income/medical-service',
    amount: refund.amount,
    code: 'refund-refused',
    reversesId: `${refund.refundId}.granted`,
    orderId: refund.orderId,
    refundId: refund.refundId,
    effectiveDate: draft.today,
  })
  writeRefund(draft, { ...refund, status: 'refused', updatedAt: draft.now.toISOString() })
  moveOrder(draft, {})
  tell(draft, 'refund.refused', { refundId: refund.refundId, amountFen: refund.amount })
}

/** Part of it may have gone back: the order says so, and the rest is still owed. */
function stick(draft: Draft, refund: Refund, own: readonly Attempt[]): void {
  const given = sum(own.filter((attempt) => attempt.status === 'settled').map((attempt) => attempt.amount))
  const { status, state } = draft.file.order
  writeRefund(draft, {
    ...refund,
    status: 'stuck',
    updatedAt: draft.now.toISOString(),
    state: { ...refund.state, countedFen: given },
  })
  openWorkOrder(draft, {
    cause: 'REFUND_REFUSED',
    subject: refund.refundId,
    title: `退款 ${refund.refundId} 中 ${formatYuan(fen(refund.amount - given))} 元被渠道拒绝，处理后请重试`,
    amount: fen(refund.amount - given),
    dueInHours: 24,
    detail: { refundId: refund.refundId },
  })
  moveOrder(draft, {
    status: given > 0 ? 'partlyRefunded' : status,
    state: { refundedFen: fen(state.refundedFen + given - (refund.state.countedFen ?? 0)) },
  })
  tell(draft, 'refund.stuck', { refundId: refund.refundId, owedFen: refund.amount - given })
}
