import { chinaCompact } from '../../core/china-time.ts'
import type { SettlementRecord } from '../books/settlement.ts'
import type { Platform } from '../platform.ts'
import type { Call } from './call.ts'
import { reverseRecord } from './reverse-record.ts'

/**
 * The fault in which the platform records a refund nobody asked for. The settling answer still says "settled"; only
 * 5203 and reconciliation tell. The msgid is the platform's own, so no institution finds it in its books.
 */
export function ghostRefund(platform: Platform, record: SettlementRecord, call: Call): void {
  const text = `${call.raw}\n${record.setlId}`
  if (platform.faults.take('nhsa', call.infno, text, 'after-settling').length === 0) return
  const sequence = String(platform.books.sequence + 1)
    .padStart(4, '0')
    .slice(-4)
  const msgid = `PLATFORM0000${chinaCompact(platform.world.now())}${sequence}`
  reverseRecord(platform, record, { infno: 'ghost', msgid, area: call.institution.area })
}
