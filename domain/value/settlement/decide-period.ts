import { type Fen, smaller, subtract, sum } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import { type Clearing, clearRecipients, type PaidBefore } from '../budget/clear-year.ts'
import type { Outcome } from '../budget/distribute.ts'
import type { BudgetPlan, Reasoned } from '../budget/plan-budget.ts'
import { type BudgetYear, prepayMonth, trueUpQuarter } from '../budget/prepay.ts'
import { byRecipient, distributeAll } from '../budget/settle-year.ts'
import { type BudgetPeriod, counts, effectiveDateOf, periodName, readPeriod } from './period.ts'
import type { Settlement, SettlementAct, SettlementLine } from './settlement.ts'

/** What rules, facts and results say of a period, after what was paid before it. */
export function decidePeriod(year: BudgetYear, period: BudgetPeriod, paid: PaidBefore): Settlement {
  const { id, version, fund } = year.policy
  const lines = linesOf(year, period, paid).filter(({ amount }) => amount !== 0)
  invariant(
    new Set(lines.map((line) => `${line.act} ${line.subject}`)).size === lines.length,
    'two lines of one act and subject would share a transfer id: one of them would not be booked',
  )
  return { fund, period: periodName(period), effectiveDate: effectiveDateOf(period), policy: { id, version }, lines }
}

function linesOf(year: BudgetYear, period: BudgetPeriod, paid: PaidBefore): SettlementLine[] {
  if (period.kind === 'opening') return openingLines(year)
  if (period.kind === 'month') return prepayMonth(year, period.month).map((one) => recipientLine('prepayment', one))
  if (period.kind === 'quarter')
    return trueUpQuarter(year, period.quarter, paid.prepaid).map((one) => recipientLine('true-up', one))
  const clearings = clearRecipients(year, paid)
  return [
    ...clearings.flatMap(clearingLines),
    ...coverLines(year.plan, year.policy.fund, clearings),
    ...distributeAll(year, clearings).flatMap(memberLines),
  ]
}

function openingLines({ plan, policy }: BudgetYear): SettlementLine[] {
  const setAside = plan.setAside.map(({ name, amount }) => line('set-aside', name, policy.fund, amount))
  return [...setAside, ...plan.recipients.map((one) => recipientLine('budget', one))]
}

const line = (act: SettlementAct, subject: string, recipient: string, amount: Fen): SettlementLine => ({
  act,
  subject,
  recipient,
  amount,
})

const recipientLine = (act: SettlementAct, { name, amount }: Reasoned): SettlementLine => line(act, name, name, amount)

function clearingLines(one: Clearing): SettlementLine[] {
  const own = (act: SettlementAct, amount: Fen): SettlementLine => line(act, one.recipientId, one.recipientId, amount)
  return [
    own('earned', one.withinBudget),
    own('surplus-kept', one.surplusKept),
    own('overspend-share', one.overspendShare),
    own('assessment', one.assessment),
    own('penalty', one.penalty),
    own('unspent', one.unspent),
    own('offset', sum([one.prepaid, one.trueUps])),
    own('clearing', one.clearing),
  ]
}

/** The fund's part of all overspends comes from what was set aside for it, in the order of the rules, then from the pool. */
function coverLines(plan: BudgetPlan, fund: string, clearings: readonly Clearing[]): SettlementLine[] {
  let left = sum(clearings.map(({ overspendShare }) => overspendShare))
  const lines: SettlementLine[] = []
  for (const { name, amount, coversOverspend } of plan.setAside) {
    const taken = coversOverspend ? smaller(left, amount) : (0 as Fen)
    lines.push(line('cover', name, fund, taken))
    left = subtract(left, taken)
  }
  return [...lines, line('cover', POOL, fund, left)]
}

/** Not a name that something set aside can have: it has a blank. */
export const POOL = 'the pool'

function memberLines({
  institutionId: member,
  recipientId,
  tier,
  own,
  distributed,
  doctors,
}: Outcome): SettlementLine[] {
  if (tier === null) return []
  return [
    { ...line('member-earned', member, recipientId, own), member },
    { ...line('member-share', member, recipientId, distributed), member },
    ...doctors.map(({ id, amount }) => ({ ...line('doctor-share', id, recipientId, amount), member })),
  ]
}

/** What standing settlements paid, as far as a period counts them. */
export function paidBefore(period: BudgetPeriod, kept: readonly Pick<Settlement, 'period' | 'lines'>[]): PaidBefore {
  const counted = kept.filter((one) => counts(period, readPeriod(one.period)!)).flatMap(({ lines }) => lines)
  const paidBy = (act: SettlementAct) =>
    byRecipient(counted.filter((one) => one.act === act).map(({ recipient, amount }) => ({ name: recipient, amount })))
  return { prepaid: paidBy('prepayment'), trueUps: paidBy('true-up') }
}
