import { inspectDocument, readDocument } from '../document/read-document.ts'
import { BUDGET_POLICY, type BudgetPolicy } from './budget-policy.ts'
import { type BudgetProblem, budgetRefused } from './budget-problem.ts'
import { checkFacts } from './check-facts.ts'
import { checkPolicy } from './check-policy.ts'
import { planBudget } from './plan-budget.ts'
import type { BudgetYear } from './prepay.ts'
import { YEAR_FACTS, type YearFacts } from './year-facts.ts'

export interface BudgetTexts {
  readonly rules: string
  /** null: nothing was found out yet */
  readonly facts: string | null
  /** a year that is cleared needs scores and what the members' distribution asks for */
  readonly closing: boolean
}

type Budget = Omit<BudgetYear, 'results'>

/** The rules and facts of a year, and the plan that follows from them; or everything that is wrong with them, with its place. */
export function inspectBudget({ rules, facts, closing }: BudgetTexts): Budget | { readonly problems: BudgetProblem[] } {
  const policy = inspectDocument<BudgetPolicy>(rules, BUDGET_POLICY)
  const found = inspectDocument<YearFacts>(facts ?? '{}', YEAR_FACTS)
  const unread = [...policy.problems.map(inRules), ...found.problems.map(inFacts)]
  if (policy.document === null || found.document === null) return { problems: unread }
  const ofRules = checkPolicy(policy.document).map(inRules)
  if (ofRules.length > 0) return { problems: ofRules }
  const ofFacts = checkFacts(policy.document, found.document, { closing }).map(inFacts)
  if (ofFacts.length > 0) return { problems: ofFacts }
  return { policy: policy.document, facts: found.document, plan: planBudget(policy.document, found.document) }
}

/** @throws RefusalError with the first problem */
export function readBudget(texts: BudgetTexts): Budget {
  const budget = inspectBudget(texts)
  if ('problems' in budget) throw budgetRefused(budget.problems[0]!)
  return budget
}

/** The rules alone, for what needs no facts. @throws RefusalError with the first problem */
export function readPolicy(rules: string): BudgetPolicy {
  const policy = readDocument<BudgetPolicy>(rules, BUDGET_POLICY)
  const [problem] = checkPolicy(policy)
  if (problem !== undefined) throw budgetRefused(inRules(problem))
  return policy
}

const inRules = (problem: BudgetProblem): BudgetProblem => ({ ...problem, place: `rules: ${problem.place}` })
const inFacts = (problem: BudgetProblem): BudgetProblem => ({ ...problem, place: `facts: ${problem.place}` })
