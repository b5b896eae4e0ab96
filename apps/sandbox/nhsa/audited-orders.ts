import type { AuditedOrder } from '../core/room.ts'
import { type Books, isReversed } from './books/books.ts'
import type { Institution } from './books/institution.ts'
import type { SettlementRecord } from './books/settlement.ts'

/**
 * Every settlement for an auditor, with all amounts in fen and what took it back. No personal data: a settlement is
 * named by message, visit and batch.
 */
export function auditedOrders(books: Books): AuditedOrder[] {
  const byCode = new Map([...books.institutions.values()].map((of) => [of.fixmedinsCode, of]))
  const reversals = new Map<string, SettlementRecord[]>()
  for (const record of books.records.values())
    if (record.reverses !== null) reversals.set(record.reverses, [...(reversals.get(record.reverses) ?? []), record])
  return [...books.records.values()]
    .filter((record) => record.reverses === null)
    .map((record) => audited(books, byCode.get(record.fixmedinsCode)!, record, reversals.get(record.setlId) ?? []))
}

function audited(
  books: Books,
  institution: Institution,
  record: SettlementRecord,
  reversals: readonly SettlementRecord[],
): AuditedOrder {
  const refunded = isReversed(books, record.setlId)
  const order = books.payOrders.get(record.payOrdId ?? '')
  return {
    channel: 'nhsa',
    institution: institution.institution,
    ourOrderId: order?.medOrgOrd ?? record.msgid,
    channelOrderId: record.setlId,
    amountFen: record.split.total,
    status: refunded ? 'REFUNDED' : 'SETTLED',
    paidAt: record.at,
    refunds: reversals.map((reversal) => ({
      ourRefundId: reversal.msgid,
      amountFen: -reversal.split.total,
      status: isReversed(books, reversal.setlId) ? 'REVERSED' : 'SUCCESS',
      by: reversal.infno,
      setlId: reversal.setlId,
    })),
    refunded,
    msgid: record.msgid,
    infno: record.infno,
    mdtrtId: record.mdtrtId,
    chrgBchno: record.chrgBchno,
    payOrdId: record.payOrdId,
    amounts: record.split,
  }
}
