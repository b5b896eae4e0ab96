import { compareRatios, ONE, plus, type Ratio, ZERO_RATIO } from '@medsettle/money/ratio'
import type { BudgetPolicy, Recipient, SplitRule } from './budget-policy.ts'
import { type BudgetProblem, budgetProblem } from './budget-problem.ts'
import { checkBands } from './marginal-bands.ts'

/** What fields say together: ids, shares, bands, tables. Each with its place; none: the rules can be computed with. */
export function checkPolicy(policy: BudgetPolicy): BudgetProblem[] {
  return [
    ...checkYear(policy),
    ...checkIds(policy),
    ...checkAmounts(policy),
    ...checkShares(policy),
    ...checkBands(policy.bands),
    ...checkAssessment(policy.assessment),
    ...policy.recipients.flatMap((one, index) => checkDistribution(one, `recipients[${index}]`)),
  ]
}

function checkYear({ year, validFrom, validTo }: BudgetPolicy): BudgetProblem[] {
  const isCovered = validFrom <= `${year}-01-01` && validTo >= `${year}-12-31`
  return isCovered ? [] : [budgetProblem('BUDGET_YEAR_OUTSIDE', 'validFrom', `${validFrom} to ${validTo}`)]
}

/** Paths of accounts are lower case, so ids that differ by case alone would share an account. */
function checkIds({ fund, recipients, setAside }: BudgetPolicy): BudgetProblem[] {
  const placed: [id: string, place: string][] = [[fund, 'fund']]
  for (const [index, one] of recipients.entries()) {
    placed.push([one.id, `recipients[${index}].id`])
    for (const [no, member] of (one.members ?? []).entries())
      placed.push([member.id, `recipients[${index}].members[${no}].id`])
  }
  // what is set aside lies beside the budgets of the recipients
  for (const [index, { name }] of setAside.entries()) placed.push([name, `setAside[${index}].name`])
  const seen = new Set<string>()
  return placed.flatMap(([id, place]) =>
    seen.size === seen.add(id.toLowerCase()).size ? [budgetProblem('BUDGET_ID_TWICE', place, id)] : [],
  )
}

function checkAmounts({ categories, setAside, prepayment }: BudgetPolicy): BudgetProblem[] {
  const problems = categories.flatMap(({ base, leastIndex, mostIndex }, index) => [
    ...(base < 0 ? [budgetProblem('BUDGET_AMOUNT_NEGATIVE', `categories[${index}].base`)] : []),
    ...(leastIndex !== undefined && mostIndex !== undefined && compareRatios(leastIndex, mostIndex) > 0
      ? [budgetProblem('BUDGET_LIMITS_REVERSED', `categories[${index}].leastIndex`)]
      : []),
  ])
  for (const [index, one] of categories.entries())
    if (one.combine === 'sum' && addedIndices(one.growth).n < 0n)
      problems.push(budgetProblem('BUDGET_AMOUNT_NEGATIVE', `categories[${index}].growth`))
  if (compareRatios(sumOf(setAside.map(({ share }) => share)), ONE) > 0)
    problems.push(budgetProblem('BUDGET_SHARES_ABOVE_ONE', 'setAside'))
  if (prepayment.seasonality?.every(({ n }) => n === 0n))
    problems.push(budgetProblem('BUDGET_INDICATOR_ALL_ZERO', 'prepayment.seasonality'))
  return problems
}

/** 1 + Σ(index − 1) = 1 − count + Σ index */
const addedIndices = (growth: BudgetPolicy['categories'][number]['growth']): Ratio =>
  plus(sumOf(growth.map(({ index }) => index)), { n: BigInt(1 - growth.length), d: 1n })

const checkShares = ({ split, recipients }: BudgetPolicy): BudgetProblem[] =>
  checkSplit(
    split,
    recipients.map(({ id }) => id),
    'split',
  )

/** Fixed shares are of these ids and no others, and add up to one; so do the weights of a composite. */
function checkSplit(
  rule: SplitRule,
  ids: readonly string[],
  place: string,
  others: readonly string[] = [],
): BudgetProblem[] {
  if (rule.by === 'weights') return []
  if (rule.by === 'indicators') {
    const isWhole = compareRatios(sumOf(rule.indicators.map(({ weight }) => weight)), ONE) === 0
    const against = rule.indicators.findIndex(({ normalise, better }) => normalise === 'share' && better === 'less')
    return [
      ...(isWhole ? [] : [budgetProblem('BUDGET_SHARES_NOT_ONE', `${place}.indicators`)]),
      ...(against < 0 ? [] : [budgetProblem('BUDGET_INDICATOR_DIRECTION', `${place}.indicators[${against}].better`)]),
    ]
  }
  const known = new Set([...ids, ...others])
  const unknown = Object.keys(rule.shares).filter((id) => !known.has(id))
  const missing = ids.filter((id) => rule.shares[id] === undefined)
  if (unknown.length + missing.length > 0)
    return [
      ...unknown.map((id) => budgetProblem('BUDGET_INSTITUTION_UNKNOWN', `${place}.shares.${id}`)),
      ...missing.map((id) => budgetProblem('BUDGET_INDICATOR_MISSING', `${place}.shares.${id}`)),
    ]
  const isWhole = compareRatios(sumOf(ids.map((id) => rule.shares[id]!)), ONE) === 0
  return isWhole ? [] : [budgetProblem('BUDGET_SHARES_NOT_ONE', `${place}.shares`)]
}

function checkAssessment(rule: BudgetPolicy['assessment']): BudgetProblem[] {
  if (rule === undefined) return []
  const { appliesTo, withhold, table } = rule
  const problems: BudgetProblem[] = []
  if ((appliesTo === 'withhold') !== (withhold !== undefined))
    problems.push(budgetProblem('BUDGET_WITHHOLD_MISSING', 'assessment.withhold'))
  for (const [index, { from, coefficient }] of table.entries()) {
    const before = table[index - 1]
    const isInOrder = before === undefined ? from.n === 0n : compareRatios(before.from, from) < 0
    if (!isInOrder) problems.push(budgetProblem('BUDGET_TABLE_UNORDERED', `assessment.table[${index}].from`))
    if (appliesTo !== 'entitlement' && compareRatios(coefficient, ONE) > 0)
      problems.push(budgetProblem('BUDGET_COEFFICIENT_ABOVE_ONE', `assessment.table[${index}].coefficient`))
  }
  return problems
}

function checkDistribution({ members, distribution }: Recipient, place: string): BudgetProblem[] {
  if (members === undefined && distribution === undefined) return []
  if (members === undefined || distribution === undefined) return [budgetProblem('BUDGET_DISTRIBUTION_INVALID', place)]
  const within = `${place}.distribution.within`
  const { byTier, within: rule } = distribution
  const all = members.map(({ id }) => id)
  if (byTier === undefined) return checkSplit(rule, all, within)
  const problems: BudgetProblem[] = []
  const tiers = new Set([...Object.keys(byTier), ...members.map(({ tier }) => tier)])
  for (const tier of [...tiers].sort()) {
    const ids = members.filter((member) => member.tier === tier).map(({ id }) => id)
    const isWhole = ids.length > 0 && byTier[tier as keyof typeof byTier] !== undefined
    if (!isWhole) problems.push(budgetProblem('BUDGET_TIER_EMPTY', `${place}.distribution.byTier.${tier}`))
    else problems.push(...checkSplit(rule, ids, within, all))
  }
  if (compareRatios(sumOf(Object.values(byTier)), ONE) !== 0)
    problems.push(budgetProblem('BUDGET_SHARES_NOT_ONE', `${place}.distribution.byTier`))
  return problems
}

const sumOf = (ratios: readonly Ratio[]): Ratio => ratios.reduce(plus, ZERO_RATIO)
