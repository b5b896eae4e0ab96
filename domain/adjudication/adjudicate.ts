import { subtract, ZERO } from '@medsettle/money'
import type { Bill, InsuranceCover } from '../bill/bill.ts'
import { RefusalError } from '../identity/refusal.ts'
import type { Accumulators, AdjudicationFacts } from './accumulators.ts'
import type { Adjudication } from './adjudication.ts'
import { checkIdentities } from './check-identities.ts'
import { type CompiledPolicy, isInForce, type PlanTerms } from './compile-policy.ts'
import { type Explained, explain } from './explain.ts'
import { adjudicateSelfPay, NO_FUNDS } from './self-pay.ts'
import { payFromAccount, share } from './shares.ts'
import { splitLines } from './split-line.ts'

/**
 * Our own benefit engine: who pays what and why, under a policy that is data. The insurer's word stays final; this is the
 * expectation that its answer is compared with, and the answer where no insurer is asked.
 *
 * deductible = min(inScope, what the year still lacks) · pooled = min(round((inScope − deductible) × ratio), what the
 * year's ceiling leaves) · the rest is the person's, of which the personal account pays what it may.
 * @throws RefusalError ADJUDICATION_NO_PLAN, ADJUDICATION_POLICY_NOT_IN_FORCE, ADJUDICATION_BAD_FACTS
 */
export function adjudicate(
  bill: Bill,
  policy: CompiledPolicy,
  accumulators: Accumulators,
  facts: AdjudicationFacts,
): Adjudication {
  if (bill.cover === null) return adjudicateSelfPay(bill)
  const terms = findTerms(bill.cover, policy, accumulators, facts)
  const scope = splitLines(bill.lines)
  const shares = share(bill.total, scope, terms, accumulators)
  const personPart = subtract(bill.total, shares.pooled)
  const personalAccount = bill.cover.usePersonalAccount
    ? payFromAccount(shares, personPart, terms, facts.accountBalance)
    : ZERO
  const result = toAdjudication(bill, {
    lines: bill.lines,
    cover: bill.cover,
    terms,
    shares,
    scope,
    accumulators,
    facts,
    policy: policy.policy,
    personalAccount,
    personPart,
  })
  checkIdentities(result)
  return result
}

function toAdjudication(bill: Bill, known: Explained): Adjudication {
  const { shares, personPart, personalAccount } = known
  const { id, version, source } = known.policy
  return {
    by: 'engine',
    total: bill.total,
    ...known.scope,
    deductible: shares.deductible,
    pooledFund: shares.pooled,
    pooledFundRatio: known.terms.ratio,
    supplementary: NO_FUNDS,
    fundTotal: shares.pooled,
    personPart,
    personalAccount,
    familyAccount: ZERO,
    cash: subtract(personPart, personalAccount),
    hospitalPart: ZERO,
    reasons: explain(known),
    policy: { id, version, source },
  }
}

function findTerms(
  cover: InsuranceCover,
  policy: CompiledPolicy,
  accumulators: Accumulators,
  facts: AdjudicationFacts,
): PlanTerms {
  if (!isInForce(policy.policy, facts.date))
    throw refuse(
      'ADJUDICATION_POLICY_NOT_IN_FORCE',
      'date',
      `政策 ${policy.policy.id} ${policy.policy.version} 在 ${facts.date} 不生效`,
    )
  if (accumulators.deductible < 0 || accumulators.pooled < 0 || facts.accountBalance < 0)
    throw refuse('ADJUDICATION_BAD_FACTS', 'accumulators', '年度累计与个人账户余额不能为负')
  const terms = policy.termsFor(cover, facts.hospitalLevel)
  if (terms) return terms
  throw refuse(
    'ADJUDICATION_NO_PLAN',
    'cover.personType',
    `政策 ${policy.policy.id} 没有险种 ${cover.insuranceType}、人员类别 ${cover.personType} 的待遇`,
  )
}

const refuse = (code: string, place: string, message: string): RefusalError =>
  new RefusalError({ code, stage: 'adjudication', moneyMoved: 'none', retrySameKey: true, place, message })
