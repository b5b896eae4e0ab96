import type { Fen } from '@medsettle/money'
import { type BillSplit, mirrored } from '../benefits/split-bill.ts'

/**
 * One booked movement. Nothing is ever changed: a settlement is taken back by a second record with the opposite signs,
 * and that record can be taken back by a third.
 */
export interface SettlementRecord {
  readonly setlId: string
  readonly mdtrtId: string
  readonly psnNo: string
  readonly fixmedinsCode: string
  readonly chrgBchno: string
  /** sender's message; the platform's own number for what no institution asked for */
  readonly msgid: string
  /** the transaction that booked it: 2207, 2208, 2601, 6202, 6203, or `ghost` */
  readonly infno: string
  /** ISO instant */
  readonly at: string
  /** year whose accumulators it moves; a reversal moves the year of what it reverses */
  readonly benefitYear: string
  readonly insutype: string
  readonly medType: string
  readonly certType: string
  readonly invono: string
  readonly split: BillSplit
  /** personal account after it */
  readonly balance: Fen
  /** setl_id of the record this one takes back */
  readonly reverses: string | null
  readonly payOrdId: string | null
}

export interface Reversal {
  readonly setlId: string
  readonly msgid: string
  readonly infno: string
  readonly at: string
  readonly balance: Fen
}

/** The record that takes `original` back in full. */
export const reversalOf = (original: SettlementRecord, by: Reversal): SettlementRecord => ({
  ...original,
  ...by,
  split: mirrored(original.split),
  reverses: original.setlId,
})
