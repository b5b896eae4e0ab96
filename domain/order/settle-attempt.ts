import { type Fen, fen, formatYuan, ZERO } from '@medsettle/money'
import type { Adjudication } from '../adjudication/adjudication.ts'
import { chinaDate } from '../identity/clock.ts'
import { answerReservation, reserveCharge, reserveRefund } from '../ledger/post-order.ts'
import type { Transfer } from '../ledger/transfer.ts'
import type { Tender } from '../tender/tender.ts'
import type { Heard } from './call.ts'
import { bookingOf, type Draft, openWorkOrder, tendersOf, writeAttempt } from './draft.ts'
import type { Attempt } from './order.ts'

/** The channel's last word was yes: the reservation is posted on the day the channel names. */
export function settleAttempt(draft: Draft, attempt: Attempt, heard: Heard): void {
  if (attempt.status === 'settled') return
  const settledAt = heard.at ?? draft.now.toISOString()
  const settled: Attempt = {
    ...attempt,
    status: 'settled',
    channelRef: heard.channelRef ?? attempt.channelRef,
    channelCode: heard.channelCode,
    message: heard.message,
    settledAt,
    nextCheckAt: null,
    detail: { ...attempt.detail, ...(heard.references ? { references: heard.references } : {}) },
  }
  const effectiveDate = chinaDate(new Date(settledAt))
  const reserved = reservationOf(draft, attempt)
  if (attempt.status === 'declined') draft.transfers.push(...movedAfterAll(reserved, effectiveDate))
  else draft.transfers.push(...answerReservation(reserved, 'post', effectiveDate))
  writeAttempt(draft, settled)
}

/** The channel's last word was no: what was reserved is freed. */
export function declineAttempt(draft: Draft, attempt: Attempt, heard: Pick<Heard, 'channelCode' | 'message'>): void {
  if (attempt.status === 'settled' || attempt.status === 'declined') return
  draft.transfers.push(...answerReservation(reservationOf(draft, attempt), 'void', draft.today))
  writeAttempt(draft, {
    ...attempt,
    status: 'declined',
    channelCode: heard.channelCode,
    message: heard.message,
    nextCheckAt: null,
  })
}

const FIRST_CHECK_MS = 2_000
const SLOWEST_CHECK_MS = 60_000
const HOPEFUL_CHECKS = 12

/** No last word yet: look again later, ever more slowly; after many tries a person is asked too, and it stays open. */
export function keepWaiting(
  draft: Draft,
  attempt: Attempt,
  heard: Heard,
  detail: Attempt['detail'] = attempt.detail,
): void {
  if (attempt.status === 'settled' || attempt.status === 'declined') return
  const checks = attempt.checks + 1
  const wait = Math.min(SLOWEST_CHECK_MS, FIRST_CHECK_MS * 2 ** Math.min(checks - 1, 10))
  writeAttempt(draft, {
    ...attempt,
    status: heard.status === 'pending' ? 'pending' : 'unknown',
    channelRef: heard.channelRef ?? attempt.channelRef,
    channelCode: heard.channelCode,
    message: heard.message,
    checks,
    nextCheckAt: new Date(draft.now.getTime() + (isResent(attempt, detail) ? 0 : wait)).toISOString(),
    detail: {
      ...detail,
      ...(heard.presentation ? { presentation: heard.presentation } : {}),
      ...(heard.references ? { references: { ...detail.references, ...heard.references } } : {}),
    },
  })
  if (checks === HOPEFUL_CHECKS && !isPayersTurn(attempt, heard))
    openWorkOrder(draft, {
      cause: 'ATTEMPT_UNRESOLVED',
      subject: attempt.attemptId,
      title: `${attempt.channel} 的${attempt.act === 'charge' ? '收款' : '退款'} ${attempt.attemptId} 长时间没有明确结果`,
      amount: attempt.amount,
      dueInHours: 4,
      detail: { attemptId: attempt.attemptId, channelCode: heard.channelCode },
    })
}

/** An open payment link waits for its payer, whom the channel may not know before the page is opened; it ends by itself. */
const isPayersTurn = ({ act, leg, detail }: Attempt, heard: Heard): boolean =>
  act === 'charge' && leg === 'wallet' && !detail.giveUp && (heard.status === 'pending' || heard.notFound)

const isResent = (attempt: Attempt, detail: Attempt['detail']): boolean =>
  attempt.act === 'charge' && detail.resend === true

/** The channel says it moved another amount than was asked: nothing is posted on its word, a person decides. */
export function reportAmount(draft: Draft, attempt: Attempt, heard: Heard): void {
  keepWaiting(draft, attempt, { ...heard, status: 'unknown', channelCode: 'AMOUNT_DIFFERS' })
  openWorkOrder(draft, {
    cause: 'AMOUNT_DIFFERS',
    subject: attempt.attemptId,
    title: `${attempt.channel} 报告金额 ${heard.amount === null ? '?' : formatYuan(heard.amount)}，应为 ${formatYuan(attempt.amount)}`,
    amount: attempt.amount,
    dueInHours: 4,
    detail: { attemptId: attempt.attemptId },
  })
}

/** The insurer took other amounts than it had quoted: book what it really took, so that exactly that is taken back. */
export function bookActual(draft: Draft, attempt: Attempt, heard: Heard, actual: Adjudication): void {
  const tenders = insurerTenders(actual, attempt.channel)
  const settledAt = heard.at ?? draft.now.toISOString()
  const effectiveDate = chinaDate(new Date(settledAt))
  draft.transfers.push(...answerReservation(reservationOf(draft, attempt), 'void', effectiveDate))
  draft.transfers.push(...movedAfterAll(reserveCharge(bookingOf(draft), attempt.attemptId, tenders), effectiveDate))
  writeAttempt(draft, {
    ...attempt,
    status: 'settled',
    amount: tenders.reduce((total, tender) => fen(total + tender.amount), ZERO),
    channelRef: heard.channelRef,
    channelCode: 'INSURER_CHANGED_AMOUNTS',
    message: heard.message,
    settledAt,
    nextCheckAt: null,
    detail: {
      ...attempt.detail,
      actualTenders: tenders,
      actual: { ...actual, reasons: [] },
      ...(heard.references ? { references: heard.references } : {}),
    },
  })
}

/** The tenders an insurer's answer amounts to. */
function insurerTenders(answer: Adjudication, channel: string): Tender[] {
  const supplementary = fen(answer.fundTotal - answer.pooledFund)
  const parts: [Tender['payer'], Fen][] = [
    ['pooledFund', answer.pooledFund],
    ['supplementaryFund', supplementary],
    ['personalAccount', answer.personalAccount],
  ]
  return parts
    .filter(([, amount]) => amount > 0)
    .map(([payer, amount], index) => ({ tenderNo: 51 + index, payer, channel, amount }))
}

function reservationOf(draft: Draft, attempt: Attempt): Transfer[] {
  const booking = bookingOf(draft, attempt.refundId ?? undefined)
  const tenders = tendersOf(draft.file, attempt)
  return attempt.act === 'charge'
    ? reserveCharge(booking, attempt.attemptId, tenders)
    : reserveRefund(booking, attempt.attemptId, tenders)
}

/** Money that moved although its reservation is gone stands alone. */
function movedAfterAll(reserved: readonly Transfer[], effectiveDate: string): Transfer[] {
  return reserved.map((transfer) => ({
    ...transfer,
    transferId: transfer.transferId.replace(/pending$/, 'late'),
    kind: 'posted',
    effectiveDate,
  }))
}
