import { add, type Fen, formatYuan, smaller, subtract, sum, ZERO } from '@medsettle/money'
import { compareRatios, type Ratio, ratioText } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { type BudgetPolicy, treatingIds } from './budget-policy.ts'
import { applyBands } from './marginal-bands.ts'
import type { Reasoned } from './plan-budget.ts'
import { type BudgetYear, recipientOf } from './prepay.ts'
import { shareOf } from './share-of.ts'

/** What was paid before the year is cleared, by recipient, fen. */
export interface PaidBefore {
  readonly prepaid: ReadonlyMap<string, Fen>
  readonly trueUps: ReadonlyMap<string, Fen>
}

/** One recipient's year. All amounts fen; entitlement = prepaid + trueUps + clearing. */
export interface Clearing {
  readonly recipientId: string
  readonly budget: Fen
  /** what the methods' results are about, and the fund's share in it */
  readonly total: Fen
  readonly earned: Fen
  readonly withinBudget: Fen
  readonly surplusKept: Fen
  readonly overspendShare: Fen
  /** what the assessment changes, usually below zero */
  readonly assessment: Fen
  readonly penalty: Fen
  /** a penalty larger than what there was to take it from */
  readonly penaltyOpen: Fen
  readonly entitlement: Fen
  /** of the budget: goes back to the pool */
  readonly unspent: Fen
  readonly prepaid: Fen
  readonly trueUps: Fen
  /** paid at year's end; below zero it is taken back */
  readonly clearing: Fen
  readonly trace: readonly string[]
}

/** Earned under the methods against the budget: bands, assessment, penalties, and what is left to pay. */
export const clearRecipients = (year: BudgetYear, paid: PaidBefore): Clearing[] =>
  year.plan.recipients.map((budget) => clear(year, budget, paid))

function clear(year: BudgetYear, { name, amount: budget, how }: Reasoned, paid: PaidBefore): Clearing {
  const { policy, results } = year
  const own = treatingIds(recipientOf(policy, name)).map((id) => results.byInstitution.get(id)!)
  const total = sum(own.map((one) => one.total))
  const earned = sum(own.map((one) => one.earned))
  const withinBudget = smaller(earned, budget)
  const { surplusKept, overspendShare, how: bands } = applyBands(policy, budget, earned)
  const before = sum([withinBudget, surplusKept, overspendShare])
  const assessed = assess(year, name, { before, surplusKept })
  const due = add(before, assessed.amount)
  const fines = year.facts.penalties.filter(({ recipient }) => recipient === name)
  const fined = sum(fines.map(({ amount }) => amount))
  const penalty = smaller(fined, due)
  const entitlement = subtract(due, penalty)
  const unspent = subtract(subtract(budget, withinBudget), surplusKept)
  const prepaid = paid.prepaid.get(name) ?? ZERO
  const trueUps = paid.trueUps.get(name) ?? ZERO
  const clearing = subtract(entitlement, add(prepaid, trueUps))
  invariant(
    entitlement >= 0 && unspent >= 0,
    'a hospital would owe the fund for having treated, or a budget be spent twice',
  )
  invariant(
    sum([prepaid, trueUps, clearing]) === entitlement,
    'prepayments, true-ups and clearing are not the entitlement: somebody would be paid too much',
  )
  const trace = [
    `budget: ${how}`,
    `earned ${formatYuan(earned)} of the budget ${formatYuan(budget)}`,
    ...bands,
    ...assessed.how,
    ...fines.map(({ amount, reason }) => `penalty ${formatYuan(amount)}: ${reason}`),
    `entitlement ${formatYuan(entitlement)} = within budget ${formatYuan(withinBudget)} + surplus kept ${formatYuan(surplusKept)} + overspend borne by the fund ${formatYuan(overspendShare)} + assessment ${formatYuan(assessed.amount)} − penalty ${formatYuan(penalty)}`,
    `clearing ${formatYuan(clearing)} = entitlement − prepaid ${formatYuan(prepaid)} − true-ups ${formatYuan(trueUps)}`,
    `rule ${policy.id} ${policy.version}`,
  ]
  const amounts = {
    budget,
    total,
    earned,
    withinBudget,
    surplusKept,
    overspendShare,
    assessment: assessed.amount,
    penalty,
  }
  const penaltyOpen = subtract(fined, penalty)
  return { recipientId: name, ...amounts, penaltyOpen, entitlement, unspent, prepaid, trueUps, clearing, trace }
}

interface Assessed {
  readonly amount: Fen
  readonly how: readonly string[]
}

/** The coefficient of the score is what the year's quality does to the money. @returns the change, fen */
function assess(
  { policy, facts }: BudgetYear,
  id: string,
  { before, surplusKept }: { readonly before: Fen; readonly surplusKept: Fen },
): Assessed {
  const rule = policy.assessment
  if (rule === undefined) return { amount: ZERO, how: [] }
  const score = facts.scores[id]!
  const coefficient = coefficientOf(rule.table, score)
  const head = `assessment: score ${ratioText(score)} gives coefficient ${ratioText(coefficient)}`
  const base =
    rule.appliesTo === 'surplus'
      ? surplusKept
      : rule.appliesTo === 'entitlement'
        ? before
        : shareOf(before, rule.withhold!)
  const amount = subtract(shareOf(base, coefficient), base)
  const what = { surplus: 'surplus kept', entitlement: 'entitlement', withhold: 'withheld part' }[rule.appliesTo]
  return { amount, how: [`${head}; on ${what} ${formatYuan(base)}: ${formatYuan(amount)}, rounded half up to fen`] }
}

/** The last step of the table that the score reaches; the first begins at 0. */
export function coefficientOf(table: NonNullable<BudgetPolicy['assessment']>['table'], score: Ratio): Ratio {
  const reached = table.filter((step) => compareRatios(step.from, score) <= 0)
  return reached.at(-1)!.coefficient
}
