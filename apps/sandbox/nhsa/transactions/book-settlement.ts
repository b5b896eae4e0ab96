import { subtract } from '@medsettle/money'
import { chinaDate } from '../../core/china-time.ts'
import type { BillSplit } from '../benefits/split-bill.ts'
import type { Visit } from '../books/books.ts'
import type { InsuredPerson } from '../books/person.ts'
import type { SettlementRecord } from '../books/settlement.ts'
import { nextNumber, type Platform } from '../platform.ts'
import type { Call } from './call.ts'
import { ghostRefund } from './ghost-refund.ts'

export interface NewSettlement {
  readonly visit: Visit
  readonly person: InsuredPerson
  readonly split: BillSplit
  readonly chrgBchno: string
  readonly msgid: string
  readonly medType: string
  readonly certType: string
  readonly invono: string
  readonly payOrdId: string | null
}

/** Books a batch as settled now: account, accumulators and record. */
export function bookSettlement(platform: Platform, call: Call, settlement: NewSettlement): SettlementRecord {
  const { visit, person, ...told } = settlement
  const now = platform.world.now()
  const record: SettlementRecord = {
    setlId: nextNumber(platform, call.institution.area),
    mdtrtId: visit.mdtrtId,
    psnNo: visit.psnNo,
    fixmedinsCode: visit.fixmedinsCode,
    insutype: visit.insutype,
    infno: call.infno,
    at: now.toISOString(),
    benefitYear: chinaDate(now).slice(0, 4),
    balance: subtract(person.balance, settlement.split.account),
    reverses: null,
    ...told,
  }
  platform.record({ kind: 'settlement', record })
  ghostRefund(platform, record, call)
  return record
}
