import { type Fen, fen } from '@medsettle/money'
import type { InsuranceCover } from '../bill/bill.ts'
import {
  type AccountPart,
  type BenefitPlan,
  type BenefitPolicy,
  type HospitalLevel,
  OLDEST,
  policyRefusal,
  readPolicy,
} from './policy.ts'

/** What the policy says for one person at one hospital. */
export interface PlanTerms {
  /** fen a year */
  readonly deductible: Fen
  /** fen a year */
  readonly ceiling: Fen
  /** decimal text */
  readonly ratio: string
  readonly personalAccountPays: readonly AccountPart[]
}

export interface CompiledPolicy {
  readonly policy: BenefitPolicy
  /** null when the policy has no plan for this kind of person */
  termsFor(cover: InsuranceCover, hospitalLevel: HospitalLevel): PlanTerms | null
}

/**
 * Compiles a policy document once, so that a bill costs one look-up: terms stand in a table by insurance type, person type,
 * hospital level and age.
 * @throws RefusalError as `readPolicy`
 */
export function compilePolicy(document: unknown): CompiledPolicy {
  const policy = readPolicy(document)
  const byAge = new Map<string, readonly PlanTerms[]>()
  for (const plan of policy.plans)
    for (const personType of plan.personTypes)
      for (const level of new Set(plan.ratios.map((band) => band.hospitalLevel)))
        byAge.set(keyOf(plan.insuranceType, personType, level), termsByAge(plan, level))
  return {
    policy,
    termsFor: (cover, level) => byAge.get(keyOf(cover.insuranceType, cover.personType, level))?.[cover.age] ?? null,
  }
}

const keyOf = (insuranceType: string, personType: string, level: string): string =>
  `${insuranceType}/${personType}/${level}`

function termsByAge(plan: BenefitPlan, level: HospitalLevel): PlanTerms[] {
  const terms = new Array<PlanTerms>(OLDEST + 1)
  for (const band of plan.ratios) {
    if (band.hospitalLevel !== level) continue
    const ofBand: PlanTerms = {
      deductible: fen(plan.deductible),
      ceiling: fen(plan.ceiling),
      ratio: band.ratio,
      personalAccountPays: plan.personalAccountPays,
    }
    terms.fill(ofBand, band.ageFrom, band.ageTo + 1)
  }
  return terms
}

/** Several versions of a policy over the years. */
export interface PolicyBook {
  /** the version in force on a China date, or null */
  inForce(date: string): CompiledPolicy | null
}

/** @throws RefusalError POLICIES_OVERLAP when two versions claim the same day: a bill would have two truths */
export function compilePolicyBook(documents: readonly unknown[]): PolicyBook {
  const policies = documents.map(compilePolicy).sort((a, b) => (a.policy.validFrom < b.policy.validFrom ? -1 : 1))
  for (let i = 1; i < policies.length; i++) {
    const [before, after] = [policies[i - 1]!.policy, policies[i]!.policy]
    if (before.validTo === null || before.validTo >= after.validFrom)
      throw policyRefusal(
        'POLICIES_OVERLAP',
        after.version,
        `${before.version} is still in force on ${after.validFrom}`,
      )
  }
  return { inForce: (date) => policies.find((each) => isInForce(each.policy, date)) ?? null }
}

export const isInForce = (policy: BenefitPolicy, date: string): boolean =>
  policy.validFrom <= date && (policy.validTo === null || date <= policy.validTo)
