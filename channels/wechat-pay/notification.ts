import { z } from 'zod'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { ChannelIo, HttpAnswer, Notification, RawNotification } from '../contract/channel.ts'
import { parseExactJson } from './exact-json.ts'
import { chargeOutcome, type Rules, refundOutcome } from './map-outcome.ts'
import { authenticate, type HeaderReader, openSealed } from './sign.ts'

const envelopeSchema = z.looseObject({
  id: z.string().min(1).max(64),
  event_type: z.string(),
  resource: z.looseObject({
    algorithm: z.literal('AEAD_AES_256_GCM'),
    ciphertext: z.string(),
    nonce: z.string(),
    associated_data: z.string().optional(),
  }),
})

const addresseeSchema = z.looseObject({
  mchid: z.string(),
  appid: z.string().optional(),
  out_trade_no: z.string(),
  out_refund_no: z.string().optional(),
  refund_status: z.string().optional(),
})

/**
 * Signature, age, seal, addressee, in that order: nothing of the body is looked at before the signature holds.
 * @throws RefusalError NOTIFICATION_BAD_SIGNATURE, NOTIFICATION_STALE, NOTIFICATION_NOT_FOR_US, NOTIFICATION_MALFORMED
 */
export function readNotification(raw: RawNotification, rules: Rules, io: Pick<ChannelIo, 'now'>): Notification {
  checkAuthenticity(raw, rules, io.now())
  const envelope = parseAs(envelopeSchema, raw.body, 'body')
  const content = parseAs(addresseeSchema, open(envelope.resource, rules), 'resource')
  const { mchid, appid } = rules.merchant
  if (content.mchid !== mchid)
    throw refuse('NOTIFICATION_NOT_FOR_US', 'it speaks to another merchant', 'resource.mchid')
  if (content.appid !== undefined && content.appid !== appid)
    throw refuse('NOTIFICATION_NOT_FOR_US', 'it speaks to another application', 'resource.appid')
  if (envelope.event_type.startsWith('TRANSACTION.')) return chargeNotification(envelope.id, content, rules)
  if (envelope.event_type.startsWith('REFUND.')) return refundNotification(envelope.id, content, rules)
  throw refuse('NOTIFICATION_MALFORMED', 'it is neither of a transaction nor of a refund', 'event_type')
}

type Content = z.infer<typeof addresseeSchema>

function chargeNotification(notificationId: string, content: Content, { merchant, manifest }: Rules): Notification {
  const attemptId = content.out_trade_no
  return { notificationId, kind: 'charge', attemptId, outcome: chargeOutcome(content, attemptId, merchant, manifest) }
}

function refundNotification(notificationId: string, content: Content, { manifest }: Rules): Notification {
  const attemptId = content.out_refund_no
  if (!attemptId) throw refuse('NOTIFICATION_MALFORMED', 'a refund has no number of ours', 'resource.out_refund_no')
  // the notification calls the field refund_status, the endpoints call it status
  const outcome = refundOutcome({ ...content, status: content.refund_status }, attemptId, manifest)
  return { notificationId, kind: 'refund', attemptId, outcome }
}

function checkAuthenticity(raw: RawNotification, { merchant }: Rules, now: Date): void {
  const headers = caseless(raw.headers)
  const { probePrefix } = merchant.switches
  const place = 'header Wechatpay-Signature'
  if (probePrefix && headers('wechatpay-signature')?.startsWith(probePrefix))
    throw refuse('NOTIFICATION_BAD_SIGNATURE', 'a probe of the platform, refused as it expects', `${place} (probe)`)
  const authenticity = authenticate(headers, raw.body, merchant, now)
  if (authenticity === 'forged') throw refuse('NOTIFICATION_BAD_SIGNATURE', 'the platform did not sign it', place)
  if (authenticity === 'stale')
    throw refuse(
      'NOTIFICATION_STALE',
      'it was signed more than 300 s away from our clock',
      'header Wechatpay-Timestamp',
    )
}

function open(resource: Parameters<typeof openSealed>[0], { merchant }: Rules): string {
  try {
    return openSealed(resource, merchant.apiV3Key)
  } catch {
    throw refuse('NOTIFICATION_NOT_FOR_US', 'it was not sealed with our APIv3 key', 'resource.ciphertext')
  }
}

function parseAs<T>(schema: z.ZodType<T>, text: string, place: string): T {
  let content: unknown
  try {
    content = parseExactJson(text)
  } catch {
    throw refuse('NOTIFICATION_MALFORMED', 'it is not JSON with whole numbers', place)
  }
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw refuse('NOTIFICATION_MALFORMED', issue!.message, [place, ...issue!.path].join('.'))
}

function caseless(headers: Record<string, string>): HeaderReader {
  const lower = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return (name) => lower.get(name)
}

/** 200 with an empty object accepts; 4xx/5xx with FAIL makes the platform send again (facts 2). */
export function answerNotification(verdict: 'accepted' | 'refused'): HttpAnswer {
  const contentType = 'application/json'
  if (verdict === 'accepted') return { status: 200, contentType, body: '{}' }
  return { status: 500, contentType, body: '{"code":"FAIL","message":"refused"}' }
}

/** A notification moved nothing here; what moved at the platform is asked by query. */
function refuse(code: string, sentence: string, place: string): RefusalError {
  const message = `WeChat Pay notification refused: ${sentence}`
  return new RefusalError({ code, stage: 'charge', moneyMoved: 'unknown', retrySameKey: true, message, place })
}
