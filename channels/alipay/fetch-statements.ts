import type { ChannelIo } from '../contract/channel.ts'
import type { StatementFile } from '../contract/statement.ts'
import { call, noAnswer } from './call.ts'
import type { Merchant } from './config.ts'
import { billCall } from './map-request.ts'
import { refuseStatement } from './statement-refusal.ts'

/**
 * The ZIP of a China day exactly as downloaded. Its address comes in a signed answer; the file itself carries no
 * signature, its CRCs are checked when it is read.
 * @throws RefusalError STATEMENT_NOT_READY, STATEMENT_UNAVAILABLE
 */
export async function fetchStatements(date: string, merchant: Merchant, io: ChannelIo): Promise<StatementFile[]> {
  const bytes = await download(await askAddress(date, merchant, io), io)
  return [{ channel: 'alipay', kind: 'trade', date, filename: `alipay-${merchant.sellerId}-trade-${date}.zip`, bytes }]
}

async function askAddress(date: string, merchant: Merchant, io: ChannelIo): Promise<URL> {
  const answer = await call(billCall(date), merchant, io)
  if (answer.kind === 'refused' && merchant.switches.notReadyCodes.includes(answer.code))
    throw refuseStatement('STATEMENT_NOT_READY', `${answer.code}: the day is not ready, or nobody paid on it`, date)
  if (answer.kind !== 'answered') throw refuseStatement('STATEMENT_UNAVAILABLE', answer.code, `trade ${date}`)
  const address = String(answer.fields.bill_download_url ?? '')
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw refuseStatement('STATEMENT_UNAVAILABLE', 'the answer names no address', 'bill_download_url')
  return new URL(address)
}

async function download(url: URL, io: ChannelIo): Promise<Uint8Array> {
  let status: number
  try {
    const response = await io.fetch(url, { signal: AbortSignal.timeout(io.timeoutMs) })
    status = response.status
    if (status === 200) return new Uint8Array(await response.arrayBuffer())
  } catch (cause) {
    const { code, message } = noAnswer(cause)
    throw refuseStatement('STATEMENT_UNAVAILABLE', `${code}: ${message}`, url.pathname)
  }
  throw refuseStatement('STATEMENT_UNAVAILABLE', `the download answered HTTP ${status}`, url.pathname)
}
