import { add, type Fen, subtract } from '@medsettle/money'
import { invariant } from '../identity/refusal.ts'
import type { Adjudication } from './adjudication.ts'
import type { HospitalLevel } from './policy.ts'

/** What a person has used up in one calendar year, fen. A settlement and its cancel belong to the same year. */
export interface Accumulators {
  /** paid towards the deductible */
  readonly deductible: Fen
  /** paid by the pooled fund */
  readonly pooled: Fen
}

/** What is known of the day, beside bill and policy. */
export interface AdjudicationFacts {
  readonly hospitalLevel: HospitalLevel
  /** balance of the personal account, fen, ≥ 0 */
  readonly accountBalance: Fen
  /** China date of the settlement */
  readonly date: string
}

/** After a settlement. */
export const raiseAccumulators = (before: Accumulators, settled: Adjudication): Accumulators => ({
  deductible: add(before.deductible, settled.deductible),
  pooled: add(before.pooled, settled.pooledFund),
})

/** After the settlement is cancelled. */
export function lowerAccumulators(before: Accumulators, cancelled: Adjudication): Accumulators {
  const after = {
    deductible: subtract(before.deductible, cancelled.deductible),
    pooled: subtract(before.pooled, cancelled.pooledFund),
  }
  invariant(
    after.deductible >= 0 && after.pooled >= 0,
    'cancelling a settlement that was never counted would give the person the deductible or the ceiling twice',
  )
  return after
}
