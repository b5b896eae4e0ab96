import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ReadStatementFile } from '../../channels/contract/read-alone.ts'
import type { StatementReading } from '../../channels/contract/statement.ts'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { StatementLine } from '../../domain/reconciliation/statement-line.ts'

const CHANNELS = join(import.meta.dirname, '../../channels')

/** `statement parse`: normalised JSON lines on stdout, what could not be read with line and code on stderr, then exit 1. */
export async function parseStatement(
  path: string,
  options: { readonly channel: string; readonly date?: string },
): Promise<void> {
  const read = await findReader(options.channel)
  const bytes = await readFile(path)
  const file = { channel: options.channel, date: options.date ?? '', filename: basename(path), bytes }
  const reading = read({ ...file, kind: kindOf(options.channel) })
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
  throw new RefusalError({
    code: 'CHANNEL_UNKNOWN',
    stage: 'statement',
    moneyMoved: 'none',
    retrySameKey: false,
    message: `there is no channel ${channel}; choose wechat-pay, alipay or nhsa`,
  })
}

const kindOf = (channel: string): string => (channel === 'nhsa' ? 'details' : 'trade')

/** The documented line: fees with five decimals stay exactly as text beside the rounded fen. */
function normalised(line: StatementLine): Record<string, unknown> {
  const { channelOrderId, ourOrderId, kind, amountFen, feeFen, feeText, time, status } = line
  return { channelOrderId, ourOrderId, kind, amountFen, feeFen, feeText, time, status }
}

function report({ quarantined }: StatementReading): void {
  for (const line of quarantined) process.stderr.write(`${line.code} at line ${line.lineNo}: ${line.message}\n`)
  if (quarantined.length === 0) return
  process.stderr.write(`${quarantined.length} lines set aside\n`)
  process.exitCode = 1
}
