import { type BudgetPolicy, type SplitRule, treatingIds } from './budget-policy.ts'
import { type BudgetProblem, budgetProblem } from './budget-problem.ts'
import { weightsOf } from './split-rule.ts'
import type { YearFacts } from './year-facts.ts'

/**
 * Facts that the rules need and do not get, and facts of nobody. Scores, and what the members' distribution asks for, are needed
 * only when the year is cleared.
 */
export function checkFacts(
  policy: BudgetPolicy,
  facts: YearFacts,
  { closing }: { readonly closing: boolean },
): BudgetProblem[] {
  const recipients = policy.recipients.map(({ id }) => id)
  return [
    ...checkNames(policy, facts, recipients),
    ...checkSplitFacts(policy.split, recipients, facts),
    ...(closing ? [...checkScores(policy, facts, recipients), ...checkDistributions(policy, facts)] : []),
  ]
}

function checkNames(policy: BudgetPolicy, facts: YearFacts, recipients: readonly string[]): BudgetProblem[] {
  const known = new Set(recipients)
  const treating = new Set(policy.recipients.flatMap(treatingIds))
  const problems: BudgetProblem[] = []
  const unknown = (place: string, id: string) => problems.push(budgetProblem('BUDGET_INSTITUTION_UNKNOWN', place, id))
  for (const [index, { recipient, amount }] of facts.penalties.entries()) {
    if (!known.has(recipient)) unknown(`penalties[${index}].recipient`, recipient)
    if (amount < 0) problems.push(budgetProblem('BUDGET_AMOUNT_NEGATIVE', `penalties[${index}].amount`))
  }
  for (const [index, { recipient }] of facts.adjustments.entries())
    if (!known.has(recipient)) unknown(`adjustments[${index}].recipient`, recipient)
  for (const id of Object.keys(facts.scores)) if (!known.has(id)) unknown(`scores.${id}`, id)
  const doctors = new Set<string>()
  for (const [index, { id, institution }] of facts.doctors.entries()) {
    if (!treating.has(institution)) unknown(`doctors[${index}].institution`, institution)
    if (doctors.size === doctors.add(id).size)
      problems.push(budgetProblem('BUDGET_ID_TWICE', `doctors[${index}].id`, id))
  }
  return problems
}

const checkScores = ({ assessment }: BudgetPolicy, facts: YearFacts, recipients: readonly string[]): BudgetProblem[] =>
  assessment === undefined
    ? []
    : recipients
        .filter((id) => facts.scores[id] === undefined)
        .map((id) => budgetProblem('BUDGET_SCORE_MISSING', `scores.${id}`))

function checkDistributions({ recipients }: BudgetPolicy, facts: YearFacts): BudgetProblem[] {
  return recipients.flatMap(({ members = [], distribution }) => {
    if (distribution === undefined) return []
    const tiers =
      distribution.byTier === undefined ? [members] : Object.values(Object.groupBy(members, ({ tier }) => tier))
    const problems = tiers.flatMap((some) =>
      checkSplitFacts(
        distribution.within,
        some.map(({ id }) => id),
        facts,
      ),
    )
    if (distribution.doctors === undefined) return problems
    const own = new Set(members.map(({ id }) => id))
    const doctors = facts.doctors.filter(({ institution }) => own.has(institution)).map(({ id }) => id)
    return [...problems, ...missingValues(distribution.doctors.indicator, doctors, facts)]
  })
}

function checkSplitFacts(rule: SplitRule, ids: readonly string[], facts: YearFacts): BudgetProblem[] {
  if (rule.by === 'shares') return []
  if (rule.by === 'weights') return missingOrZero(rule.indicator, ids, facts)
  const problems = rule.indicators.flatMap(({ indicator, normalise, better }) => {
    if (normalise === 'minMax') return missingValues(indicator, ids, facts)
    if (better === 'more') return missingOrZero(indicator, ids, facts)
    const missing = missingValues(indicator, ids, facts)
    const zeros = missing.length > 0 ? [] : ids.filter((id) => facts.indicators[indicator]![id]!.n === 0n)
    return [...missing, ...zeros.map((id) => budgetProblem('BUDGET_INDICATOR_ZERO', `indicators.${indicator}.${id}`))]
  })
  if (rule.times !== undefined) problems.push(...missingOrZero(rule.times, ids, facts))
  if (problems.length > 0) return problems
  const weights = weightsOf(rule, ids, facts.indicators)
  return weights.some(({ weight }) => weight.n > 0n)
    ? []
    : [budgetProblem('BUDGET_INDICATOR_ALL_ZERO', 'indicators', `composite of ${ids.join(', ')}`)]
}

function missingOrZero(indicator: string, ids: readonly string[], facts: YearFacts): BudgetProblem[] {
  const missing = missingValues(indicator, ids, facts)
  if (missing.length > 0) return missing
  const isAllZero = ids.every((id) => facts.indicators[indicator]![id]!.n === 0n)
  return isAllZero ? [budgetProblem('BUDGET_INDICATOR_ALL_ZERO', `indicators.${indicator}`)] : []
}

const missingValues = (indicator: string, ids: readonly string[], facts: YearFacts): BudgetProblem[] =>
  ids
    .filter((id) => facts.indicators[indicator]?.[id] === undefined)
    .map((id) => budgetProblem('BUDGET_INDICATOR_MISSING', `indicators.${indicator}.${id}`))
