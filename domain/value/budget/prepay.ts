import { add, type Fen, formatYuan, smaller, subtract, sum, ZERO } from '@medsettle/money'
import { dividedBy, ONE, ratioText } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { type BudgetPolicy, type Recipient, treatingIds } from './budget-policy.ts'
import type { BudgetPlan, Reasoned } from './plan-budget.ts'
import { shareOf, splitByWeights } from './share-of.ts'
import type { YearFacts } from './year-facts.ts'
import type { YearResults } from './year-results.ts'

/** What a part of the year is settled from. */
export interface BudgetYear {
  readonly policy: BudgetPolicy
  readonly facts: YearFacts
  readonly plan: BudgetPlan
  readonly results: YearResults
}

export const MONTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] as const
export const QUARTERS = [1, 2, 3, 4] as const

/** Each recipient's prepayment of one month, in the order of ids; an adjustment may make it negative. */
export const prepayMonth = (year: BudgetYear, month: number): Reasoned[] =>
  year.plan.recipients.map((budget) => prepay(year, budget, month))

function prepay(year: BudgetYear, budget: Reasoned, month: number): Reasoned {
  const regular =
    year.policy.prepayment.basis === 'budget' ? ofBudget(year, budget, month) : ofEarned(year, budget, month)
  const adjustments = year.facts.adjustments.filter((one) => one.recipient === budget.name && one.month === month)
  const amount = add(regular.amount, sum(adjustments.map((one) => one.amount)))
  const how = [regular.how, ...adjustments.map((one) => `${formatYuan(one.amount)} adjustment: ${one.reason}`)].join(
    '; ',
  )
  return { name: budget.name, amount, how }
}

/** The share of the budget is cut into twelve, so that the months add up to it. */
function ofBudget({ policy }: BudgetYear, budget: Reasoned, month: number): Omit<Reasoned, 'name'> {
  const { share, seasonality } = policy.prepayment
  const whole = shareOf(budget.amount, share)
  const weighted = MONTHS.map((one) => ({ id: monthName(one), weight: seasonality?.[one - 1] ?? ONE }))
  const months = splitByWeights(whole, weighted)
  const amount = months.get(monthName(month))!
  invariant(sum(months.values()) === whole, 'the months do not add up to what is prepaid: a fen would be lost')
  invariant(whole <= budget.amount, 'more prepaid than the budget: the fund would have to ask for it back')
  const season = seasonality === undefined ? '1/12' : `seasonality ${ratioText(seasonality[month - 1]!)}`
  return {
    amount,
    how: `budget ${formatYuan(budget.amount)} × ${ratioText(share)} × ${season} = ${formatYuan(amount)}`,
  }
}

const monthName = (month: number): string => String(month).padStart(2, '0')

function ofEarned({ policy, results }: BudgetYear, budget: Reasoned, month: number): Omit<Reasoned, 'name'> {
  const { share } = policy.prepayment
  const earned = earnedOf(policy, budget.name, (id) => results.byInstitution.get(id)!.months.get(month) ?? ZERO)
  const amount = shareOf(earned, share)
  return {
    amount,
    how: `earned in the month ${formatYuan(earned)} × ${ratioText(share)} = ${formatYuan(amount)}, rounded half up to fen`,
  }
}

const earnedOf = (policy: BudgetPolicy, recipient: string, of: (institution: string) => Fen): Fen =>
  sum(treatingIds(recipientOf(policy, recipient)).map(of))

export const recipientOf = (policy: BudgetPolicy, id: string): Recipient =>
  policy.recipients.find((one) => one.id === id)!

/** What was earned in the quarter against what was paid for it, within the limit. No rule: no true-up. */
export function trueUpQuarter(year: BudgetYear, quarter: number, prepaid: ReadonlyMap<string, Fen>): Reasoned[] {
  const { policy, plan, results } = year
  const rule = policy.trueUp
  if (rule === undefined) return []
  return plan.recipients.map(({ name, amount: budget }) => {
    const earned = earnedOf(policy, name, (id) => results.byInstitution.get(id)!.quarters.get(quarter) ?? ZERO)
    const before = prepaid.get(name) ?? ZERO
    const exact = subtract(shareOf(earned, rule.share), before)
    const limit = shareOf(budget, dividedBy(rule.limit, { n: 4n, d: 1n }))
    const amount = exact < 0 ? (-smaller(-exact as Fen, limit) as Fen) : smaller(exact, limit)
    const limited = amount === exact ? '' : `, limited to ${formatYuan(limit)}`
    const due = `earned ${formatYuan(earned)} × ${ratioText(rule.share)} − prepaid ${formatYuan(before)}`
    return { name, amount: add(amount, ZERO), how: `${due} = ${formatYuan(exact)}${limited}` }
  })
}
