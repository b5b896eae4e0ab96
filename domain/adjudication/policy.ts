import { z } from 'zod'
import { RATIO_SCALE } from '../bill/decimal-text.ts'
import { chinaDay, decimalText } from '../bill/input-fields.ts'
import { RefusalError } from '../identity/refusal.ts'

/** Parts of a bill that a personal account may be allowed to pay; which ones is a local rule, so it is part of the plan. */
export const ACCOUNT_PARTS = [
  'ownExpense',
  'overLimit',
  'deductible',
  'selfPayFirst',
  'coinsurance',
  'aboveCeiling',
] as const
export type AccountPart = (typeof ACCOUNT_PARTS)[number]

export const HOSPITAL_LEVELS = ['1', '2', '3'] as const
export type HospitalLevel = (typeof HOSPITAL_LEVELS)[number]

/** No insured person is older; a band that ends here is open at the top. */
export const OLDEST = 200

const years = z.int().min(0).max(OLDEST)
/** whole fen */
const amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER)

const ratioBand = z.strictObject({
  hospitalLevel: z.enum(HOSPITAL_LEVELS),
  /** whole years, both ends included */
  ageFrom: years,
  ageTo: years,
  /** the pooled fund's share as decimal text, 0 to 1 */
  ratio: decimalText(RATIO_SCALE, { negative: false }).refine((text) => /^0*(0(\.\d+)?|1(\.0+)?)$/.test(text), {
    message: 'a ratio lies between 0 and 1',
  }),
})

const plan = z.strictObject({
  /** insutype */
  insuranceType: z.enum(['310', '390']),
  /** psn_type */
  personTypes: z.array(z.string().min(1).max(6)).min(1),
  /** 起付线, fen a year */
  deductible: amount,
  /** 封顶线: the most the pooled fund pays, fen a year */
  ceiling: amount,
  ratios: z.array(ratioBand).min(1),
  personalAccountPays: z.array(z.enum(ACCOUNT_PARTS)),
})

/** A benefit policy: data with its version, its days and the document it comes from (rule of money 7). */
export const policySchema = z.strictObject({
  id: z.string().min(1).max(50),
  version: z.string().min(1).max(50),
  source: z.string().min(1).max(500),
  validFrom: chinaDay,
  validTo: chinaDay.nullable(),
  plans: z.array(plan).min(1),
})

export type BenefitPolicy = z.infer<typeof policySchema>
export type BenefitPlan = BenefitPolicy['plans'][number]

/**
 * Reads a policy and refuses one under which somebody would have two ratios, or none.
 * @throws RefusalError POLICY_INVALID, POLICY_DATES_INVERTED, POLICY_PLAN_TWICE, POLICY_BANDS_OVERLAP, POLICY_BANDS_GAP
 */
export function readPolicy(document: unknown): BenefitPolicy {
  const read = policySchema.safeParse(document)
  if (!read.success) {
    const issue = read.error.issues[0]!
    throw policyRefusal('POLICY_INVALID', issue.path.join('.'), issue.message)
  }
  const policy = read.data
  if (policy.validTo !== null && policy.validTo < policy.validFrom)
    throw policyRefusal('POLICY_DATES_INVERTED', 'validTo', `${policy.validTo} is before ${policy.validFrom}`)
  refusePlanTwice(policy)
  policy.plans.forEach(refuseBadBands)
  return policy
}

function refusePlanTwice(policy: BenefitPolicy): void {
  const seen = new Set<string>()
  policy.plans.forEach((each, index) => {
    for (const personType of each.personTypes) {
      const key = `${each.insuranceType}/${personType}`
      if (seen.has(key))
        throw policyRefusal('POLICY_PLAN_TWICE', `plans.${index}.personTypes`, `${key} already has a plan`)
      seen.add(key)
    }
  })
}

/** Every level of hospital must have exactly one ratio for every age, or a patient would stand at the counter without one. */
function refuseBadBands(each: BenefitPlan, index: number): void {
  for (const level of HOSPITAL_LEVELS) {
    const bands = each.ratios.filter((band) => band.hospitalLevel === level).sort((a, b) => a.ageFrom - b.ageFrom)
    let next = 0
    for (const band of bands) {
      const place = `plans.${index}.ratios`
      if (band.ageTo < band.ageFrom)
        throw policyRefusal('POLICY_INVALID', place, `level ${level}: ages ${band.ageFrom} to ${band.ageTo} are none`)
      if (band.ageFrom < next)
        throw policyRefusal('POLICY_BANDS_OVERLAP', place, `level ${level}: two ratios for age ${band.ageFrom}`)
      if (band.ageFrom > next)
        throw policyRefusal('POLICY_BANDS_GAP', place, `level ${level}: no ratio for age ${next}`)
      next = band.ageTo + 1
    }
    if (next <= OLDEST)
      throw policyRefusal('POLICY_BANDS_GAP', `plans.${index}.ratios`, `level ${level}: no ratio for age ${next}`)
  }
}

export const policyRefusal = (code: string, place: string, message: string): RefusalError =>
  new RefusalError({ code, stage: 'adjudication', moneyMoved: 'none', retrySameKey: true, place, message })
