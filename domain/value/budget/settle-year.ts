import { add, type Fen, sum, ZERO } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import { type Clearing, clearRecipients } from './clear-year.ts'
import { distribute, type Outcome } from './distribute.ts'
import type { Reasoned } from './plan-budget.ts'
import { type BudgetYear, MONTHS, prepayMonth, QUARTERS, recipientOf, trueUpQuarter } from './prepay.ts'
import { quarterOf } from './year-results.ts'

/** A whole year as its rules say, without any books: twelve prepayments, four true-ups, clearing, distribution. */
export interface SettledYear {
  readonly months: readonly (readonly Reasoned[])[]
  readonly quarters: readonly (readonly Reasoned[])[]
  readonly clearings: readonly Clearing[]
  readonly outcomes: readonly Outcome[]
}

export function settleYear(year: BudgetYear): SettledYear {
  const months = MONTHS.map((month) => prepayMonth(year, month))
  const quarters = QUARTERS.map((quarter) =>
    trueUpQuarter(year, quarter, byRecipient(months.slice(quarter * 3 - 3, quarter * 3).flat())),
  )
  const paid = { prepaid: byRecipient(months.flat()), trueUps: byRecipient(quarters.flat()) }
  const clearings = clearRecipients(year, paid)
  return { months, quarters, clearings, outcomes: distributeAll(year, clearings) }
}

/** One month's prepayments, or one quarter's true-ups after the prepayments of its months. */
export function settlePart(
  year: BudgetYear,
  part: { readonly month: number } | { readonly quarter: number },
): { readonly title: string; readonly payments: readonly Reasoned[] } {
  const name = year.policy.year
  if ('month' in part)
    return { title: `${name}-${String(part.month).padStart(2, '0')}`, payments: prepayMonth(year, part.month) }
  const months = MONTHS.filter((month) => quarterOf(month) === part.quarter)
  const prepaid = byRecipient(months.flatMap((month) => prepayMonth(year, month)))
  return { title: `${name}-Q${part.quarter}`, payments: trueUpQuarter(year, part.quarter, prepaid) }
}

/** Everybody who treats, in the order of ids of recipients and members. */
export function distributeAll(year: BudgetYear, clearings: readonly Clearing[]): Outcome[] {
  const outcomes = clearings.flatMap((one) => distribute(year, one, recipientOf(year.policy, one.recipientId)))
  const results = outcomes.map(({ result }) => result)
  const total = sum([...year.results.byInstitution.values()].map((one) => one.total))
  invariant(
    add(sum(results.map((one) => one.fundShare)), sum(results.map((one) => one.providerShare))) === total,
    'shares of the fund and of the providers do not add up to what was treated: a fen would be lost',
  )
  invariant(outcomes.length === year.results.byInstitution.size, 'an institution has no outcome: it would not be paid')
  return outcomes
}

export function byRecipient(amounts: readonly Pick<Reasoned, 'name' | 'amount'>[]): Map<string, Fen> {
  const sums = new Map<string, Fen>()
  for (const { name, amount } of amounts) sums.set(name, add(sums.get(name) ?? ZERO, amount))
  return sums
}
