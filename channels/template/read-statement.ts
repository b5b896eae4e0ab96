import { type Fen, formatYuan, MoneyError, parseYuan, sum, ZERO } from '@medsettle/money'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { StatementLine } from '../../domain/reconciliation/statement-line.ts'
import type { Manifest } from '../contract/channel.ts'
import type { StatementFile, StatementReading } from '../contract/statement.ts'

const HEADER = 'kind,walletId,id,yuan,state,time'
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/

/**
 * Header, rows, and a last line `total,<count>,<sum of the rows in yuan>`. A row that cannot be read is set aside with
 * its number; a file that contradicts itself is refused.
 * @throws RefusalError STATEMENT_UNKNOWN_LAYOUT, STATEMENT_TRUNCATED, STATEMENT_WRONG_DAY, STATEMENT_TOTALS_MISMATCH
 */
export function readStatement(file: StatementFile, manifest: Manifest): StatementReading {
  const texts = new TextDecoder().decode(file.bytes).split('\n')
  if (texts[0] !== HEADER) throw refuse('STATEMENT_UNKNOWN_LAYOUT', 'the header is another one', 'line 1')
  const last = texts.findIndex((text) => text.startsWith('total,'))
  if (last < 0) throw refuse('STATEMENT_TRUNCATED', 'it ends before its total', `line ${texts.length}`)
  const lines: StatementLine[] = []
  const quarantined: StatementReading['quarantined'][number][] = []
  for (const [index, text] of texts.slice(1, last).entries()) {
    const line = readLine(text, index + 2, manifest)
    if (typeof line === 'string') quarantined.push({ lineNo: index + 2, code: line, message: 'set aside', text })
    else lines.push(line)
  }
  const stranger = lines.find(({ time }) => !time.startsWith(file.date))
  if (stranger)
    throw refuse('STATEMENT_WRONG_DAY', `${stranger.time} is not on ${file.date}`, `line ${stranger.lineNo}`)
  const total = `total,${lines.length},${formatYuan(sum(lines.map(({ amountFen }) => amountFen)))}`
  if (quarantined.length === 0 && texts[last] !== total)
    throw refuse('STATEMENT_TOTALS_MISMATCH', `it prints ${texts[last]}, the rows give ${total}`, `line ${last + 1}`)
  return { lines, totals: { total: texts[last]!.slice('total,'.length) }, quarantined }
}

/** The line, or the code that says why it cannot be read. */
function readLine(text: string, lineNo: number, manifest: Manifest): StatementLine | string {
  const [kind, channelOrderId, ourOrderId, yuan, channelStatus, time, ...more] = text.split(',')
  if (time === undefined || more.length > 0) return 'LINE_COLUMNS'
  if (kind !== 'payment' && kind !== 'refund') return 'LINE_UNKNOWN_TYPE'
  if (!channelOrderId || !ourOrderId) return 'LINE_NO_ID'
  if (!TIME.test(time)) return 'LINE_BAD_TIME'
  const amountFen = readYuan(yuan!)
  if (amountFen === null) return 'LINE_BAD_AMOUNT'
  const status = manifest.statusMap[channelStatus!] ?? 'pending'
  const fee = { feeFen: ZERO, feeText: '0.00' }
  return { lineNo, channelOrderId, ourOrderId, kind, amountFen, ...fee, time, status, channelStatus: channelStatus! }
}

function readYuan(text: string): Fen | null {
  try {
    return parseYuan(text)
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}

export function refuse(code: string, sentence: string, place: string): RefusalError {
  const message = `sample wallet statement refused: ${sentence}`
  return new RefusalError({ code, stage: 'statement', moneyMoved: 'none', retrySameKey: true, message, place })
}
