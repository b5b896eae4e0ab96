import { createHash } from 'node:crypto'
import type { Row } from '../../domain/ledger/sheet.ts'

/**
 * SHA-256 over one line per transfer in booking order: what a batch is sealed by. `medsettle.seal_text` in the database
 * writes the same line from what is stored, which is how `ledger verify` finds a changed row.
 */
export function digestOf(institutionId: string, rows: readonly Row[]): Buffer {
  let text = ''
  for (const row of rows) text += (text === '' ? '' : '\n') + sealText(institutionId, row)
  return createHash('sha256').update(text).digest()
}

const orEmpty = (value: string | number | null): string | number => value ?? ''

function sealText(institutionId: string, row: Row): string {
  const head = `${institutionId}|${row.transferId}|${row.kind}|${row.debit}|${row.credit}|${row.amount}|${row.code}|${row.effectiveDate}`
  const links = `${orEmpty(row.pendingId)}|${orEmpty(row.reversesId)}|${orEmpty(row.orderId)}|${orEmpty(row.attemptId)}|${orEmpty(row.refundId)}|${orEmpty(row.billId)}`
  return `${head}|${links}|${orEmpty(row.asked)}|${orEmpty(row.released)}|${orEmpty(row.timeoutMs)}|${orEmpty(row.expiresAt)}|${orEmpty(row.metadata)}`
}
