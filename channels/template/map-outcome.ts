import { fen } from '@medsettle/money'
import { z } from 'zod'
import type { CloseReply, Manifest } from '../contract/channel.ts'
import { isNotFound } from '../contract/not-found.ts'
import { type Outcome, type OutcomeStatus, unknownOutcome } from '../contract/outcome.ts'
import type { Answer } from './call.ts'

/** Orders and refunds have one shape on this wire. */
const recordSchema = z.looseObject({
  id: z.string(),
  walletId: z.string(),
  state: z.string(),
  fen: z.int().min(0),
  at: z.iso.datetime().nullable(),
})

/** Any state or code that the manifest does not list is pending: we ask again, we never call it failed. */
function mapStatus(code: string, manifest: Manifest): OutcomeStatus {
  return Object.hasOwn(manifest.statusMap, code) ? manifest.statusMap[code]! : 'pending'
}

export function readRecord(text: string, attemptId: string, manifest: Manifest): Outcome {
  const parsed = recordSchema.safeParse(parse(text))
  if (!parsed.success) return unknownOutcome('BAD_ANSWER', 'the answer lacks the fields of an order or refund')
  const { id, walletId, state, fen: amount, at } = parsed.data
  if (id !== attemptId) return unknownOutcome('ANSWER_FOR_ANOTHER', 'the answer speaks of another id')
  const status = mapStatus(state, manifest)
  return { status, channelRef: walletId, amount: fen(amount), channelCode: state, message: `it is ${state}`, at }
}

/** An act that was answered: a refusal is a last word only when the manifest says so. */
export function actOutcome(answer: Answer, attemptId: string, manifest: Manifest): Outcome {
  if (answer.kind === 'answered') return readRecord(answer.text, attemptId, manifest)
  if (answer.kind === 'unanswered' || isNotFound(manifest, answer.code)) return silence(answer.code)
  const status = mapStatus(answer.code, manifest)
  return plain(status === 'settled' ? 'pending' : status, answer.code, 'the wallet refused')
}

/** A question that was refused says nothing about the act it asked for, so it never declines it. */
export function questionOutcome(answer: Answer, attemptId: string, manifest: Manifest): Outcome {
  if (answer.kind === 'answered') return readRecord(answer.text, attemptId, manifest)
  if (answer.kind === 'unanswered' || isNotFound(manifest, answer.code)) return silence(answer.code)
  return plain('pending', answer.code, 'the wallet refused the question')
}

export function closeReply(answer: Answer, manifest: Manifest): CloseReply {
  const channelCode = answer.kind === 'answered' ? 'CLOSED' : answer.code
  if (answer.kind === 'answered') return { status: 'closed', channelCode, message: 'the order is closed' }
  if (answer.kind === 'unanswered' || isNotFound(manifest, answer.code))
    return { status: 'unknown', channelCode, message: 'nothing is known' }
  return { status: answer.code === 'ALREADY_PAID' ? 'paid' : 'pending', channelCode, message: 'close was refused' }
}

const silence = (code: string): Outcome => unknownOutcome(code, 'nothing is known: ask again')

export const plain = (status: OutcomeStatus, channelCode: string, message: string): Outcome => ({
  status,
  channelRef: null,
  amount: null,
  channelCode,
  message,
  at: null,
})

export function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
