import { add, type Fen, negate, ZERO } from '@medsettle/money'
import {
  type DetailResult,
  isWireObject,
  NhsaError,
  parseWire,
  readDetailResult,
  rowsOf,
  textOf,
  timeOfMessageId,
  type WireObject,
} from '@medsettle/nhsa'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { StatementLine } from '../../domain/reconciliation/statement-line.ts'
import type { Manifest } from '../contract/channel.ts'
import type { StatementFile, StatementReading } from '../contract/statement.ts'
import type { NhsaConfig } from './config.ts'

/** The part of a configuration that reading a file needs. */
type StatementConfig = Pick<NhsaConfig, 'statement' | 'switches'>

/** Reads what `reconcile` brought: `details` has lines, `totals` only what the platform says of each comparison. */
export function readStatement(file: StatementFile, config: StatementConfig, manifest: Manifest): StatementReading {
  if (file.kind === 'details') return readDetails(file, config, manifest)
  if (file.kind === 'totals') return readTotals(file)
  throw refuse('STATEMENT_UNKNOWN_KIND', `there is no statement of the kind ${file.kind}`, file.filename)
}

function readDetails(file: StatementFile, config: StatementConfig, manifest: Manifest): StatementReading {
  const { rows, unreadable } = readDetailResult(file.bytes, config.statement)
  const lines: StatementLine[] = []
  const quarantined: StatementReading['quarantined'][number][] = [...unreadable]
  for (const row of rows) {
    const why = unusable(row, config.switches.refundFlag)
    if (why === null) lines.push(toLine(row, file.date, config, manifest))
    else quarantined.push({ lineNo: row.lineNo, ...why, text: wordsOf(row).join(config.statement.separator) })
  }
  return { lines, totals: {}, quarantined: quarantined.sort((a, b) => a.lineNo - b.lineNo) }
}

const wordsOf = (row: DetailResult): string[] => [
  row.visitId,
  row.settlementId,
  row.messageId,
  row.result,
  row.refundFlag,
  row.memo,
]

/** Why a row is no line of the statement: a direction that is only guessed would turn a refund into a payment. */
function unusable(
  row: DetailResult,
  flags: { readonly refund: string; readonly payment: string },
): { readonly code: string; readonly message: string } | null {
  const { total, fundTotal, personalAccount, refundFlag } = row
  if (total === null || fundTotal === null || personalAccount === null) {
    const message = `the row tells no amounts (${row.settlementId} ${row.result})`
    return { code: 'NO_AMOUNTS', message }
  }
  if (row.settlementId === '') return { code: 'NO_ID', message: 'column setl_id: it is empty' }
  if (!Number.isSafeInteger(fundTotal + personalAccount))
    return { code: 'BAD_AMOUNT', message: 'columns fund_pay_sumamt, acct_pay: together more than fen can hold exactly' }
  const amounts = [total, fundTotal, personalAccount] as const
  const direction = directionOf(amounts)
  if (direction === null)
    return { code: 'SIGNS_DIFFER', message: `${row.settlementId} gives and takes: ${amounts.join(', ')} fen` }
  if (direction > 0 && ![flags.refund, flags.payment, ''].includes(refundFlag))
    return {
      code: 'BAD_REFUND_FLAG',
      message: `column refd_setl_flag: "${refundFlag}" is not ${flags.payment} or ${flags.refund}`,
    }
  return null
}

/** A reversing record is told by its flag or its negative amounts. The file prints no time; the msgid carries one. */
function toLine(row: DetailResult, date: string, config: StatementConfig, manifest: Manifest): StatementLine {
  const amounts = [row.total!, row.fundTotal!, row.personalAccount!] as const
  const direction = directionOf(amounts)!
  const refund = row.refundFlag === config.switches.refundFlag.refund || direction < 0
  // a part that runs the other way stays negative: it is a difference to be named, not a row to be lost
  const [fund, account] = [alongside(direction, amounts[1]), alongside(direction, amounts[2])]
  return {
    lineNo: row.lineNo,
    channelOrderId: row.settlementId,
    ourOrderId: row.messageId,
    kind: refund ? 'refund' : 'payment',
    amountFen: add(fund, account),
    feeFen: ZERO,
    feeText: '',
    time: timeOfMessageId(row.messageId) ?? (date === '' ? '' : `${date} 00:00:00`),
    status: manifest.statusMap[`stmt_rslt:${row.result}`] ?? 'pending',
    channelStatus: row.result,
    insurance: {
      fundTotal: fund,
      personalAccount: account,
      personNo: row.personNo,
      messageId: row.messageId,
      result: row.memo === '' ? row.result : `${row.result} ${row.memo}`,
    },
  }
}

type Amounts = readonly [total: Fen, fund: Fen, account: Fen]

/** Where the row's money goes: as its total and the sum of its parts agree; null when they contradict each other. */
function directionOf([total, fund, account]: Amounts): 1 | -1 | null {
  const parts = fund + account
  if (total * parts < 0 || (total === 0 && parts === 0 && fund !== 0)) return null
  return total < 0 || parts < 0 ? -1 : 1
}

const alongside = (direction: 1 | -1, amount: Fen): Fen => (direction === 1 || amount === 0 ? amount : negate(amount))

/** Per insurance type what was asked and answered, e.g. `310 stmt_rslt` → `0`. */
function readTotals(file: StatementFile): StatementReading {
  const totals: Record<string, string> = {}
  for (const comparison of comparisonsOf(file)) {
    const group = textOf(comparison.group)
    for (const node of [comparison.asked, comparison.answered])
      if (isWireObject(node))
        for (const [field, value] of Object.entries(node)) totals[`${group} ${field}`] = textOf(value)
  }
  return { lines: [], totals, quarantined: [] }
}

function comparisonsOf(file: StatementFile): WireObject[] {
  try {
    return rowsOf(parseWire(new TextDecoder().decode(file.bytes)))
  } catch (error) {
    if (error instanceof NhsaError) throw refuse('STATEMENT_MALFORMED', error.message, file.filename)
    throw error
  }
}

const refuse = (code: string, sentence: string, place: string) =>
  new RefusalError({
    code,
    stage: 'statement',
    moneyMoved: 'none',
    retrySameKey: true,
    message: `insurance platform: ${sentence}`,
    place,
  })
