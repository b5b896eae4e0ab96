import { type Fen, formatYuan, sum } from '@medsettle/money'
import { compareRatios, minus, ONE, plus, type Ratio, ratioText, times } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { BudgetPolicy } from './budget-policy.ts'
import { shareOf, splitByWeights } from './share-of.ts'
import { shortRatio, splitByRule } from './split-rule.ts'
import type { YearFacts } from './year-facts.ts'

/** An amount with the reason it is this one: factors, where they stand, roundings. */
export interface Reasoned {
  readonly name: string
  readonly amount: Fen
  readonly how: string
}

/** The year's money before anybody has treated a case. total = set aside + budgets of the recipients. */
export interface BudgetPlan {
  readonly total: Fen
  readonly categories: readonly Reasoned[]
  readonly setAside: readonly (Reasoned & { readonly coversOverspend: boolean })[]
  /** in the order of ids */
  readonly recipients: readonly Reasoned[]
}

/** Last year's base × growth, something set aside, the rest split over the recipients. */
export function planBudget(policy: BudgetPolicy, facts: Pick<YearFacts, 'indicators'>): BudgetPlan {
  const categories = policy.categories.map(grow)
  const total = sum(categories.map(({ amount }) => amount))
  const { setAside, open } = setSomeAside(policy, total)
  const ids = policy.recipients.map(({ id }) => id)
  const { amounts, how } = splitByRule(open, policy.split, ids, facts.indicators)
  const recipients = [...amounts].map(([name, amount]) => ({
    name,
    amount,
    how: `${formatYuan(open)} ${how.get(name)!} = ${formatYuan(amount)}, left-over fen by largest remainder (split)`,
  }))
  invariant(total >= 0, 'a budget below zero: providers would pay for treating')
  invariant(
    sum([...setAside, ...recipients].map(({ amount }) => amount)) === total,
    'what is set aside and the budgets do not add up to the total: a fen of the fund would be lost',
  )
  return { total, categories, setAside, recipients }
}

type Category = BudgetPolicy['categories'][number]

function grow(category: Category, place: number): Reasoned {
  const { name, base, growth, combine, leastIndex, mostIndex } = category
  const index =
    combine === 'product'
      ? growth.reduce((product, one) => times(product, one.index), ONE)
      : growth.reduce((total, one) => plus(total, minus(one.index, ONE)), ONE)
  const used = within(index, leastIndex, mostIndex)
  const amount = shareOf(base, used)
  const factors = growth.map((one) => `${one.name} ${ratioText(one.index)}`).join(combine === 'product' ? ' × ' : ' + ')
  const limited = used === index ? '' : `, limited to ${ratioText(used)}`
  const how = `${formatYuan(base)} × ${shortRatio(index)}${factors === '' ? '' : ` (${factors})`}${limited} = ${formatYuan(amount)}, rounded half up to fen (categories[${place}])`
  return { name, amount, how }
}

function within(index: Ratio, least: Ratio | undefined, most: Ratio | undefined): Ratio {
  if (least !== undefined && compareRatios(index, least) < 0) return least
  return most !== undefined && compareRatios(index, most) > 0 ? most : index
}

/** The name of the open part: not a word of an account path, so no set-aside is called like it. */
const OPEN = '(open)'

function setSomeAside(policy: BudgetPolicy, total: Fen): Pick<BudgetPlan, 'setAside'> & { readonly open: Fen } {
  const rest = policy.setAside.reduce((left, { share }) => minus(left, share), ONE)
  const parts = policy.setAside.map(({ name, share }) => ({ id: name, weight: share }))
  const amounts = splitByWeights(total, [...parts, { id: OPEN, weight: rest }])
  const setAside = policy.setAside.map(({ name, share, coversOverspend }, place) => ({
    name,
    amount: amounts.get(name)!,
    coversOverspend,
    how: `${formatYuan(total)} × ${ratioText(share)} = ${formatYuan(amounts.get(name)!)}, left-over fen by largest remainder (setAside[${place}])`,
  }))
  return { setAside, open: amounts.get(OPEN)! }
}
