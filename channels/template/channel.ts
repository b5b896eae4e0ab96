import type { ChannelIo, Connect, Manifest, WalletChannel } from '../contract/channel.ts'
import type { StatementFile } from '../contract/statement.ts'
import { call } from './call.ts'
import { type Merchant, readConfig } from './config.ts'
import manifestJson from './manifest.json' with { type: 'json' }
import { actOutcome, closeReply, parse, plain, questionOutcome } from './map-outcome.ts'
import { chargeCall, closeCall, queryCall, refundCall, refundQueryCall, statementCall } from './map-request.ts'
import { answerNotification, readNotification } from './notification.ts'
import { readStatement, refuse } from './read-statement.ts'

const manifest = manifestJson as Manifest

/** The sample wallet: copy this folder, then replace one file after the other. @throws RefusalError CHANNEL_BAD_CONFIG */
export const connect: Connect<WalletChannel> = (config, io) => {
  const merchant = readConfig(config)
  const send = (request: Parameters<typeof call>[0]) => call(request, merchant, io)
  return {
    manifest,
    async charge(request) {
      if (!manifest.products?.includes(request.product))
        return { outcome: plain('declined', 'PRODUCT_NOT_OFFERED', 'no such product'), presentation: null }
      const answer = await send(chargeCall(request))
      const outcome = actOutcome(answer, request.attemptId, manifest)
      const qr = answer.kind === 'answered' ? (parse(answer.text) as { qr?: unknown } | null)?.qr : null
      if (typeof qr !== 'string') return { outcome, presentation: null }
      // what a waiting order prints is the price, not money that moved
      return { outcome: { ...outcome, amount: null }, presentation: { kind: 'qr', content: qr } }
    },
    queryCharge: async (attemptId) => questionOutcome(await send(queryCall(attemptId)), attemptId, manifest),
    close: async (attemptId) => closeReply(await send(closeCall(attemptId)), manifest),
    refund: async (request) => actOutcome(await send(refundCall(request)), request.attemptId, manifest),
    queryRefund: async ({ attemptId }) => questionOutcome(await send(refundQueryCall(attemptId)), attemptId, manifest),
    readNotification: async (raw) => readNotification(raw, merchant, manifest, io),
    answerNotification,
    fetchStatements: (date) => fetchStatements(date, merchant, io),
    readStatement: (file) => readStatement(file, manifest),
  }
}

async function fetchStatements(date: string, merchant: Merchant, io: ChannelIo): Promise<StatementFile[]> {
  const answer = await call(statementCall(date), merchant, io)
  if (answer.kind === 'refused' && answer.code === 'NOT_READY')
    throw refuse('STATEMENT_NOT_READY', 'the day is not over', date)
  if (answer.kind !== 'answered') throw refuse('STATEMENT_UNAVAILABLE', answer.code, date)
  const bytes = new TextEncoder().encode(answer.text)
  return [{ channel: 'template', kind: 'trade', date, filename: `sample-wallet-${date}.csv`, bytes }]
}
