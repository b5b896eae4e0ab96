import { parseYuan } from '@medsettle/money'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { ChannelIo, HttpAnswer, Notification, RawNotification } from '../contract/channel.ts'
import type { Merchant } from './config.ts'
import { chargeOutcome, codeOutcome, type Rules, toInstant } from './map-outcome.ts'

type Form = Readonly<Record<string, string>>

const HOUR_MS = 3600_000
/** how far ahead of ours the platform's clock may be */
const AHEAD_MS = 300_000

/**
 * Signature, addressee, age, in that order. A payment's notification carries its trade; one of a refund only says that a
 * refund happened, since its `refund_fee` is the sum of all refunds: the query tells the refund's own amount.
 * @throws RefusalError NOTIFICATION_BAD_SIGNATURE, NOTIFICATION_STALE, NOTIFICATION_NOT_FOR_US, NOTIFICATION_MALFORMED
 */
export function readNotification(raw: RawNotification, rules: Rules, io: Pick<ChannelIo, 'now'>): Notification {
  const form = readForm(raw.body)
  if (!isGenuine(form, rules.merchant)) throw refuse('NOTIFICATION_BAD_SIGNATURE', 'Alipay did not sign it', 'sign')
  checkAddressee(form, rules.merchant)
  checkAge(form, rules.merchant, io.now())
  const notificationId = need(form, 'notify_id')
  const chargeAttemptId = need(form, 'out_trade_no')
  const refundAttemptId = form.out_biz_no
  if (form.refund_fee && refundAttemptId) {
    const outcome = codeOutcome('pending', need(form, 'trade_status'), 'a refund happened: ask for it')
    return { notificationId, kind: 'refund', attemptId: refundAttemptId, outcome }
  }
  return {
    notificationId,
    kind: 'charge',
    attemptId: chargeAttemptId,
    outcome: readCharge(form, chargeAttemptId, rules),
  }
}

function readCharge(form: Form, attemptId: string, rules: Rules) {
  need(form, 'trade_status')
  if (!isYuan(need(form, 'total_amount')))
    throw refuse('NOTIFICATION_MALFORMED', 'it is not an amount in yuan', 'total_amount')
  return chargeOutcome(form, attemptId, rules)
}

function isYuan(text: string): boolean {
  try {
    return parseYuan(text) >= 0
  } catch {
    return false
  }
}

/** A parameter sent twice would let the signature cover one value and us read the other, so it is refused. */
function readForm(body: string): Form {
  const pairs = [...new URLSearchParams(body)]
  const form = Object.fromEntries(pairs)
  if (pairs.length !== Object.keys(form).length)
    throw refuse('NOTIFICATION_MALFORMED', 'a parameter appears twice', 'body')
  return form
}

/**
 * The form is decoded once and signed as decoded (facts 6). Only RSA2 has been agreed with the platform: the SDK would
 * take the form's own word for its algorithm, SHA-1 included.
 */
function isGenuine(form: Form, { sdk }: Merchant): boolean {
  if (form.sign_type !== undefined && form.sign_type !== 'RSA2') return false
  return sdk.isNotificationSigned(form)
}

function checkAddressee(form: Form, { appId, sellerId }: Merchant): void {
  if (need(form, 'app_id') !== appId)
    throw refuse('NOTIFICATION_NOT_FOR_US', 'it speaks to another application', 'app_id')
  if (form.seller_id !== undefined && form.seller_id !== sellerId)
    throw refuse('NOTIFICATION_NOT_FOR_US', 'it speaks to another seller', 'seller_id')
}

function checkAge(form: Form, { switches }: Merchant, now: Date): void {
  const sentAt = toInstant(need(form, 'notify_time'))
  if (sentAt === null) throw refuse('NOTIFICATION_MALFORMED', 'it is not a time', 'notify_time')
  const age = now.getTime() - Date.parse(sentAt)
  if (age > switches.notificationMaxAgeHours * HOUR_MS || age < -AHEAD_MS)
    throw refuse('NOTIFICATION_STALE', `it was sent at ${sentAt}`, 'notify_time')
}

function need(form: Form, name: string): string {
  const value = form[name]
  if (!value) throw refuse('NOTIFICATION_MALFORMED', 'the parameter is missing', name)
  return value
}

/** Anything but the literal `success` makes Alipay send again (facts 3). */
export function answerNotification(verdict: 'accepted' | 'refused'): HttpAnswer {
  return { status: 200, contentType: 'text/plain', body: verdict === 'accepted' ? 'success' : 'fail' }
}

/** A notification moved nothing here; what moved at the platform is asked by query. */
function refuse(code: string, sentence: string, place: string): RefusalError {
  const message = `Alipay notification refused: ${sentence}`
  return new RefusalError({ code, stage: 'charge', moneyMoved: 'unknown', retrySameKey: true, message, place })
}
