import type { Fen } from '@medsettle/money'
import { dividedBy, plus, type Ratio, type RoundingRule, roundRatio, times, ZERO_RATIO } from '@medsettle/money/ratio'
import { clearingRefused } from './dip-clearing-refusal.ts'

/** Fen as yuan. */
const yuan = (amount: Fen): Ratio => ({ n: BigInt(amount), d: 100n })

/**
 * Yuan a point at the start of a year: the weighted total inpatient cost of the years before ÷ all expected points (facts dip §3).
 * It does not divide by the reimbursement ratio (trap 6). @throws RefusalError DIP_NO_POINTS
 */
export function budgetPointValue(
  years: readonly { readonly total: Fen; readonly weight: Ratio }[],
  points: Ratio,
  round: RoundingRule | null,
): Ratio {
  const weights = years.reduce((sum, { weight }) => plus(sum, weight), ZERO_RATIO)
  const weighted = years.reduce((sum, { total, weight }) => plus(sum, times(yuan(total), weight)), ZERO_RATIO)
  return perPoint(dividedBy(weighted, weights), points, round)
}

/**
 * Yuan a point at the end of a year: the fund available ÷ its reimbursement ratio ÷ all points (facts dip §3). The fund pays only
 * that ratio of the cost, so a point must be worth more than the fund alone. @throws RefusalError DIP_NO_POINTS
 */
export const settlementPointValue = (
  fund: Fen,
  reimbursementRatio: Ratio,
  points: Ratio,
  round: RoundingRule | null,
): Ratio => perPoint(dividedBy(yuan(fund), reimbursementRatio), points, round)

function perPoint(amount: Ratio, points: Ratio, round: RoundingRule | null): Ratio {
  if (points.n <= 0n) throw clearingRefused('DIP_NO_POINTS', 'score', 'the points add up to zero')
  const exact = dividedBy(amount, points)
  return round === null ? exact : roundRatio(exact, round)
}
