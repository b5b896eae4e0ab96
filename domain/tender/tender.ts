import type { Fen } from '@medsettle/money'

/** Who bears a part of the bill. */
export type Payer = 'pooledFund' | 'supplementaryFund' | 'personalAccount' | 'hospital' | 'selfPay'

export interface Tender {
  /** 1, 2, 3 … in the order they are shown; refunds walk back from the last */
  readonly tenderNo: number
  readonly payer: Payer
  /** channel folder name; the insurer's tenders all carry the insurance channel */
  readonly channel: string
  readonly amount: Fen
}

/** Σ tenders.amount = total, every amount > 0. */
export interface TenderPlan {
  readonly total: Fen
  readonly tenders: readonly Tender[]
}

const INSURED: readonly Payer[] = ['pooledFund', 'supplementaryFund', 'personalAccount']

/** The tenders one insurance settlement carries together. */
export const insuredTenders = (plan: TenderPlan): Tender[] =>
  plan.tenders.filter((tender) => INSURED.includes(tender.payer))

export const walletTenders = (plan: TenderPlan): Tender[] => plan.tenders.filter((tender) => tender.payer === 'selfPay')
