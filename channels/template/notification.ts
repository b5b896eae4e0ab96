import { z } from 'zod'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { ChannelIo, HttpAnswer, Manifest, Notification, RawNotification } from '../contract/channel.ts'
import type { Merchant } from './config.ts'
import { parse, readRecord } from './map-outcome.ts'
import { authenticate } from './sign.ts'

const noticeSchema = z.looseObject({
  noticeId: z.string().min(1),
  merchant: z.string(),
  kind: z.enum(['charge', 'refund']),
  id: z.string().min(1),
})

/**
 * Signature and age, then addressee, then content.
 * @throws RefusalError NOTIFICATION_BAD_SIGNATURE, NOTIFICATION_STALE, NOTIFICATION_NOT_FOR_US, NOTIFICATION_MALFORMED
 */
export function readNotification(
  { headers, body }: RawNotification,
  merchant: Merchant,
  manifest: Manifest,
  io: Pick<ChannelIo, 'now'>,
): Notification {
  const signed = { time: headers['x-time'] ?? '', signature: headers['x-signature'] ?? '', body }
  const authenticity = authenticate(merchant.secret, signed, io.now())
  if (authenticity === 'forged') throw refuse('NOTIFICATION_BAD_SIGNATURE', 'the wallet did not sign it', 'x-signature')
  if (authenticity === 'stale') throw refuse('NOTIFICATION_STALE', 'it is too old', 'x-time')
  const notice = noticeSchema.safeParse(parse(body))
  if (!notice.success) throw refuse('NOTIFICATION_MALFORMED', 'a field is missing', 'body')
  const { noticeId, kind, id } = notice.data
  if (notice.data.merchant !== merchant.merchant)
    throw refuse('NOTIFICATION_NOT_FOR_US', 'it speaks to another merchant', 'merchant')
  return { notificationId: noticeId, kind, attemptId: id, outcome: readRecord(body, id, manifest) }
}

export const answerNotification = (verdict: 'accepted' | 'refused'): HttpAnswer => ({
  status: verdict === 'accepted' ? 200 : 500,
  contentType: 'text/plain',
  body: verdict,
})

function refuse(code: string, sentence: string, place: string): RefusalError {
  const message = `sample wallet notification refused: ${sentence}`
  return new RefusalError({ code, stage: 'charge', moneyMoved: 'unknown', retrySameKey: true, message, place })
}
