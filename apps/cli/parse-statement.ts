import { basename, join } from 'node:path'
import { isZip, timeOfMessageId, unzipFiles } from '@medsettle/nhsa'
import type { FileForm, ReadStatementFile } from '../../channels/contract/read-alone.ts'
import type { StatementReading } from '../../channels/contract/statement.ts'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { StatementLine } from '../../domain/reconciliation/statement-line.ts'
import { BadUsage } from './bad-usage.ts'
import { placedAt, readGivenFile } from './given-file.ts'

const CHANNELS = join(import.meta.dirname, '../../channels')

/** `statement parse`: normalised JSON lines on stdout, what could not be read with line and code on stderr, then exit 1. */
export async function parseStatement(
  path: string,
  options: { readonly channel: string; readonly date?: string } & FileForm,
): Promise<void> {
  const { separator, header, encoding } = options
  const form = {
    ...(separator === undefined ? {} : { separator: separator === '\\t' ? '\t' : separator }),
    ...(header === undefined ? {} : { header }),
    ...(encoding === undefined ? {} : { encoding }),
  }
  if (options.channel !== 'nhsa' && Object.keys(form).length > 0)
    throw new BadUsage('--separator, --header and --encoding are for --channel nhsa; the wallets write one form')
  const read = await findReader(options.channel)
  const given = await readGivenFile(path)
  const bytes = await placedAt(path, () => unpacked(options.channel, given))
  if (bytes.length === 0) throw refuse('STATEMENT_EMPTY', 'the file holds no bytes', path)
  const file = { channel: options.channel, date: options.date ?? '', filename: basename(path), bytes }
  const reading = onDay(read({ ...file, kind: kindOf(options.channel) }, form), options.date, path)
  process.stdout.write(reading.lines.map((line) => `${JSON.stringify(normalised(line))}\n`).join(''))
  report(reading)
}

async function findReader(channel: string): Promise<ReadStatementFile> {
  if (/^[a-z][a-z0-9-]*$/.test(channel) && channel !== 'template' && channel !== 'contract') {
    const folder = (await import(join(CHANNELS, channel, 'channel.ts')).catch(() => null)) as {
      readStatementFile?: ReadStatementFile
    } | null
    if (folder?.readStatementFile) return folder.readStatementFile
  }
  throw new BadUsage(`there is no channel ${channel} that reads statements; choose wechat-pay, alipay or nhsa`)
}

const kindOf = (channel: string): string => (channel === 'nhsa' ? 'details' : 'trade')

/** 9102 gives the result file in a ZIP; Alipay's reader opens its own, because there two files belong together. */
async function unpacked(channel: string, bytes: Uint8Array): Promise<Uint8Array> {
  if (channel !== 'nhsa' || !isZip(bytes)) return bytes
  const files = await unzipFiles(bytes)
  if (files.length === 1) return files[0]!.bytes
  throw refuse('STATEMENT_UNKNOWN_LAYOUT', `the ZIP holds ${files.length} files, not one`, 'zip')
}

/** The wallets' readers look at the day themselves. The insurer's file prints none; the msgid of each row carries it. */
function onDay(reading: StatementReading, date: string | undefined, path: string): StatementReading {
  const dated = reading.lines.filter((line) => line.insurance && timeOfMessageId(line.insurance.messageId) !== null)
  const strays = dated.filter((line) => date !== undefined && !line.time.startsWith(date))
  if (strays.length === 0) return reading
  if (strays.length === dated.length)
    throw refuse('STATEMENT_WRONG_DAY', `not one line lies on ${date}`, `${basename(path)}, column msgid`)
  const setAside = strays.map(({ lineNo, time, ourOrderId }) => ({
    lineNo,
    code: 'LINE_WRONG_DAY',
    message: `column msgid: ${time} is not on ${date}`,
    text: ourOrderId,
  }))
  return {
    ...reading,
    lines: reading.lines.filter((line) => !strays.includes(line)),
    quarantined: [...reading.quarantined, ...setAside].sort((a, b) => a.lineNo - b.lineNo),
  }
}

/**
 * The documented line: fees with five decimals stay exactly as text beside the rounded fen. A refund stands under the ids
 * of the order it gives back; its own ids follow, null where the channel gives it none.
 */
function normalised(line: StatementLine): Record<string, unknown> {
  const { kind, amountFen, feeFen, feeText, time, status } = line
  const { channelOrderId, ourOrderId } = line.originalOrder ?? line
  const rest = { kind, amountFen, feeFen, time, status, feeText, channelStatus: line.channelStatus }
  if (!line.originalOrder) return { channelOrderId, ourOrderId, ...rest }
  const own = (id: string, order: string): string | null => (id === order ? null : id)
  return {
    channelOrderId,
    ourOrderId,
    ...rest,
    channelRefundId: own(line.channelOrderId, channelOrderId),
    ourRefundId: own(line.ourOrderId, ourOrderId),
  }
}

function report({ quarantined }: StatementReading): void {
  for (const line of quarantined) process.stderr.write(`${line.code} at line ${line.lineNo}: ${line.message}\n`)
  if (quarantined.length === 0) return
  process.stderr.write(`${quarantined.length} lines set aside\n`)
  process.exitCode = 1
}

const refuse = (code: string, message: string, place: string): RefusalError =>
  new RefusalError({ code, stage: 'statement', moneyMoved: 'none', retrySameKey: false, message, place })
