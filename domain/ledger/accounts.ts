import type { Payer } from '../tender/tender.ts'

/** The chart of accounts in first form. Paths are per institution; MONEY-FLOW.md says which stage moves which. */
export const ACCOUNT = {
  /** money taken for orders that are not complete yet, and refunds granted but not yet given: zero when nothing is open */
  patientDeposits: 'liability/patient-deposits',
  medicalIncome: 'income/medical-service',
  hospitalPart: 'expense/hospital-part',
  channelFee: 'expense/channel-fee',
} as const

/** What a payer or wallet owes the institution until it arrives at the bank. */
export function receivableOf(payer: Payer, channel: string): string {
  if (payer === 'pooledFund') return `asset/receivable/${channel}/pooled-fund`
  if (payer === 'supplementaryFund') return `asset/receivable/${channel}/supplementary-fund`
  if (payer === 'personalAccount') return `asset/receivable/${channel}/personal-account`
  if (payer === 'hospital') return ACCOUNT.hospitalPart
  return `asset/receivable/${channel}`
}
