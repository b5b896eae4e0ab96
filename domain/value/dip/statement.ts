import { add, type Fen, sum } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { type Period, type ValueResult, valueResult } from '../value-result.ts'
import type { InstitutionYear } from './year-tally.ts'

export const LINE_NAMES = [
  'fundPart',
  'assessment',
  'surplusNotKept',
  'overspendShared',
  'unratedAtCost',
  'penalties',
  'redistribution',
] as const
export type LineName = (typeof LINE_NAMES)[number]

/** One line of a hospital's year: what is added or taken away, and how it came about. */
export interface StatementLine {
  readonly name: LineName
  /** fen; negative: taken away */
  readonly amount: Fen
  readonly how: string
}

/** What a year of points leaves one hospital. */
export interface DipStatement {
  readonly institutionId: string
  readonly year: InstitutionYear
  /** yuan, exact */
  readonly pointValue: Ratio
  /** fen: points × point value, patients' part included */
  readonly standard: Fen
  readonly lines: readonly StatementLine[]
  /** fen: the lines together, what the fund pays for the year */
  readonly fundShare: Fen
  /** fen: paid during the year */
  readonly prepaid: Fen
  /** fen: what is still to be paid; negative: the hospital pays back */
  readonly clearing: Fen
  readonly value: ValueResult
}

export type StatementHead = Pick<DipStatement, 'institutionId' | 'year' | 'pointValue' | 'standard' | 'prepaid'>

/** @throws BrokenInvariant */
export function statementOf(
  head: StatementHead,
  lines: readonly StatementLine[],
  rule: { readonly id: string; readonly version: string; readonly period: Period },
): DipStatement {
  const fundShare = sum(lines.map(({ amount }) => amount))
  const clearing = add(fundShare, -head.prepaid as Fen)
  const total = add(head.year.cost, head.year.unratedCost)
  invariant(
    add(clearing, head.prepaid) === fundShare,
    `${head.institutionId}: a prepayment would be paid twice or lost`,
  )
  invariant(
    new Set(lines.map(({ name }) => name)).size === lines.length,
    `${head.institutionId}: a line that stands twice would be paid twice`,
  )
  const value = valueResult({
    method: 'dip',
    rule: { id: rule.id, version: rule.version },
    institutionId: head.institutionId,
    period: rule.period,
    total,
    fundShare,
    providerShare: add(total, -fundShare as Fen),
  })
  return { ...head, lines, fundShare, clearing, value }
}
