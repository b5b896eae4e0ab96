import { type Fen, parseYuan } from '@medsettle/money'
import { z } from 'zod'
import type { CloseReply, Manifest } from '../contract/channel.ts'
import { type Outcome, type OutcomeStatus, unknownOutcome } from '../contract/outcome.ts'
import type { Answer } from './call.ts'
import type { Merchant } from './config.ts'
import type { Fields, RefundKey } from './map-request.ts'

export interface Rules {
  readonly merchant: Merchant
  readonly manifest: Manifest
}

/** Yuan text with at most two decimals → fen, exactly; anything else makes the whole answer unreadable. */
const yuanText = z.string().transform((text, context): Fen => {
  try {
    return parseYuan(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'is not an amount in yuan' })
    return z.NEVER
  }
})

const tradeSchema = z.looseObject({
  out_trade_no: z.string(),
  trade_no: z.string().optional(),
  trade_status: z.string(),
  total_amount: yuanText.optional(),
  send_pay_date: z.string().optional(),
  gmt_payment: z.string().optional(),
})

const refundSchema = z.looseObject({
  out_request_no: z.string().optional(),
  out_trade_no: z.string().optional(),
  trade_no: z.string().optional(),
  refund_status: z.string().optional(),
  refund_amount: yuanText.optional(),
  gmt_refund_pay: z.string().optional(),
})

/** Any state or code that the manifest does not list is pending: we ask again, we never call it failed. */
function mapStatus(code: string, manifest: Manifest): OutcomeStatus {
  return Object.hasOwn(manifest.statusMap, code) ? manifest.statusMap[code]! : 'pending'
}

/** A trade of a query or a notification → Outcome of the charge. */
export function chargeOutcome(fields: Fields, attemptId: string, rules: Rules): Outcome {
  const parsed = tradeSchema.safeParse(fields)
  if (!parsed.success) return unknownOutcome('BAD_ANSWER', 'the answer lacks the fields of a trade')
  const { out_trade_no, trade_no, trade_status, total_amount, send_pay_date, gmt_payment } = parsed.data
  if (out_trade_no !== attemptId)
    return unknownOutcome('ANSWER_FOR_ANOTHER', 'the answer speaks of another trade than the one asked for')
  const paidAt = toInstant(gmt_payment ?? send_pay_date)
  return {
    status: chargeStatus(trade_status, paidAt, rules),
    channelRef: trade_no || null,
    amount: total_amount ?? null,
    channelCode: trade_status,
    message: `trade is ${trade_status}`,
    at: paidAt,
  }
}

/** A trade that was paid and then fully refunded ends as TRADE_CLOSED too; its charge was settled all the same. */
function chargeStatus(tradeStatus: string, paidAt: string | null, { merchant, manifest }: Rules): OutcomeStatus {
  const refunded = tradeStatus === 'TRADE_CLOSED' && paidAt !== null
  return refunded && merchant.switches.closedAfterPayment === 'refunded' ? 'settled' : mapStatus(tradeStatus, manifest)
}

/**
 * A refund query → Outcome of the refund. Without `refund_status` the platform either never saw the refund or is still
 * at it: not found, which is unknown.
 */
export function refundOutcome(fields: Fields, { attemptId, chargeAttemptId }: RefundKey, manifest: Manifest): Outcome {
  const parsed = refundSchema.safeParse(fields)
  if (!parsed.success) return unknownOutcome('BAD_ANSWER', 'the answer lacks the fields of a refund')
  const { out_request_no, out_trade_no, trade_no, refund_status, refund_amount, gmt_refund_pay } = parsed.data
  const another =
    (out_request_no !== undefined && out_request_no !== attemptId) ||
    (out_trade_no !== undefined && out_trade_no !== chargeAttemptId)
  if (another) return unknownOutcome('ANSWER_FOR_ANOTHER', 'the answer speaks of another refund than the one asked for')
  if (!refund_status) return unknownOutcome('REFUND_NOT_FOUND', 'the platform does not show this refund')
  return {
    status: mapStatus(refund_status, manifest),
    channelRef: trade_no || null,
    amount: refund_amount ?? null,
    channelCode: refund_status,
    message: `refund is ${refund_status}`,
    at: toInstant(gmt_refund_pay),
  }
}

type Refused = Extract<Answer, { kind: 'refused' }>

/** An act (charge, refund) that was refused: only codes the manifest calls declined are a last word. */
export function refusedAct({ code }: Refused, act: 'charge' | 'refund', { merchant, manifest }: Rules): Outcome {
  if (merchant.switches.notFoundCodes.includes(code)) return notFound(code)
  const own = `${act}:${code}`
  const status = mapStatus(Object.hasOwn(manifest.statusMap, own) ? own : code, manifest)
  // a refusal cannot mean that the act succeeded, whatever the table says of a state with the same name
  return codeOutcome(status === 'settled' ? 'pending' : status, code, `the platform refused the ${act}`)
}

/** A question that was refused says nothing about the act it asked for, so it never declines it. */
export function refusedQuestion({ code }: Refused, { merchant }: Rules): Outcome {
  if (merchant.switches.notFoundCodes.includes(code)) return notFound(code)
  return codeOutcome('pending', code, 'the platform refused the question')
}

export function closeReply(answer: Answer, { merchant }: Rules): CloseReply {
  if (answer.kind === 'unanswered') return { status: 'unknown', channelCode: answer.code, message: answer.message }
  if (answer.kind === 'answered') return { status: 'closed', channelCode: '10000', message: 'the trade is closed' }
  const { code } = answer
  if (merchant.switches.notFoundCodes.includes(code))
    return { status: 'unknown', channelCode: code, message: 'the platform does not know the trade' }
  return { status: 'pending', channelCode: code, message: `close was refused: ${code}` }
}

/** Close was refused because of the trade's state: the state itself says whether it is paid or closed already. */
export function closedByState(refused: CloseReply, found: Outcome): CloseReply {
  const { channelCode } = found
  if (found.status === 'settled') return { status: 'paid', channelCode, message: 'the trade has been paid' }
  if (found.status === 'declined') return { status: 'closed', channelCode, message: 'the trade was closed before' }
  return refused
}

// "not found" right after sending may only mean that our request is still on its way (rule 3)
const notFound = (code: string): Outcome => unknownOutcome(code, 'the platform does not know this id')

export const codeOutcome = (status: OutcomeStatus, channelCode: string, message: string): Outcome => ({
  status,
  channelRef: null,
  amount: null,
  channelCode,
  message,
  at: null,
})

/** `yyyy-MM-dd HH:mm:ss` in China → ISO instant; null when absent or not a time. */
export function toInstant(text: string | undefined): string | null {
  if (text === undefined || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)) return null
  const millis = Date.parse(`${text.replace(' ', 'T')}+08:00`)
  return Number.isNaN(millis) ? null : new Date(millis).toISOString()
}
