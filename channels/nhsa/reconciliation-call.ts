import { fen, formatYuan, sum } from '@medsettle/money'
import type { Response, WireObject } from '@medsettle/nhsa'
import { wireNumber } from '@medsettle/nhsa'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { InsuranceLedgerRow } from '../contract/channel.ts'
import type { StatementFile } from '../contract/statement.ts'
import { call, freshMessageId } from './call.ts'
import type { Institution } from './institution.ts'

/** @throws RefusalError when the answer does not come or is not 0 */
export async function ask(institution: Institution, infno: string, input: WireObject): Promise<Response> {
  const answer = await call(institution, { infno, msgid: freshMessageId(institution), input })
  if (!answer.answered) throw unavailable(infno, answer.outcome.message, true)
  const { response } = answer
  if (response.infcode === '0') return response
  const { notReadyCodes, negativeReconciliationIsNotReady } = institution.config.switches
  const later =
    notReadyCodes.includes(response.infcode) || (negativeReconciliationIsNotReady && response.infcode.startsWith('-'))
  if (later) throw refuse('STATEMENT_NOT_READY', `${infno} was answered with infcode ${response.infcode}`, true)
  throw unavailable(infno, `it was answered with infcode ${response.infcode}`, false)
}

export const unavailable = (infno: string, sentence: string, retry: boolean) =>
  refuse('STATEMENT_UNAVAILABLE', `${infno}: ${sentence}`, retry)

const refuse = (code: string, sentence: string, retrySameKey: boolean) =>
  new RefusalError({
    code,
    stage: 'statement',
    moneyMoved: 'none',
    retrySameKey,
    message: `insurance platform: ${sentence}`,
  })

type Signed = Pick<InsuranceLedgerRow, 'total' | 'fundTotal' | 'personalAccount' | 'cash' | 'refund'>

/** Payments less refunds, in yuan. */
export const net = (rows: readonly Signed[], part: 'total' | 'fundTotal' | 'personalAccount' | 'cash') =>
  wireNumber(formatYuan(sum(rows.map((row) => fen(row.refund ? -Math.abs(row[part]) : Math.abs(row[part]))))))

export const statementFile = (kind: string, date: string, filename: string, bytes: Uint8Array): StatementFile => ({
  channel: 'nhsa',
  kind,
  date,
  filename,
  bytes,
})
