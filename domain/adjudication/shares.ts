import { type Fen, larger, mulRatio, smaller, subtract, sum, ZERO } from '@medsettle/money'
import type { Accumulators } from './accumulators.ts'
import type { PlanTerms } from './compile-policy.ts'
import type { AccountPart } from './policy.ts'
import type { Scope } from './split-line.ts'

/** The bill divided into the parts that decide who pays. Fen; all but `pooled` is the person's. */
export interface Shares extends Record<AccountPart, Fen> {
  readonly pooled: Fen
}

/**
 * Take-backs whose roundings do not meet can leave a part a fen below zero; the fund then pays nothing for that part and
 * never more than the bill.
 */
export function share(total: Fen, scope: Scope, terms: PlanTerms, accumulators: Accumulators): Shares {
  const inScope = larger(scope.inScope, ZERO)
  const deductible = smaller(inScope, roomLeft(terms.deductible, accumulators.deductible))
  const byRatio = mulRatio(subtract(inScope, deductible), terms.ratio)
  const pooled = smaller(smaller(byRatio, roomLeft(terms.ceiling, accumulators.pooled)), total)
  const aboveCeiling = subtract(byRatio, pooled)
  return {
    ownExpense: scope.ownExpense,
    overLimit: scope.overLimit,
    selfPayFirst: scope.selfPayFirst,
    deductible,
    coinsurance: subtract(subtract(scope.inScope, deductible), byRatio),
    aboveCeiling,
    pooled,
  }
}

const roomLeft = (limit: Fen, used: Fen): Fen => larger(subtract(limit, used), ZERO)

/** The personal account pays the parts its plan lists, as far as its balance reaches. */
export function payFromAccount(shares: Shares, personPart: Fen, terms: PlanTerms, balance: Fen): Fen {
  const payable = sum(terms.personalAccountPays.map((part) => shares[part]))
  return smaller(smaller(balance, larger(payable, ZERO)), personPart)
}
