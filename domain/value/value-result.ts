import { add, type Fen } from '@medsettle/money'
import { invariant } from '../identity/refusal.ts'

/** By which way of paying. */
export type ValueMethod = 'drg' | 'dip' | 'capitation' | 'perDiem' | 'perUnit' | 'bundle' | 'performance' | 'budget'

/** China dates, both included. */
export interface Period {
  readonly from: string
  readonly to: string
}

/** What one method says of one institution and period: the hand-over of every method to combination, budget and ledger. */
export interface ValueResult {
  readonly method: ValueMethod
  readonly rule: { readonly id: string; readonly version: string }
  readonly institutionId: string
  readonly period: Period
  /** fen: what is divided between fund and provider – the cost of care, or what the method calls the amount at stake */
  readonly total: Fen
  /** fen: what the fund pays */
  readonly fundShare: Fen
  /** fen: the rest – patients and other payers have paid it, or the institution bears it; negative when it keeps a surplus */
  readonly providerShare: Fen
}

/** @throws BrokenInvariant when the shares do not add up, or when the period ends before it begins */
export function valueResult(result: ValueResult): ValueResult {
  invariant(
    add(result.fundShare, result.providerShare) === result.total,
    `${result.method} for ${result.institutionId}: shares of fund and provider do not add up to the total, a fen would be lost`,
  )
  invariant(
    result.period.from <= result.period.to,
    'a period that ends before it begins would be settled twice or never',
  )
  return result
}
