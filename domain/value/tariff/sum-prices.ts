import { add, type Fen, fen, subtract, ZERO } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import { dateOf, dayOf } from '../rules/days.ts'
import { type ValueMethod, type ValueResult, valueResult } from '../value-result.ts'

/** A case that has its price: what the tariff pays, or what a review agreed on. */
export interface PaidCase {
  readonly institutionId: string
  /** China date of discharge */
  readonly date: string
  /** the tariff */
  readonly rule: { readonly id: string; readonly version: string }
  /** fen */
  readonly price: Fen
  /** fen: what the person has paid of it; above the price the fund pays nothing, and takes nothing back */
  readonly person: Fen
}

/** Prices of cases as results of their institution, month of discharge and tariff. The order of the cases changes nothing. */
export function sumPrices(method: ValueMethod, cases: readonly PaidCase[]): ValueResult[] {
  const groups = Map.groupBy(cases, ({ institutionId, date, rule }) =>
    JSON.stringify([institutionId, date.slice(0, 7), rule.id, rule.version]),
  )
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, of]) => resultOf(method, of))
}

function resultOf(method: ValueMethod, cases: readonly PaidCase[]): ValueResult {
  let [total, fundShare, providerShare] = [ZERO, ZERO, ZERO]
  for (const { price, person } of cases) {
    invariant(price >= 0 && person >= 0, 'a negative price or payment would lower what other cases are paid')
    const own = fen(Math.min(person, price))
    total = add(total, price)
    fundShare = add(fundShare, subtract(price, own))
    providerShare = add(providerShare, own)
  }
  const { institutionId, date, rule } = cases[0]!
  return valueResult({ method, rule, institutionId, period: monthOf(date), total, fundShare, providerShare })
}

function monthOf(date: string): { from: string; to: string } {
  const from = `${date.slice(0, 7)}-01`
  // 32 days after the first it is the next month in any case
  const next = `${dateOf(dayOf(from) + 32).slice(0, 7)}-01`
  return { from, to: dateOf(dayOf(next) - 1) }
}
