import { fen, ZERO } from '@medsettle/money'
import { completeOrder, reserveCharge, reserveRefund } from '../ledger/post-order.ts'
import { insuredTenders, walletTenders } from '../tender/tender.ts'
import type { Call } from './call.ts'
import { decideRefunds } from './decide-refund.ts'
import {
  bookingOf,
  type Draft,
  givenBack,
  intendAttempt,
  isInsured,
  isTakenBack,
  moveOrder,
  openWorkOrder,
  progress,
  stillStands,
  tell,
  tendersOf,
} from './draft.ts'
import { type Attempt, isOpen } from './order.ts'

/**
 * The next thing to do for an order, written on the draft; returns what must be said to a channel, or null when there is
 * nothing to do now. The payment path, the janitor and the recovery after a crash are all this one decision.
 * @param unsent ids of attempts this very process has just intended and not yet sent
 */
export function decide(draft: Draft, unsent: ReadonlySet<string>): Call | null {
  const { status } = draft.file.order
  const fresh = freshCall(draft, unsent)
  if (fresh) return fresh
  for (const charge of draft.file.attempts) if (charge.detail.late && isSettled(charge)) giveBackWhole(draft, charge)
  if (status === 'quoted' && isExpired(draft)) close(draft)
  if (status === 'charging') decideCharging(draft)
  if (draft.file.order.status === 'reversing') decideReversing(draft)
  if (status === 'paid' || status === 'partlyRefunded') decideRefunds(draft)
  return freshCall(draft, unsentAfter(draft, unsent)) ?? dueCall(draft)
}

/** Attempts intended on this draft are as unsent as those handed in. */
const unsentAfter = (draft: Draft, unsent: ReadonlySet<string>): ReadonlySet<string> => {
  const known = new Set(draft.from.attempts.map((attempt) => attempt.attemptId as string))
  return new Set([...unsent, ...[...draft.attempts.keys()].filter((id) => !known.has(id))])
}

function freshCall(draft: Draft, unsent: ReadonlySet<string>): Call | null {
  const attempt = draft.file.attempts.find((one) => one.status === 'intent' && unsent.has(one.attemptId))
  if (!attempt) return null
  if (attempt.act === 'charge') return { kind: attempt.leg === 'wallet' ? 'sendCharge' : 'settleInsurance', attempt }
  return { kind: attempt.leg === 'wallet' ? 'sendRefund' : 'cancelInsurance', attempt }
}

/** An open attempt whose time has come is asked about. */
function dueCall(draft: Draft): Call | null {
  const attempt = draft.file.attempts.find(
    (one) => isOpen(one) && one.nextCheckAt !== null && Date.parse(one.nextCheckAt) <= draft.now.getTime(),
  )
  return attempt ? { kind: questionOf(attempt), attempt } : null
}

function questionOf(attempt: Attempt): Call['kind'] {
  if (attempt.act === 'charge' && attempt.leg === 'wallet') return walletQuestion(attempt)
  if (attempt.act === 'charge') return insuranceQuestion(attempt)
  if (attempt.leg === 'insurance') return 'cancelInsurance'
  return attempt.detail.resend ? 'sendRefund' : 'queryRefund'
}

function insuranceQuestion({ detail }: Attempt): Call['kind'] {
  if (detail.undo) return 'undoInsurance'
  return detail.resend ? 'settleInsurance' : 'queryInsurance'
}

function walletQuestion({ detail }: Attempt): Call['kind'] {
  if (detail.giveUp && !detail.closeRefused) return 'closeCharge'
  return detail.resend ? 'sendCharge' : 'queryCharge'
}

function decideCharging(draft: Draft): void {
  const charges = draft.file.attempts.filter((attempt) => attempt.act === 'charge' && !attempt.detail.late)
  const wallets = charges.filter((attempt) => attempt.leg === 'wallet')
  const insurance = charges.filter((attempt) => attempt.leg === 'insurance')
  const changed = insurance.find((attempt) => attempt.detail.actualTenders)
  if (changed) return startReversing(draft, 'INSURER_CHANGED_AMOUNTS')
  if (insurance.some(isSettled)) return complete(draft)
  const missing = walletTenders(draft.file.order.state.plan).filter(
    (tender) => !wallets.some((one) => isSettled(one) && one.detail.tenderNos.includes(tender.tenderNo)),
  )
  if (missing.length === 0) return chargeInsurance(draft, insurance)
  if (isExpired(draft)) for (const open of wallets.filter(isOpen)) giveUp(draft, open)
  if (wallets.some(isOpen)) return
  if (wallets.some(isSettled)) return startReversing(draft, 'WALLET_DECLINED')
  if (isExpired(draft)) return close(draft)
  moveOrder(draft, { status: 'quoted' })
  progress(draft, 'walletWaiting', 'failed')
  tell(draft, 'order.reopened')
}

const isExpired = (draft: Draft): boolean => Date.parse(draft.file.order.expiresAt) <= draft.now.getTime()

const isSettled = (attempt: Attempt): boolean => attempt.status === 'settled'

/** Twice at the most: a first settlement that 2601 wiped out may be tried once more. */
const MOST_SETTLEMENTS = 2

function chargeInsurance(draft: Draft, tried: readonly Attempt[]): void {
  if (!isInsured(draft.file)) return complete(draft)
  const tenders = insuredTenders(draft.file.order.state.plan)
  if (tried.some(isOpen)) return
  const refused = tried.some((attempt) => attempt.channelCode !== 'REVERSED_2601')
  if (refused || tried.length >= MOST_SETTLEMENTS) return startReversing(draft, 'INSURANCE_DECLINED')
  const attempt = intendAttempt(draft, {
    act: 'charge',
    leg: 'insurance',
    channel: draft.file.order.state.insuranceChannel,
    amount: tenders.reduce((total, tender) => fen(total + tender.amount), ZERO),
    detail: { tenderNos: tenders.map((tender) => tender.tenderNo), references: draft.file.order.state.references },
  })
  draft.transfers.push(...reserveCharge(bookingOf(draft), attempt.attemptId, tenders))
  progress(draft, 'insuranceSettling', 'doing')
}

function complete(draft: Draft): void {
  const { state, total } = draft.file.order
  draft.transfers.push(...completeOrder(bookingOf(draft), total, state.adjudication.hospitalPart))
  moveOrder(draft, { status: 'paid', state: { paidAt: draft.now.toISOString() } })
  if (isInsured(draft.file)) progress(draft, 'insuranceSettled', 'done')
  progress(draft, 'paid', 'done')
  tell(draft, 'order.paid', { tenders: state.plan.tenders })
}

function close(draft: Draft): void {
  moveOrder(draft, { status: 'closed', state: { reason: draft.file.order.state.reason ?? 'EXPIRED' } })
  tell(draft, 'order.closed')
}

/** All settled or all reversed: from here on everything that was taken is given back. */
export function startReversing(draft: Draft, reason: string): void {
  moveOrder(draft, { status: 'reversing', state: { reason } })
  progress(draft, 'reversing', 'doing')
  tell(draft, 'order.reversing', { reason })
}

function decideReversing(draft: Draft): void {
  const charges = draft.file.attempts.filter((attempt) => attempt.act === 'charge')
  for (const open of charges.filter(isOpen)) giveUp(draft, open)
  for (const charge of charges.filter(isSettled)) giveBackWhole(draft, charge)
  const open = draft.file.attempts.some(isOpen)
  const kept = charges.some((charge) => isSettled(charge) && stillStands(draft.file, charge))
  if (open || kept) return
  moveOrder(draft, { status: 'reversed' })
  progress(draft, 'reversed', 'done')
  tell(draft, 'order.reversed', { reason: draft.file.order.state.reason })
}

/** The channel must say that it can never be paid before anything else happens to this leg. */
export function giveUp(draft: Draft, attempt: Attempt): void {
  if (attempt.leg !== 'wallet' || attempt.detail.giveUp) return
  const asked: Attempt = {
    ...attempt,
    nextCheckAt: draft.now.toISOString(),
    // closing is another question: its patience begins anew
    checks: 0,
    detail: { ...attempt.detail, giveUp: true },
  }
  draft.attempts.set(asked.attemptId, asked)
  draft.file = {
    ...draft.file,
    attempts: draft.file.attempts.map((one) => (one.attemptId === asked.attemptId ? asked : one)),
  }
}

function giveBackWhole(draft: Draft, charge: Attempt): void {
  if (isTakenBack(draft.file, charge)) return
  const refused = draft.file.attempts.some(
    (one) => one.chargeAttemptId === charge.attemptId && one.status === 'declined',
  )
  if (refused) return askPerson(draft, charge)
  const tenders = tendersOf(draft.file, charge)
  const refund = intendAttempt(draft, {
    act: 'refund',
    leg: charge.leg,
    channel: charge.channel,
    amount: fen(charge.amount - givenBack(draft.file, charge)),
    chargeAttemptId: charge.attemptId,
    detail: { tenderNos: charge.detail.tenderNos, refundTenders: tenders },
  })
  draft.transfers.push(...reserveRefund(bookingOf(draft), refund.attemptId, tenders))
}

function askPerson(draft: Draft, charge: Attempt): void {
  const subject = charge.attemptId
  if (draft.file.order.state.progress.some((entry) => entry.step === 'refundStuck')) return
  progress(draft, 'refundStuck', 'failed')
  openWorkOrder(draft, {
    cause: 'REFUND_REFUSED',
    subject,
    title: `${charge.channel} 拒绝退回已收款 ${subject}，需人工退款`,
    amount: charge.amount,
    dueInHours: 24,
    detail: { attemptId: charge.attemptId },
  })
}
