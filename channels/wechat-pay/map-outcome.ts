import { fen } from '@medsettle/money'
import { z } from 'zod'
import type { CloseReply, Manifest } from '../contract/channel.ts'
import { type Outcome, type OutcomeStatus, unknownOutcome } from '../contract/outcome.ts'
import type { Answer } from './call.ts'
import type { Merchant } from './config.ts'

const amountInFen = z.int().min(0)

const transactionSchema = z.looseObject({
  mchid: z.string(),
  appid: z.string(),
  out_trade_no: z.string(),
  trade_state: z.string(),
  transaction_id: z.string().optional(),
  success_time: z.string().optional(),
  amount: z.looseObject({ total: amountInFen.optional() }).optional(),
})

const refundSchema = z.looseObject({
  out_refund_no: z.string(),
  refund_id: z.string().optional(),
  status: z.string(),
  success_time: z.string().optional(),
  amount: z.looseObject({ refund: amountInFen.optional() }).optional(),
})

/** Any state or code that the manifest does not list is pending: we ask again, we never call it failed. */
export function mapStatus(code: string, manifest: Manifest): OutcomeStatus {
  return Object.hasOwn(manifest.statusMap, code) ? manifest.statusMap[code]! : 'pending'
}

/** A `transaction` object of a query or a notification → Outcome of the charge. */
export function chargeOutcome(content: unknown, attemptId: string, merchant: Merchant, manifest: Manifest): Outcome {
  const parsed = transactionSchema.safeParse(content)
  if (!parsed.success) return unknownOutcome('BAD_ANSWER', 'the answer lacks the fields of a transaction')
  const { mchid, appid, out_trade_no, trade_state, transaction_id, success_time, amount } = parsed.data
  if (mchid !== merchant.mchid || appid !== merchant.appid || out_trade_no !== attemptId)
    return unknownOutcome('ANSWER_FOR_ANOTHER', 'the answer speaks of another order than the one asked for')
  return {
    status: mapStatus(trade_state, manifest),
    channelRef: transaction_id || null,
    amount: amount?.total === undefined ? null : fen(amount.total),
    channelCode: trade_state,
    message: `order is ${trade_state}`,
    at: toInstant(success_time),
  }
}

/** A refund object of the refund endpoints → Outcome of the refund. */
export function refundOutcome(content: unknown, attemptId: string, manifest: Manifest): Outcome {
  const parsed = refundSchema.safeParse(content)
  if (!parsed.success) return unknownOutcome('BAD_ANSWER', 'the answer lacks the fields of a refund')
  const { out_refund_no, refund_id, status, success_time, amount } = parsed.data
  if (out_refund_no !== attemptId)
    return unknownOutcome('ANSWER_FOR_ANOTHER', 'the answer speaks of another refund than the one asked for')
  return {
    status: mapStatus(status, manifest),
    channelRef: refund_id || null,
    amount: amount?.refund === undefined ? null : fen(amount.refund),
    channelCode: status,
    message: `refund is ${status}`,
    at: toInstant(success_time),
  }
}

/** An act (charge, refund) that was refused: only codes the manifest calls declined are a last word. */
export function refusedAct(
  answer: Extract<Answer, { kind: 'refused' }>,
  act: 'charge' | 'refund',
  rules: Rules,
): Outcome {
  if (isNotFound(answer, rules.merchant)) return notFound(answer.code)
  const own = `${act}:${answer.code}`
  const status = mapStatus(Object.hasOwn(rules.manifest.statusMap, own) ? own : answer.code, rules.manifest)
  // a refusal cannot mean that the act succeeded, whatever the table says of a state with the same name
  return codeOutcome(status === 'settled' ? 'pending' : status, answer.code, `the platform refused the ${act}`)
}

/** A question that was refused says nothing about the act it asked for, so it never declines it. */
export function refusedQuestion(answer: Extract<Answer, { kind: 'refused' }>, rules: Rules): Outcome {
  if (isNotFound(answer, rules.merchant)) return notFound(answer.code)
  return codeOutcome('pending', answer.code, 'the platform refused the question')
}

export function closeReply(answer: Answer, merchant: Merchant): CloseReply {
  if (answer.kind === 'unanswered') return { status: 'unknown', channelCode: answer.code, message: answer.message }
  if (answer.kind === 'answered')
    return { status: 'closed', channelCode: `HTTP_${answer.httpStatus}`, message: 'the order is closed' }
  if (isNotFound(answer, merchant))
    return { status: 'unknown', channelCode: answer.code, message: 'the platform does not know the order' }
  const { closeCodes } = merchant.switches
  const status = Object.hasOwn(closeCodes, answer.code) ? closeCodes[answer.code]! : 'pending'
  return { status, channelCode: answer.code, message: `close was refused: ${answer.code}` }
}

export interface Rules {
  readonly merchant: Merchant
  readonly manifest: Manifest
}

const isNotFound = (answer: Extract<Answer, { kind: 'refused' }>, merchant: Merchant): boolean =>
  answer.httpStatus === 404 || merchant.switches.notFoundCodes.includes(answer.code)

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

function toInstant(text: string | undefined): string | null {
  const millis = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(millis) ? null : new Date(millis).toISOString()
}
