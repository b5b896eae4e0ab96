import { type Fen, sum, ZERO } from '@medsettle/money'
import { minus, ONE, type Ratio } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { exactFen } from '../rules/fen-ratio.ts'
import { ruleRefused } from '../rules/rule-problem.ts'
import { splitExactly } from '../rules/split-exactly.ts'
import type { CombinationRules } from './combination-rules.ts'

/** The budget of each part in the order of the rules, or null when there is no budget to divide. */
export type PartBudgets = readonly (Fen | null)[]

/**
 * Fixed shares of the whole first; what they leave goes to the residual part, or over the others by last year.
 * @param prior fen by part, from last year's records of care, for parts whose rules do not say
 * @throws RefusalError when last year is needed and says nothing
 */
export function splitBudget({ budgetYuan, parts }: CombinationRules, prior: ReadonlyMap<string, Fen>): PartBudgets {
  if (budgetYuan === undefined) return parts.map(() => null)
  const shares = parts.map(({ budget }): Ratio | null => (budget?.kind === 'fixed' ? budget.share : null))
  const left = shares.reduce<Ratio>((rest, share) => (share === null ? rest : minus(rest, share)), ONE)
  const divided = splitExactly(budgetYuan, [...shares.map((share) => share ?? { n: 0n, d: 1n }), left])
  const rest = divided.at(-1)!
  const weights = parts.map(({ id, budget }): Fen => {
    if (budget?.kind === 'residual') return 1 as Fen
    return budget?.kind === 'priorYear' ? (budget.yuan ?? prior.get(id) ?? ZERO) : ZERO
  })
  if (rest !== 0 && sum(weights) === 0)
    throw ruleRefused(
      'RULE_FIELD_CONTRADICTS',
      'parts.budget',
      'last year says nothing of the parts that are divided by it',
    )
  const rests = splitExactly(rest, weights.map(exactFen))
  const budgets = parts.map((_, index) => (shares[index] === null ? rests[index]! : divided[index]!))
  invariant(sum(budgets) === budgetYuan, 'part of the budget would belong to no method')
  return budgets
}
