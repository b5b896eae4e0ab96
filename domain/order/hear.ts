import type { Adjudication } from '../adjudication/adjudication.ts'
import type { Call, Heard } from './call.ts'
import { type Draft, openWorkOrder, progress, SEND_LEASE_MS, tendersOf } from './draft.ts'
import type { Attempt } from './order.ts'
import { bookActual, declineAttempt, keepWaiting, reportAmount, settleAttempt } from './settle-attempt.ts'

/** Writes down what a channel said. Hearing the same thing twice changes nothing the second time. */
export function hear(draft: Draft, heard: Heard): void {
  const attempt = draft.file.attempts.find((known) => known.attemptId === heard.attemptId)
  if (!attempt || attempt.status === 'settled') return
  if (attempt.status === 'declined' && heard.status !== 'settled') return
  HEAR[heard.kind](draft, attempt, heard)
}

type Listener = (draft: Draft, attempt: Attempt, heard: Heard) => void

const hearWallet: Listener = (draft, attempt, heard) => {
  if (heard.status === 'settled' && heard.amount !== null && heard.amount !== attempt.amount)
    return reportAmount(draft, attempt, heard)
  if (heard.status === 'settled') {
    if (attempt.status === 'declined') return hearLatePayment(draft, attempt, heard)
    settleAttempt(draft, attempt, heard)
    return progress(draft, 'walletPaid', 'done')
  }
  if (heard.status === 'declined' || isGone(draft, attempt, heard)) return declineAttempt(draft, attempt, heard)
  keepWaiting(draft, attempt, heard, {
    ...attempt.detail,
    resend: isWorthResending(attempt, heard),
    notFoundTimes: notFoundTimes(draft, attempt, heard),
  })
}

/**
 * "Not found" ends a charge only when nothing the channel said before speaks against it. It once showed the payer where to
 * pay: not before that link has ended, and only when it says so again and again. It once called the charge paid: never.
 */
function isGone(draft: Draft, attempt: Attempt, heard: Heard): boolean {
  if (!isSurelyUnknownToChannel(draft, attempt, heard) || attempt.detail.closeRefused) return false
  if (attempt.detail.presentation === undefined) return true
  const hasEnded = Date.parse(draft.file.order.expiresAt) <= draft.now.getTime()
  return hasEnded && notFoundTimes(draft, attempt, heard) >= NOT_FOUND_SAID_TIMES
}

const NOT_FOUND_SAID_TIMES = 3

/** In a row, since the link has ended. */
const notFoundTimes = (draft: Draft, attempt: Attempt, heard: Heard): number =>
  heard.notFound && Date.parse(draft.file.order.expiresAt) <= draft.now.getTime()
    ? (attempt.detail.notFoundTimes ?? 0) + 1
    : 0

/** Twice at once: the same id gives the same order at the channel, and only its answer shows the payer where to pay. */
const isWorthResending = (attempt: Attempt, heard: Heard): boolean =>
  heard.kind === 'sendCharge' && heard.status === 'unknown' && attempt.checks < 2

/** A close that succeeded is the channel's word that this charge can never be paid. "Not found" is not, while a code is out. */
const hearClose: Listener = (draft, attempt, heard) => {
  if (heard.status === 'declined' || isGone(draft, attempt, heard)) return declineAttempt(draft, attempt, heard)
  keepWaiting(draft, attempt, heard, {
    ...attempt.detail,
    closeRefused: attempt.detail.closeRefused || heard.status === 'settled',
    notFoundTimes: notFoundTimes(draft, attempt, heard),
  })
}

const hearRefund: Listener = (draft, attempt, heard) => {
  if (heard.status === 'settled' && heard.amount !== null && heard.amount !== attempt.amount)
    return reportAmount(draft, attempt, heard)
  if (heard.status === 'settled') {
    if (attempt.detail.superseded) reportGivenTwice(draft, attempt)
    return settleAttempt(draft, attempt, heard)
  }
  if (heard.status === 'declined') return declineAttempt(draft, attempt, heard)
  keepWaiting(draft, attempt, heard, { ...attempt.detail, resend: isSurelyUnknownToChannel(draft, attempt, heard) })
}

const hearInsurance: Listener = (draft, attempt, heard) => {
  if (heard.status === 'declined') return declineAttempt(draft, attempt, heard)
  if (heard.status !== 'settled' || !heard.adjudication) {
    const undo = heard.kind === 'queryInsurance' && heard.status === 'unknown' && ageOf(draft, attempt) >= SEND_LEASE_MS
    return keepWaiting(draft, attempt, heard, { ...attempt.detail, undo, resend: heard.again ?? false })
  }
  reportFindings(draft, attempt, heard)
  if (agrees(draft, attempt, heard.adjudication)) settleAttempt(draft, attempt, heard)
  else bookActual(draft, attempt, heard, heard.adjudication)
  countAgainstYear(draft, heard, heard.adjudication, 1)
}

/** 2601 said "reversed" or "there was nothing": this settlement does not exist. */
const hearUndo: Listener = (draft, attempt, heard) => {
  if (heard.status === 'settled' && !isTooEarlyToBelieve(attempt, heard))
    return declineAttempt(draft, attempt, { channelCode: 'REVERSED_2601', message: heard.message })
  keepWaiting(draft, attempt, { ...heard, status: 'unknown' })
}

/**
 * That there was nothing to undo is read out of a refusal [R], and a refusal can have other reasons that pass: believed at
 * once, it would leave a settlement standing whose cash is given back. It must be said several times, ever further apart.
 */
const NOTHING_SAID_TIMES = 4

const isTooEarlyToBelieve = (attempt: Attempt, heard: Heard): boolean =>
  heard.channelCode === 'NOTHING_TO_REVERSE' && attempt.checks < NOTHING_SAID_TIMES

const hearCancel: Listener = (draft, attempt, heard) => {
  if (heard.status === 'settled') {
    settleAttempt(draft, attempt, heard)
    const charge = draft.file.attempts.find((one) => one.attemptId === attempt.chargeAttemptId)
    countAgainstYear(draft, heard, charge?.detail.actual ?? draft.file.order.state.adjudication, -1)
  } else if (heard.status === 'declined' && !isTooEarlyToRefuse(attempt)) declineAttempt(draft, attempt, heard)
  else keepWaiting(draft, attempt, { ...heard, status: heard.status === 'declined' ? 'unknown' : heard.status })
}

/** A cancel that was sent before and not answered may still arrive and do its work: a "no" to the next one is asked again. */
const REFUSAL_SAID_TIMES = 4

const isTooEarlyToRefuse = (attempt: Attempt): boolean =>
  attempt.status === 'unknown' && attempt.checks < REFUSAL_SAID_TIMES

const HEAR: Record<Call['kind'], Listener> = {
  sendCharge: hearWallet,
  queryCharge: hearWallet,
  closeCharge: hearClose,
  settleInsurance: hearInsurance,
  queryInsurance: hearInsurance,
  undoInsurance: hearUndo,
  sendRefund: hearRefund,
  queryRefund: hearRefund,
  cancelInsurance: hearCancel,
}

/** "Not found" right after sending is still unknown; only after the channel's grace it is a word. */
const isSurelyUnknownToChannel = (draft: Draft, attempt: Attempt, heard: Heard): boolean =>
  heard.notFound && isPastGrace(draft, attempt, heard)

const isPastGrace = (draft: Draft, attempt: Attempt, heard: Heard): boolean => ageOf(draft, attempt) >= heard.graceMs

const ageOf = (draft: Draft, attempt: Attempt): number => draft.now.getTime() - Date.parse(attempt.createdAt)

function agrees(draft: Draft, attempt: Attempt, answer: Adjudication): boolean {
  const planned = draft.file.order.state.adjudication
  const expected = tendersOf(draft.file, attempt).reduce((total, tender) => total + tender.amount, 0)
  return (
    answer.cash === planned.cash &&
    answer.pooledFund === planned.pooledFund &&
    answer.fundTotal === planned.fundTotal &&
    answer.personalAccount === planned.personalAccount &&
    answer.fundTotal + answer.personalAccount === expected
  )
}

function reportFindings(draft: Draft, attempt: Attempt, heard: Heard): void {
  for (const finding of heard.findings ?? []) {
    // other amounts than quoted take the whole order back; that is an event of its own, not a broken identity
    if (finding.identity === 'EXPECTED') continue
    openWorkOrder(draft, {
      cause: 'INSURER_IDENTITY_BROKEN',
      subject: `${attempt.attemptId}:${finding.identity}`,
      title: `医保结算 ${attempt.attemptId} 不满足恒等式 ${finding.identity}：${finding.message}`,
      amount: finding.offBy,
      dueInHours: 24,
      detail: { attemptId: attempt.attemptId, identity: finding.identity },
    })
  }
}

/** The patient was told that this charge is over, so what came in late is never kept. */
function hearLatePayment(draft: Draft, attempt: Attempt, heard: Heard): void {
  settleAttempt(draft, { ...attempt, detail: { ...attempt.detail, late: true } }, heard)
  openWorkOrder(draft, {
    cause: 'PAID_AFTER_CLOSE',
    subject: attempt.attemptId,
    title: `${attempt.channel} 在关闭订单后仍报告已支付，款项将退回`,
    amount: attempt.amount,
    dueInHours: 24,
    detail: { attemptId: attempt.attemptId },
  })
}

/** Refused, asked for again by another attempt, and given after all: the patient may have it twice. */
function reportGivenTwice(draft: Draft, attempt: Attempt): void {
  openWorkOrder(draft, {
    cause: 'REFUND_GIVEN_AFTER_RETRY',
    subject: attempt.attemptId,
    title: `${attempt.channel} 在拒绝后又退出 ${attempt.attemptId}，该款已另行重试，请核对是否重复退款`,
    amount: attempt.amount,
    dueInHours: 4,
    detail: { attemptId: attempt.attemptId },
  })
}

/** Our own memory of deductible and ceiling follows what the insurer settled. */
function countAgainstYear(draft: Draft, heard: Heard, answer: Adjudication, sign: 1 | -1): void {
  if (!heard.person) return
  draft.accumulator = {
    personKey: heard.person.personKey,
    insuranceType: heard.person.insuranceType,
    year: Number(draft.file.order.businessDate.slice(0, 4)),
    deductible: (sign * answer.deductible) as typeof answer.deductible,
    pooledFund: (sign * answer.pooledFund) as typeof answer.pooledFund,
  }
}
