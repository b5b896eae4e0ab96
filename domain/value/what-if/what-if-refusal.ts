import type { ValueRefusal } from '../tariff/tariff-refusal.ts'

/** Why a case cannot be laid side by side; it counts on neither side. */
export type Side = 'before' | 'after'

export interface NotCompared {
  readonly outcome: 'notCompared'
  readonly side: Side
  readonly code: ValueRefusal['code'] | 'WHAT_IF_PAID_ELSEWHERE'
  readonly place: string
  readonly message: string
}

export const PAID_ELSEWHERE = 'one of the two tariffs leaves the case to another method of payment'
