import { subtract, sum } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import type { Row } from '../rules/row.ts'
import { refuse } from '../rules/row.ts'
import { type RefusedRow, rowRefusal } from '../rules/row-refusal.ts'
import { type ValueResult, valueResult } from '../value-result.ts'
import type { CombinationRules } from './combination-rules.ts'
import { type PartSettlement, settlePart } from './settle-part.ts'
import { costsByPart, type SortedCare, sortCare } from './sort-care.ts'
import { splitBudget } from './split-budget.ts'
import { type MethodResult, takeResults } from './take-results.ts'

export interface CombinationRows {
  readonly results: readonly Row[]
  /** records of care of the period, to be sorted into parts */
  readonly care?: readonly Row[]
  /** records of care of last year, whose cost divides the budget */
  readonly prior?: readonly Row[]
}

export interface Combination {
  readonly parts: readonly PartSettlement[]
  readonly results: readonly ValueResult[]
  readonly care: readonly SortedCare[]
  readonly refused: { readonly [File in keyof CombinationRows]-?: readonly RefusedRow[] }
}

/**
 * One budget over several methods, old and new ones blended within corridors; what each institution is paid. Rows that cannot be
 * taken are refused, the rest goes on.
 * @throws RefusalError when the budget is divided by last year, which says nothing
 */
export function combineResults(rules: CombinationRules, rows: CombinationRows): Combination {
  const care = sortCare(rules, rows.care ?? [])
  const prior = sortCare(rules, rows.prior ?? [])
  const results = takeResults(rules, rows.results)
  const { paired, alone } = pairSides(results.taken)
  const budgets = splitBudget(rules, costsByPart(prior.taken))
  const parts = rules.parts.map((part, index) => {
    const own = paired.filter((one) => one.part === part)
    return settlePart(rules, part, budgets[index]!, own)
  })
  return {
    parts,
    results: resultsOf(rules, parts),
    care: [...care.taken].sort((a, b) => (a.id < b.id ? -1 : 1)),
    refused: { results: [...results.refused, ...alone], care: care.refused, prior: prior.refused },
  }
}

/** In a transition an institution needs both sides: one of them alone would be blended with nothing. */
function pairSides(taken: readonly MethodResult[]): { paired: MethodResult[]; alone: RefusedRow[] } {
  const sides = Map.groupBy(taken, ({ part, institution }) => `${part.id}/${institution}`)
  const isPaired = ({ part, institution, side }: MethodResult): boolean =>
    part.transition === undefined || sides.get(`${part.id}/${institution}`)!.some((other) => other.side !== side)
  const alone = taken.filter((one) => !isPaired(one))
  return {
    paired: taken.filter(isPaired),
    alone: alone.map(({ row, part, side }) =>
      refuse(
        row,
        rowRefusal(
          'ROW_COUNTERPART_MISSING',
          'institution',
          `${part.id} has no ${side === 'old' ? 'new' : 'old'} result`,
        ),
      ),
    ),
  }
}

/** One result an institution: total = cost of all its care, the fund's share = what all parts pay. */
function resultsOf(rules: CombinationRules, parts: readonly PartSettlement[]): ValueResult[] {
  const byId = Map.groupBy(
    parts.flatMap(({ payments }) => payments),
    ({ institution }) => institution,
  )
  const results = [...byId]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([institutionId, own]) => {
      const [total, fund] = [sum(own.map((one) => one.total)), sum(own.map((one) => one.paid))]
      return valueResult({
        method: 'budget',
        rule: { id: rules.id, version: rules.version },
        institutionId,
        period: rules.period,
        total,
        fundShare: fund,
        providerShare: subtract(total, fund),
      })
    })
  invariant(
    sum(results.map(({ fundShare }) => fundShare)) === sum(parts.map(({ paid }) => paid)),
    'what a part pays would reach no institution',
  )
  return results
}
