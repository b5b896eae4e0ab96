import {
  compareRatios,
  dividedBy,
  minus,
  plus,
  type Ratio,
  ratioText,
  roundRatio,
  times,
  ZERO_RATIO,
} from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { MeasureRate } from './measure-rates.ts'
import type { Marks } from './peer-marks.ts'
import type { Scoring } from './performance-rules.ts'

/** Points of one institution for one measure; `points` is null when it is not scored, and `why` says so. */
export interface MeasureScore {
  readonly measure: string
  readonly institution: string
  readonly rate: Ratio | null
  readonly baseline: Ratio | null
  readonly threshold: Ratio | null
  readonly benchmark: Ratio | null
  readonly achievement: Ratio | null
  readonly improvement: Ratio | null
  /** the greater of both, rounded as the rules say */
  readonly points: Ratio | null
  readonly maximum: Ratio
  readonly why: string
}

/** @param baseline the institution's own rate, null when it has none or too few cases */
export function scoreMeasure(
  scoring: Scoring,
  better: 'lower' | 'higher',
  { measure, institution, rate, isEnough, counted }: MeasureRate,
  marks: Marks,
  baseline: Ratio | null,
): MeasureScore {
  const { maximum } = scoring
  const head = { measure, institution, rate, baseline, ...marks, maximum }
  const unscored = (why: string): MeasureScore => ({ ...head, achievement: null, improvement: null, points: null, why })
  if (rate === null || !isEnough) return unscored(`${counted} cases are too few`)
  const { threshold, benchmark } = marks
  if (threshold === null || benchmark === null) return unscored('no peers to take a percentile of')
  const sign = better === 'higher' ? 1n : -1n
  const from = (value: Ratio, start: Ratio): Ratio => times(minus(value, start), { n: sign, d: 1n })
  const achievement = achieved(scoring, from(rate, threshold), from(benchmark, threshold))
  const improvement =
    scoring.improvementMaximum === undefined || baseline === null
      ? null
      : improved(scoring.improvementMaximum, from(rate, baseline), from(benchmark, baseline))
  const isImproved = improvement !== null && compareRatios(improvement, achievement) > 0
  const exact = isImproved ? improvement : achievement
  const points = scoring.round === undefined ? exact : roundRatio(exact, roundingOf(scoring.round))
  invariant(points.n >= 0n && compareRatios(points, maximum) <= 0, 'more points than the most would be paid for')
  const why = `${isImproved ? 'improvement' : 'achievement'}${scoring.round === undefined ? '' : ` ${ratioText(exact)} rounded ${scoring.round.mode} to ${scoring.round.decimals} decimals`}`
  return { ...head, achievement, improvement, points, why }
}

const roundingOf = ({ decimals, mode }: NonNullable<Scoring['round']>) => ({ decimals, mode })

/** All points from the benchmark on, none below the threshold, a straight line from `atThreshold` between. */
function achieved({ maximum, atThreshold }: Scoring, reached: Ratio, span: Ratio): Ratio {
  if (compareRatios(reached, span) >= 0) return maximum
  if (reached.n < 0n) return ZERO_RATIO
  return plus(atThreshold, times(minus(maximum, atThreshold), dividedBy(reached, span)))
}

/** None without improvement, or when the baseline was no worse than the benchmark; else a straight line to the benchmark. */
function improved(most: Ratio, reached: Ratio, span: Ratio): Ratio {
  if (reached.n <= 0n || span.n <= 0n) return ZERO_RATIO
  return compareRatios(reached, span) >= 0 ? most : times(most, dividedBy(reached, span))
}
