import type {
  ChannelIo,
  ChargeReply,
  ChargeRequest,
  CloseReply,
  Connect,
  Manifest,
  RefundRequest,
  WalletChannel,
} from '../contract/channel.ts'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import { type ReadStatementFile, shippedSwitches } from '../contract/read-alone.ts'
import { type Answer, call } from './call.ts'
import { readConfig, type Switches, withSwitches } from './config.ts'
import { fetchStatements } from './fetch-statements.ts'
import manifestJson from './manifest.json' with { type: 'json' }
import {
  chargeOutcome,
  closedByState,
  closeReply,
  codeOutcome,
  type Rules,
  refundOutcome,
  refusedAct,
  refusedQuestion,
} from './map-outcome.ts'
import {
  closeCall,
  type Fields,
  findMissing,
  precreateCall,
  queryCall,
  type RefundKey,
  refundCall,
  refundQueryCall,
  wapPayCall,
} from './map-request.ts'
import { answerNotification, readNotification } from './notification.ts'
import { readStatement } from './read-statement.ts'

const printed = manifestJson as Manifest

export const readStatementFile: ReadStatementFile = (file) =>
  readStatement(file, { switches: shippedSwitches(printed) as unknown as Switches })

/** Alipay OpenAPI for products native (QR code) and h5 (redirect). @throws RefusalError CHANNEL_BAD_CONFIG */
export const connect: Connect<WalletChannel> = (config, io) => {
  const merchant = readConfig(config)
  const manifest = withSwitches(printed, merchant.switches)
  const rules: Rules = { merchant, manifest }
  return {
    manifest,
    charge: (request) => charge(request, rules, io),
    queryCharge: (attemptId) => queryCharge(attemptId, rules, io),
    close: (attemptId) => close(attemptId, rules, io),
    refund: (request) => refund(request, rules, io),
    queryRefund: (key) => queryRefund(key, rules, io),
    readNotification: async (raw) => readNotification(raw, rules, io),
    answerNotification,
    fetchStatements: (date) => fetchStatements(date, merchant, io),
    readStatement: (file) => readStatement(file, merchant),
  }
}

async function charge(request: ChargeRequest, rules: Rules, io: ChannelIo): Promise<ChargeReply> {
  const { merchant } = rules
  const missing = findMissing(request)
  if (missing) return { outcome: codeOutcome('declined', missing.code, missing.message), presentation: null }
  if (request.product === 'h5') {
    const outcome = codeOutcome('pending', 'REDIRECT', 'the trade exists once the payer opens the page')
    return { outcome, presentation: { kind: 'redirect', url: merchant.sdk.pageUrl(wapPayCall(request), io.now()) } }
  }
  const answer = await call(precreateCall(request), merchant, io)
  if (answer.kind === 'unanswered') return { outcome: unknownOutcome(answer.code, answer.message), presentation: null }
  if (answer.kind === 'refused') return { outcome: refusedAct(answer, 'charge', rules), presentation: null }
  const { qr_code } = answer.fields
  if (typeof qr_code !== 'string' || qr_code === '')
    return { outcome: unknownOutcome('BAD_ANSWER', 'the answer names no QR code'), presentation: null }
  const outcome = codeOutcome('pending', '10000', 'the QR code waits for the payer')
  return { outcome, presentation: { kind: 'qr', content: qr_code } }
}

async function queryCharge(attemptId: string, rules: Rules, io: ChannelIo): Promise<Outcome> {
  const answer = await call(queryCall(attemptId), rules.merchant, io)
  return question(answer, rules, (fields) => chargeOutcome(fields, attemptId, rules))
}

async function close(attemptId: string, rules: Rules, io: ChannelIo): Promise<CloseReply> {
  const reply = closeReply(await call(closeCall(attemptId), rules.merchant, io), rules)
  return reply.status === 'pending' ? closedByState(reply, await queryCharge(attemptId, rules, io)) : reply
}

/**
 * The answer to a refund carries only the sum of all refunds so far, so the refund's own amount and state are asked at
 * once; when the query does not show it yet, the refund was accepted and is pending.
 */
async function refund(request: RefundRequest, rules: Rules, io: ChannelIo): Promise<Outcome> {
  const answer = await call(refundCall(request), rules.merchant, io)
  if (answer.kind === 'unanswered') return unknownOutcome(answer.code, answer.message)
  if (answer.kind === 'refused') return refusedAct(answer, 'refund', rules)
  const found = await queryRefund(request, rules, io)
  return found.status === 'settled' ? found : codeOutcome('pending', '10000', 'the refund is accepted')
}

async function queryRefund(key: RefundKey, rules: Rules, io: ChannelIo): Promise<Outcome> {
  const answer = await call(refundQueryCall(key), rules.merchant, io)
  return question(answer, rules, (fields) => refundOutcome(fields, key, rules.manifest))
}

function question(answer: Answer, rules: Rules, read: (fields: Fields) => Outcome): Outcome {
  if (answer.kind === 'unanswered') return unknownOutcome(answer.code, answer.message)
  if (answer.kind === 'refused') return refusedQuestion(answer, rules)
  return read(answer.fields)
}
