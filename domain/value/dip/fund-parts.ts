import { allocate, type Fen, formatYuan, subtract, sum, ZERO } from '@medsettle/money'
import { ONE, plus, type Ratio, ratioText, ratioToFen, times, ZERO_RATIO } from '@medsettle/money/ratio'
import type { ClearingRules } from './clearing-rules.ts'
import { clearingRefused } from './dip-clearing-refusal.ts'
import { budgetPointValue, settlementPointValue } from './point-value.ts'
import { nearText } from './rounding-piece.ts'
import type { StatementLine } from './statement.ts'
import type { InstitutionYear } from './year-tally.ts'

/** Points of every institution made into money, before bands and penalties. In the order of the rules. */
export interface FundParts {
  /** yuan, exact */
  readonly pointValue: Ratio
  readonly standards: readonly Fen[]
  readonly unrated: readonly StatementLine[]
  readonly parts: readonly StatementLine[]
  readonly assessments: readonly StatementLine[]
}

/** Yuan to fen, as the rules of the year round. */
const fenOf = (yuan: Ratio, { toFen }: ClearingRules): Fen => ratioToFen(yuan, toFen)!
const yuanOf = (amount: Fen): Ratio => ({ n: BigInt(amount), d: 100n })

/** @param years in the order of `rules.institutions` @throws RefusalError DIP_NO_POINTS, DIP_FUND_EXCEEDED, DIP_PATIENTS_PAID_MORE */
export function fundParts(rules: ClearingRules, years: readonly InstitutionYear[]): FundParts {
  const { institutions } = rules
  const unrated = years.map((year) => unratedLine(rules, year))
  const fundForPoints = subtract(rules.fund, sum(unrated.map(({ amount }) => amount)))
  if (fundForPoints < 0)
    throw clearingRefused(
      'DIP_FUND_EXCEEDED',
      'fund',
      `unrated cases alone need ${formatYuan(-fundForPoints as Fen)} yuan more`,
    )
  const points = years.reduce((total, year) => plusSame(total, year.points), ZERO_RATIO)
  const pointValue = pointValueOf(rules, fundForPoints, points)
  if (points.n === 0n) throw clearingRefused('DIP_NO_POINTS', 'score', 'the points add up to zero')
  const weights = years.map((year) => year.points.n)
  const standard = times(points, pointValue)
  const standards = allocate(fenOf(standard, rules), weights)
  const shares = allocate(fenOf(times(standard, rules.reimbursementRatio), rules), weights)
  const parts = years.map((year, at) =>
    partLine(rules, { at, year, pointValue, standard: standards[at]!, byRatio: shares[at]! }),
  )
  const amounts = parts.map(({ amount }) => amount)
  const assessed = assess(rules, amounts)
  return {
    pointValue,
    standards,
    unrated,
    parts,
    assessments: institutions.map(({ assessment }, at) => ({
      name: 'assessment',
      amount: subtract(assessed[at]!, amounts[at]!),
      how: `coefficient ${ratioText(assessment)}, ${rules.assessment}`,
    })),
  }
}

/** Points share their denominator (`year-tally.ts`), so that a long sum stays small. */
const plusSame = (a: Ratio, b: Ratio): Ratio => (a.d === b.d ? { n: a.n + b.n, d: a.d } : plus(a, b))

function pointValueOf({ pointValue, reimbursementRatio }: ClearingRules, fund: Fen, points: Ratio): Ratio {
  if (pointValue.kind === 'fixed') return pointValue.value
  const round = pointValue.round ?? null
  if (pointValue.kind === 'settlement') return settlementPointValue(fund, reimbursementRatio, points, round)
  return budgetPointValue(pointValue.years, pointValue.points ?? points, round)
}

function unratedLine(rules: ClearingRules, { unratedCases, unratedCost }: InstitutionYear): StatementLine {
  const { reimbursementRatio: ratio } = rules
  const how = `${unratedCases} cases, cost ${formatYuan(unratedCost)} × ${ratioText(ratio)}`
  return { name: 'unratedAtCost', amount: fenOf(times(yuanOf(unratedCost), ratio), rules), how }
}

interface PartFacts {
  readonly at: number
  readonly year: InstitutionYear
  readonly pointValue: Ratio
  readonly standard: Fen
  readonly byRatio: Fen
}

/** The fund's part of the standard: its ratio, or what patients and others have not paid (facts dip §3, cities differ). */
function partLine(rules: ClearingRules, { at, year, pointValue, standard, byRatio }: PartFacts): StatementLine {
  const head = `${ratioText(year.points)} points × ${nearText(pointValue)}`
  if (rules.fundPart === 'byRatio')
    return { name: 'fundPart', amount: byRatio, how: `${head} × ${ratioText(rules.reimbursementRatio)}` }
  const { id, patientPaid = ZERO, otherPayers = ZERO } = rules.institutions[at]!
  const amount = subtract(subtract(standard, patientPaid), otherPayers)
  if (amount < 0)
    throw clearingRefused(
      'DIP_PATIENTS_PAID_MORE',
      `institutions[${at}]`,
      `${id}, by ${formatYuan(-amount as Fen)} yuan`,
    )
  return {
    name: 'fundPart',
    amount,
    how: `${head} − ${formatYuan(patientPaid)} patients − ${formatYuan(otherPayers)} others`,
  }
}

/** What is left after assessment: withheld from each by itself, or the same money shared out anew. */
function assess(rules: ClearingRules, amounts: readonly Fen[]): Fen[] {
  const coefficients = rules.institutions.map(({ assessment }) => assessment)
  if (rules.assessment === 'withhold')
    return amounts.map((amount, at) => fenOf(times(yuanOf(amount), coefficients[at]!), rules))
  const common = coefficients.reduce((product, { d }) => product * d, ONE.d)
  const weights = amounts.map((amount, at) => BigInt(amount) * coefficients[at]!.n * (common / coefficients[at]!.d))
  return weights.every((weight) => weight === 0n) ? [...amounts] : allocate(sum(amounts), weights)
}
