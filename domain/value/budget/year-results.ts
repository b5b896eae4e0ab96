import { add, type Fen, ZERO } from '@medsettle/money'
import type { ValueMethod, ValueResult } from '../value-result.ts'
import { type BudgetPolicy, treatingIds } from './budget-policy.ts'
import { type BudgetRefusal, budgetRefusal } from './budget-problem.ts'

/** What the methods say of the year, added up by institution. Sums only: their size does not grow with the number of results. */
export interface YearResults {
  readonly byInstitution: ReadonlyMap<string, InstitutionYear>
  readonly accepted: number
}

export interface InstitutionYear {
  /** fen: Σ totals of the results, and the funds' shares in them, which is what was earned */
  readonly total: Fen
  readonly earned: Fen
  readonly byMethod: ReadonlyMap<ValueMethod, { readonly total: Fen; readonly earned: Fen }>
  /** month 1 to 12 → earned, of results that lie inside one month */
  readonly months: ReadonlyMap<number, Fen>
  /** quarter 1 to 4 → earned, of results that lie inside one quarter */
  readonly quarters: ReadonlyMap<number, Fen>
}

export interface ResultsDesk {
  /** null: added; else why it is left out */
  add(result: ValueResult): BudgetRefusal | null
  close(): YearResults
}

interface Sums {
  total: Fen
  earned: Fen
  readonly byMethod: Map<ValueMethod, { total: Fen; earned: Fen }>
  readonly months: Map<number, Fen>
  readonly quarters: Map<number, Fen>
}

/** Takes results one by one, in any order. A result that cannot be part of the year is refused; the others go on. */
export function openResults(policy: BudgetPolicy): ResultsDesk {
  const sums = new Map<string, Sums>()
  for (const id of policy.recipients.flatMap(treatingIds)) sums.set(id, noSums())
  const seen = new Set<string>()
  let accepted = 0
  let everything = 0
  return {
    add(result) {
      const refusal = refusalOf(policy, sums, seen, result)
      if (refusal !== null) return refusal
      // no sum of parts is larger than the two together
      if (!Number.isSafeInteger(everything + result.total + result.fundShare))
        return budgetRefusal(
          'BUDGET_AMOUNT_INVALID',
          'total',
          'the sum of the year leaves the range that is held exactly',
        )
      everything += result.total + result.fundShare
      accepted++
      addUp(sums.get(result.institutionId)!, result)
      return null
    },
    close: () => ({ byInstitution: sums, accepted }),
  }
}

const noSums = (): Sums => ({ total: ZERO, earned: ZERO, byMethod: new Map(), months: new Map(), quarters: new Map() })

function addUp(own: Sums, { method, total, fundShare, period }: ValueResult): void {
  own.total = add(own.total, total)
  own.earned = add(own.earned, fundShare)
  const before = own.byMethod.get(method) ?? { total: ZERO, earned: ZERO }
  own.byMethod.set(method, { total: add(before.total, total), earned: add(before.earned, fundShare) })
  const [first, last] = [monthOf(period.from), monthOf(period.to)]
  if (first === last) own.months.set(first, add(own.months.get(first) ?? ZERO, fundShare))
  const [quarter, lastQuarter] = [quarterOf(first), quarterOf(last)]
  if (quarter === lastQuarter) own.quarters.set(quarter, add(own.quarters.get(quarter) ?? ZERO, fundShare))
}

function refusalOf(
  policy: BudgetPolicy,
  sums: ReadonlyMap<string, Sums>,
  seen: Set<string>,
  result: ValueResult,
): BudgetRefusal | null {
  const { institutionId, period, total, fundShare } = result
  if (!sums.has(institutionId)) return budgetRefusal('BUDGET_RESULT_UNKNOWN', 'institution', institutionId)
  if (total < 0) return budgetRefusal('BUDGET_RESULT_NEGATIVE', 'total')
  if (fundShare < 0) return budgetRefusal('BUDGET_RESULT_NEGATIVE', 'fund')
  if (period.from < `${policy.year}-01-01` || period.to > `${policy.year}-12-31`)
    return budgetRefusal('BUDGET_PERIOD_OUTSIDE', 'from', `${period.from} to ${period.to}, the year is ${policy.year}`)
  const [first, last] = [monthOf(period.from), monthOf(period.to)]
  if (policy.prepayment.basis === 'earned' && first !== last)
    return budgetRefusal('BUDGET_PERIOD_TOO_LONG', 'to', 'what is prepaid follows from what each month earned')
  if (policy.trueUp !== undefined && quarterOf(first) !== quarterOf(last))
    return budgetRefusal('BUDGET_PERIOD_TOO_LONG', 'to', 'there is a true-up each quarter')
  const key = keyOf(result)
  return seen.size === seen.add(key).size ? budgetRefusal('BUDGET_RESULT_TWICE', 'row') : null
}

const keyOf = ({ institutionId, method, rule, period }: ValueResult): string =>
  [institutionId, method, rule.id, rule.version, period.from, period.to].join('\n')

const monthOf = (date: string): number => Number(date.slice(5, 7))

export const quarterOf = (month: number): number => Math.ceil(month / 3)
