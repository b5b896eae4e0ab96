import { dividedBy, plus, type Ratio, type RoundingRule, roundRatio, times, ZERO_RATIO } from '@medsettle/money/ratio'

/** A score and how much of it there is: days, months, persons. */
export interface Scored {
  readonly score: Ratio
  readonly weight: bigint
}

/** Exactly; terms of one denominator are added first, so that a million of them stays a short fraction. */
export function sumOf(terms: Iterable<Ratio>): Ratio {
  const byDenominator = new Map<bigint, bigint>()
  for (const { n, d } of terms) byDenominator.set(d, (byDenominator.get(d) ?? 0n) + n)
  return [...byDenominator].map(([d, n]) => ({ n, d })).reduce(plus, ZERO_RATIO)
}

export interface NormalisedScores {
  /** of the scores as they came; null when nobody weighs anything or every score is zero: nothing was divided */
  readonly mean: Ratio | null
  /** score ÷ mean, in the order they came */
  readonly scores: readonly Ratio[]
  /** of what came out: exactly 1, or as near as the rounding leaves it */
  readonly meanAfter: Ratio | null
}

/** Divides by the weighted mean, so that it becomes 1. @param round null: exact */
export function normaliseScores(list: readonly Scored[], round: RoundingRule | null): NormalisedScores {
  const mean = meanOf(list)
  if (mean === null || mean.n === 0n) return { mean: null, scores: list.map(({ score }) => score), meanAfter: null }
  const scores = list.map(({ score }) => {
    const exact = dividedBy(score, mean)
    return round === null ? exact : roundRatio(exact, round)
  })
  return { mean, scores, meanAfter: meanOf(list.map(({ weight }, index) => ({ weight, score: scores[index]! }))) }
}

function meanOf(list: readonly Scored[]): Ratio | null {
  const weight = list.reduce((sum, one) => sum + one.weight, 0n)
  if (weight === 0n) return null
  return dividedBy(sumOf(list.map((one) => times(one.score, { n: one.weight, d: 1n }))), { n: weight, d: 1n })
}
