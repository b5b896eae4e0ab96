import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { ChannelIo } from '../contract/channel.ts'
import type { StatementFile } from '../contract/statement.ts'
import { call, noAnswer } from './call.ts'
import type { Merchant } from './config.ts'
import { authorization } from './sign.ts'
import { refuseStatement } from './statement-refusal.ts'

const offerSchema = z.looseObject({
  hash_type: z.literal('SHA1'),
  hash_value: z.string().regex(/^[0-9a-fA-F]{40}$/),
  download_url: z.url({ protocol: /^https?$/ }),
})

type Offer = z.infer<typeof offerSchema>

/**
 * The trade bill of a China day and, unless switched off, its fund-flow bill. A day without any movement of funds has
 * no fund-flow bill; then only the trade bill comes back.
 * @throws RefusalError STATEMENT_NOT_READY, STATEMENT_UNAVAILABLE, STATEMENT_HASH_MISMATCH
 */
export async function fetchStatements(date: string, merchant: Merchant, io: ChannelIo): Promise<StatementFile[]> {
  const trade = await ask(`/v3/bill/tradebill?bill_date=${date}&bill_type=ALL`, merchant, io)
  if (!trade) throw notReady(date)
  const files = [await download(trade, { kind: 'trade', date }, merchant, io)]
  if (!merchant.switches.fundFlow) return files
  const flow = await ask(`/v3/bill/fundflowbill?bill_date=${date}&account_type=BASIC`, merchant, io)
  if (flow) files.push(await download(flow, { kind: 'fund-flow', date }, merchant, io))
  return files
}

/** Null: the platform has no such bill (yet). */
async function ask(target: string, merchant: Merchant, io: ChannelIo): Promise<Offer | null> {
  const answer = await call({ method: 'GET', target }, merchant, io)
  if (answer.kind === 'refused' && merchant.switches.notReadyCodes.includes(answer.code)) return null
  if (answer.kind !== 'answered') throw refuseStatement('STATEMENT_UNAVAILABLE', `${answer.code} on ${target}`, target)
  const offer = offerSchema.safeParse(answer.content)
  if (offer.success) return offer.data
  const [issue] = offer.error.issues
  throw refuseStatement('STATEMENT_UNAVAILABLE', 'the answer names no file with a SHA1', issue!.path.join('.'))
}

interface Wanted {
  readonly kind: 'trade' | 'fund-flow'
  readonly date: string
}

/** The download itself carries no signature (facts 1.2): the SHA1 of the signed answer is its only proof. */
async function download(
  offer: Offer,
  { kind, date }: Wanted,
  merchant: Merchant,
  io: ChannelIo,
): Promise<StatementFile> {
  const bytes = await read(new URL(offer.download_url), merchant, io)
  const sha1 = createHash('sha1').update(bytes).digest('hex')
  if (sha1 !== offer.hash_value.toLowerCase())
    throw refuseStatement(
      'STATEMENT_HASH_MISMATCH',
      `SHA1 is ${sha1}, announced ${offer.hash_value}`,
      `${kind} ${date}`,
    )
  return { channel: 'wechat-pay', kind, date, filename: `wechat-pay-${merchant.mchid}-${kind}-${date}.csv`, bytes }
}

async function read(url: URL, merchant: Merchant, io: ChannelIo): Promise<Uint8Array> {
  const target = url.pathname + url.search
  const timestamp = Math.floor(io.now().getTime() / 1000).toString()
  const signed = { method: 'GET', target, body: '', timestamp, nonce: io.nonce() } as const
  try {
    const response = await io.fetch(url, {
      headers: { authorization: authorization(signed, merchant), 'user-agent': 'MedSettle' },
      redirect: 'manual',
      signal: AbortSignal.timeout(io.timeoutMs),
    })
    if (response.status === 200) return new Uint8Array(await response.arrayBuffer())
    throw refuseStatement('STATEMENT_UNAVAILABLE', `the download answered HTTP ${response.status}`, url.pathname)
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'RefusalError') throw cause
    const { code, message } = noAnswer(cause)
    throw refuseStatement('STATEMENT_UNAVAILABLE', `${code}: ${message}`, url.pathname)
  }
}

const notReady = (date: string) =>
  refuseStatement('STATEMENT_NOT_READY', 'the day is not ready, or nobody paid on it', `trade ${date}`)
