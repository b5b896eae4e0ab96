import { add, type Fen, larger, mulRatio, negate, smaller, subtract, sum, ZERO } from '@medsettle/money'
import type { AccountUse, BenefitPlan, BenefitPolicy } from './policy.ts'
import type { LineSplit } from './price-line.ts'

/** Who pays what of a batch of lines; all amounts in fen. Identities I1–I4 of nhsa.md §4 hold by construction. */
export interface BillSplit {
  readonly total: Fen
  readonly ownExpense: Fen
  readonly overLimit: Fen
  readonly selfPayFirst: Fen
  readonly inScope: Fen
  readonly deductible: Fen
  /** 统筹基金; the sample policies know no other fund, so it is also the fund total */
  readonly pooled: Fen
  readonly personPart: Fen
  readonly account: Fen
  readonly cash: Fen
  /** what the fund would have paid past the year's ceiling; part of personPart */
  readonly aboveCeiling: Fen
  /** pool_prop_selfpay as decimal text */
  readonly ratio: string
}

/** What this year's earlier settlements used up. */
export interface YearSoFar {
  readonly deductible: Fen
  readonly pooled: Fen
}

export interface Insured {
  readonly yearSoFar: YearSoFar
  /** 0 when the account is not to be used (acct_used_flag) */
  readonly usableAccount: Fen
}

/** The plan and share for an insured person, or null when the policy covers no such person. */
export function findPlan(
  policy: BenefitPolicy,
  of: { readonly insutype: string; readonly psnType: string; readonly age: number; readonly hospitalLevel: string },
): { readonly plan: BenefitPlan; readonly ratio: string } | null {
  const plan = policy.plans.find((p) => p.insuranceType === of.insutype && p.personTypes.includes(of.psnType))
  const share = plan?.ratios.find(
    (r) => r.hospitalLevel === of.hospitalLevel && r.ageFrom <= of.age && of.age <= r.ageTo,
  )
  return plan && share ? { plan, ratio: share.ratio } : null
}

/** Splits a batch by a plan. Nothing is booked. */
export function splitBill(lines: readonly LineSplit[], plan: BenefitPlan, ratio: string, insured: Insured): BillSplit {
  const total = sum(lines.map((line) => line.amount))
  const ownExpense = sum(lines.map((line) => line.ownExpense))
  const overLimit = sum(lines.map((line) => line.overLimit))
  const selfPayFirst = sum(lines.map((line) => line.selfPayFirst))
  const inScope = sum(lines.map((line) => line.inScope))

  const deductible = smaller(larger(inScope, ZERO), leftOf(plan.deductible, insured.yearSoFar.deductible))
  const share = mulRatio(subtract(inScope, deductible), ratio)
  const pooled = smaller(share, leftOf(plan.ceiling, insured.yearSoFar.pooled))
  const aboveCeiling = subtract(share, pooled)
  const coinsurance = subtract(subtract(inScope, deductible), share)

  const personPart = subtract(total, pooled)
  const parts = { ownExpense, overLimit, selfPayFirst, deductible, coinsurance, aboveCeiling }
  const account = accountPays(plan.personalAccountPays, parts, personPart, insured.usableAccount)
  const cash = subtract(personPart, account)
  const amounts = { total, ownExpense, overLimit, selfPayFirst, inScope, deductible, pooled, personPart, account, cash }
  return { ...amounts, aboveCeiling, ratio }
}

const leftOf = (limit: Fen, used: Fen): Fen => larger(subtract(limit, used), ZERO)

/** An account never pays out to its owner and never more than the person owes. */
function accountPays(uses: readonly AccountUse[], parts: Record<AccountUse, Fen>, owed: Fen, balance: Fen): Fen {
  const payable = smaller(sum(uses.map((use) => parts[use])), owed)
  return larger(smaller(payable, balance), ZERO)
}

/** The split that takes this one back: every amount with the opposite sign. */
export function mirrored(split: BillSplit): BillSplit {
  return {
    total: negate(split.total),
    ownExpense: negate(split.ownExpense),
    overLimit: negate(split.overLimit),
    selfPayFirst: negate(split.selfPayFirst),
    inScope: negate(split.inScope),
    deductible: negate(split.deductible),
    pooled: negate(split.pooled),
    personPart: negate(split.personPart),
    account: negate(split.account),
    cash: negate(split.cash),
    aboveCeiling: negate(split.aboveCeiling),
    ratio: split.ratio,
  }
}

/** Year so far after a settlement, or after its mirror image. */
export const carriedOn = (year: YearSoFar, split: BillSplit): YearSoFar => ({
  deductible: add(year.deductible, split.deductible),
  pooled: add(year.pooled, split.pooled),
})
