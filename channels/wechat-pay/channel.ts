import type { ChannelIo, ChargeReply, ChargeRequest, Connect, Manifest, WalletChannel } from '../contract/channel.ts'
import { type Outcome, unknownOutcome } from '../contract/outcome.ts'
import { type ReadStatementFile, shippedSwitches } from '../contract/read-alone.ts'
import { type Answer, call } from './call.ts'
import { readConfig, type Switches, withSwitches } from './config.ts'
import { fetchStatements } from './fetch-statements.ts'
import manifestJson from './manifest.json' with { type: 'json' }
import {
  chargeOutcome,
  closeReply,
  codeOutcome,
  type Rules,
  refundOutcome,
  refusedAct,
  refusedQuestion,
} from './map-outcome.ts'
import {
  chargeCall,
  closeCall,
  findMissing,
  queryCall,
  readPresentation,
  refundCall,
  refundQueryCall,
} from './map-request.ts'
import { answerNotification, readNotification } from './notification.ts'
import { readStatement } from './read-statement.ts'

const printed = manifestJson as Manifest

export const readStatementFile: ReadStatementFile = (file) =>
  readStatement(file, { switches: shippedSwitches(printed) as unknown as Switches }, printed)

/** WeChat Pay APIv3 for products native, jsapi, mini-program and h5. @throws RefusalError CHANNEL_BAD_CONFIG */
export const connect: Connect<WalletChannel> = (config, io) => {
  const merchant = readConfig(config)
  const manifest = withSwitches(printed, merchant.switches)
  const rules: Rules = { merchant, manifest }
  return {
    manifest,
    charge: (request) => charge(request, rules, io),
    async queryCharge(attemptId) {
      const answer = await call(queryCall(attemptId, merchant), merchant, io)
      return question(answer, rules, (content) => chargeOutcome(content, attemptId, merchant, manifest))
    },
    async close(attemptId) {
      return closeReply(await call(closeCall(attemptId, merchant), merchant, io), merchant)
    },
    async refund(request) {
      const answer = await call(refundCall(request), merchant, io)
      if (answer.kind === 'unanswered') return unknownOutcome(answer.code, answer.message)
      if (answer.kind === 'refused') return refusedAct(answer, 'refund', rules)
      return refundOutcome(answer.content, request.attemptId, manifest)
    },
    async queryRefund({ attemptId }) {
      const answer = await call(refundQueryCall(attemptId), merchant, io)
      return question(answer, rules, (content) => refundOutcome(content, attemptId, manifest))
    },
    readNotification: async (raw) => readNotification(raw, rules, io),
    answerNotification,
    fetchStatements: (date) => fetchStatements(date, merchant, io),
    readStatement: (file) => readStatement(file, merchant, manifest),
  }
}

async function charge(request: ChargeRequest, rules: Rules, io: ChannelIo): Promise<ChargeReply> {
  const missing = findMissing(request)
  if (missing) return { outcome: codeOutcome('declined', missing.code, missing.message), presentation: null }
  const answer = await call(chargeCall(request, rules.merchant), rules.merchant, io)
  if (answer.kind === 'unanswered') return { outcome: unknownOutcome(answer.code, answer.message), presentation: null }
  if (answer.kind === 'refused') return { outcome: refusedAct(answer, 'charge', rules), presentation: null }
  const presentation = readPresentation(answer.content, request, rules.merchant, io)
  if (!presentation)
    return { outcome: unknownOutcome('BAD_ANSWER', 'the answer names no way for the payer to go on'), presentation }
  const outcome = codeOutcome('pending', `HTTP_${answer.httpStatus}`, 'the order exists and waits for the payer')
  return { outcome, presentation }
}

function question(answer: Answer, rules: Rules, read: (content: unknown) => Outcome): Outcome {
  if (answer.kind === 'unanswered') return unknownOutcome(answer.code, answer.message)
  if (answer.kind === 'refused') return refusedQuestion(answer, rules)
  return read(answer.content)
}
