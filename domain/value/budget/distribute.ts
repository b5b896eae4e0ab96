import { add, type Fen, formatYuan, larger, subtract, sum, ZERO } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { type ValueResult, valueResult } from '../value-result.ts'
import type { BudgetPolicy, Distribution, Recipient, Tier } from './budget-policy.ts'
import type { Clearing } from './clear-year.ts'
import { shareOf, splitByWeights } from './share-of.ts'
import { splitByRule } from './split-rule.ts'
import type { YearFacts } from './year-facts.ts'
import type { YearResults } from './year-results.ts'

/** What one institution has of the year. fundShare = earned here + distributed + doctors. */
export interface Outcome {
  readonly institutionId: string
  readonly recipientId: string
  /** null: it is a recipient itself */
  readonly tier: Tier | null
  /** fen: its own earnings as far as it keeps them, its part of what is shared, the family doctors' part on top */
  readonly own: Fen
  readonly distributed: Fen
  readonly doctors: readonly { readonly id: string; readonly amount: Fen }[]
  /** what the budget makes of it: total = share of the fund + share of the provider */
  readonly result: ValueResult
  readonly trace: readonly string[]
}

export interface Distributing {
  readonly policy: BudgetPolicy
  readonly facts: Pick<YearFacts, 'indicators' | 'doctors'>
  readonly results: YearResults
}

/** Everybody who treats, with the fund's part; a consortium's entitlement is divided over its members. */
export function distribute(year: Distributing, clearing: Clearing, recipient: Recipient): Outcome[] {
  const outcomes =
    recipient.members === undefined || recipient.distribution === undefined
      ? [alone(year, clearing)]
      : among(year, clearing, recipient, recipient.distribution)
  invariant(
    sum(outcomes.map(({ result }) => result.fundShare)) === clearing.entitlement,
    'members do not get exactly what the consortium got: a fen would be lost',
  )
  invariant(
    sum(outcomes.map(({ result }) => result.total)) === clearing.total,
    'a member is missing in the distribution: its patients would be treated for nothing',
  )
  return outcomes
}

interface Part {
  readonly institutionId: string
  readonly recipientId: string
  readonly total: Fen
  readonly fundShare: Fen
}

function resultOf({ policy }: Distributing, { institutionId, total, fundShare }: Part): ValueResult {
  const period = { from: `${policy.year}-01-01`, to: `${policy.year}-12-31` }
  const rule = { id: policy.id, version: policy.version }
  const providerShare = subtract(total, fundShare)
  return valueResult({ method: 'budget', rule, institutionId, period, total, fundShare, providerShare })
}

function alone(year: Distributing, { recipientId, total, entitlement, trace }: Clearing): Outcome {
  const part = { institutionId: recipientId, recipientId, total, fundShare: entitlement }
  const result = resultOf(year, part)
  return {
    institutionId: recipientId,
    recipientId,
    tier: null,
    own: entitlement,
    distributed: ZERO,
    doctors: [],
    result,
    trace,
  }
}

function among(year: Distributing, clearing: Clearing, recipient: Recipient, rule: Distribution): Outcome[] {
  const members = [...recipient.members!].sort((a, b) => (a.id < b.id ? -1 : 1))
  const keepsOwn = rule.what === 'difference'
  const difference = subtract(clearing.entitlement, clearing.earned)
  const pool = rule.doctors === undefined ? ZERO : shareOf(larger(difference, ZERO), rule.doctors.share)
  const doctors = splitOverDoctors(year, rule, members, pool)
  const paidToDoctors = sum(doctors.map(({ amount }) => amount))
  const shared = subtract(keepsOwn ? difference : clearing.entitlement, paidToDoctors)
  const split = splitOverMembers(year, rule, members, shared)
  return members.map(({ id, tier }) => {
    const { total, earned } = year.results.byInstitution.get(id)!
    const own = keepsOwn ? earned : ZERO
    const distributed = split.amounts.get(id)!
    const mine = doctors.filter(({ institution }) => institution === id)
    const fundShare = sum([own, distributed, ...mine.map(({ amount }) => amount)])
    const result = resultOf(year, { institutionId: id, recipientId: recipient.id, total, fundShare })
    const trace = [
      keepsOwn ? `keeps what it earned, ${formatYuan(own)}` : 'the whole entitlement is shared',
      `of ${formatYuan(shared)} shared: ${split.how.get(id)!} = ${formatYuan(distributed)}`,
      ...mine.map((one) => `family doctor ${one.id}: ${one.how}`),
    ]
    const paid = mine.map(({ id: doctor, amount }) => ({ id: doctor, amount }))
    return { institutionId: id, recipientId: recipient.id, tier, own, distributed, doctors: paid, result, trace }
  })
}

type Members = NonNullable<Recipient['members']>

/** By tier in fixed ratios and then within each tier, or over all members at once. */
function splitOverMembers({ facts }: Distributing, rule: Distribution, members: Members, amount: Fen) {
  const { byTier } = rule
  const all = members.map(({ id }) => id)
  if (byTier === undefined) return splitByRule(amount, rule.within, all, facts.indicators)
  const tiers = Object.entries(byTier).map(([id, weight]) => ({ id, weight }))
  const amounts = new Map<string, Fen>()
  const how = new Map<string, string>()
  for (const [tier, part] of splitByWeights(amount, tiers)) {
    const ids = members.filter((member) => member.tier === tier).map(({ id }) => id)
    const split = splitByRule(part, rule.within, ids, facts.indicators)
    const head = `${tier} ${ratioText(byTier[tier as Tier]!)} = ${formatYuan(part)}`
    for (const id of ids) {
      amounts.set(id, split.amounts.get(id)!)
      how.set(id, `${head}, ${split.how.get(id)!}`)
    }
  }
  return { amounts, how }
}

/** Contract results decide; where no doctor has any, nothing is taken from the members. */
function splitOverDoctors({ facts }: Distributing, rule: Distribution, members: Members, pool: Fen) {
  const ids = new Set(members.map(({ id }) => id))
  const doctors = facts.doctors.filter(({ institution }) => ids.has(institution))
  if (rule.doctors === undefined || pool === 0) return []
  const results = facts.indicators[rule.doctors.indicator] ?? {}
  const weighted = doctors.map(({ id }) => ({ id, weight: results[id]! }))
  if (!weighted.some(({ weight }) => weight.n > 0n)) return []
  const amounts = splitByWeights(pool, weighted)
  const { indicator } = rule.doctors
  return [...doctors]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, institution }) => {
      const amount = add(amounts.get(id)!, ZERO)
      const how = `${formatYuan(pool)} by ${indicator} ${ratioText(results[id]!)} = ${formatYuan(amount)}`
      return { id, institution, amount, how }
    })
}
