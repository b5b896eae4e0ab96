import type { BenefitPolicy } from '../benefits/policy.ts'
import type { CatalogueEntry, LineSplit } from '../benefits/price-line.ts'
import type { Institution } from './institution.ts'
import type { InsuredPerson } from './person.ts'
import type { SettlementRecord } from './settlement.ts'

/** An uploaded charge line; numbers as sent. */
export interface ChargeLine {
  readonly feedetlSn: string
  readonly chrgBchno: string
  readonly listCode: string
  readonly cnt: string
  readonly pric: string
  readonly split: LineSplit
}

export interface VisitOpening {
  readonly mdtrtId: string
  readonly fixmedinsCode: string
  readonly psnNo: string
  readonly insutype: string
  readonly iptOtpNo: string
  /** ISO instant */
  readonly at: string
}

export interface Visit extends VisitOpening {
  cancelled: boolean
  /** med_type of 2203, '' before */
  medType: string
  /** by feedetl_sn, in the order they came */
  readonly lines: Map<string, ChargeLine>
  /** chrg_bchno → setl_id of its last settlement */
  readonly settledBatches: Map<string, string>
}

/** An electronic voucher a person shows (§7). */
export interface Voucher {
  readonly psnNo: string
  readonly ecToken: string
  readonly payAuthNo: string
  /** the institution it is shown at, `''` = any */
  readonly fixmedinsCode: string
}

export interface UploadedFile {
  readonly fileNo: string
  readonly filename: string
  readonly fixmedinsCode: string
  readonly text: string
  /** ISO instant */
  readonly expiresAt: string
}

/** A mobile payment order (6201 …). */
export interface PayOrderOpening {
  readonly payOrdId: string
  readonly payToken: string
  readonly medOrgOrd: string
  readonly fixmedinsCode: string
  readonly psnNo: string
  readonly mdtrtId: string
  readonly chrgBchno: string
  readonly medType: string
  /** the uploaded content, to tell a repetition from a reuse of medOrgOrd */
  readonly content: string
  readonly at: string
}

export interface MobileRefund {
  readonly appRefdSn: string
  readonly refdType: 'ALL' | 'CASH' | 'HI'
  readonly cashFen: number
  readonly content: string
}

export interface PayOrder extends PayOrderOpening {
  revoked: boolean
  /** setl_id once 6202 has settled */
  setlId: string | null
  readonly refunds: MobileRefund[]
}

/** Everything the platform knows. Only `apply` in entries.ts writes to it. */
export interface Books {
  /** counts entries; makes every number the platform gives unique, also after a restart */
  sequence: number
  readonly institutions: Map<string, Institution>
  readonly byPaasId: Map<string, Institution>
  readonly byAppId: Map<string, Institution>
  readonly persons: Map<string, InsuredPerson>
  /** ecToken or payAuthNo → psn_no */
  readonly tokens: Map<string, string>
  /** the voucher last held to an institution's reader; `''` = any institution */
  readonly shown: Map<string, { readonly psnNo: string; readonly ecToken: string }>
  readonly catalogue: Map<string, CatalogueEntry>
  readonly policies: Map<string, BenefitPolicy>
  readonly visits: Map<string, Visit>
  /** `fixmedins|msgid` of 2201 → mdtrt_id: the same message opens no second visit */
  readonly visitsByMessage: Map<string, string>
  /** by setl_id, in the order they were booked */
  readonly records: Map<string, SettlementRecord>
  /** `fixmedins|infno|msgid` → setl_id */
  readonly recordsByMessage: Map<string, string>
  /** setl_id → setl_id of the latest record that takes it back */
  readonly reversedBy: Map<string, string>
  /** sign_no → institution that is signed in under it */
  readonly signIns: Map<string, string>
  readonly files: Map<string, UploadedFile>
  readonly payOrders: Map<string, PayOrder>
  /** `fixmedins|medOrgOrd` → payOrdId */
  readonly payOrdersByOurs: Map<string, string>
}

export const emptyBooks = (): Books => ({
  sequence: 0,
  institutions: new Map(),
  byPaasId: new Map(),
  byAppId: new Map(),
  persons: new Map(),
  tokens: new Map(),
  shown: new Map(),
  catalogue: new Map(),
  policies: new Map(),
  visits: new Map(),
  visitsByMessage: new Map(),
  records: new Map(),
  recordsByMessage: new Map(),
  reversedBy: new Map(),
  signIns: new Map(),
  files: new Map(),
  payOrders: new Map(),
  payOrdersByOurs: new Map(),
})

/** Taken back, and the taking back not itself taken back (2601 of a 2208). */
export function isReversed(books: Books, setlId: string): boolean {
  const by = books.reversedBy.get(setlId)
  return by !== undefined && !isReversed(books, by)
}

/** The batch's settlement that stands, if any. */
export function standingSettlement(books: Books, visit: Visit, chrgBchno: string): string | null {
  const setlId = visit.settledBatches.get(chrgBchno)
  return setlId !== undefined && !isReversed(books, setlId) ? setlId : null
}
