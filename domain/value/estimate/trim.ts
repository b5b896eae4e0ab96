import { exp, ln } from '@medsettle/statistics/elementary'
import { logMoments, type Numbers, quantile } from '@medsettle/statistics/sorted'
import type { Trimming } from './method.ts'

/** Costs within these bounds, both included, are kept. */
export interface Bounds {
  readonly low: number
  readonly high: number
}

/**
 * Bounds of one group. `iqr`: quartiles − / + k × their distance (Tukey's fences). `percentile`: two quantiles.
 * `geometricMean`: within so many deviations of the mean of the logarithms; fewer than two cases, or equal ones, are all kept.
 */
export function trimmingBounds(sorted: Numbers, trimming: Trimming): Bounds {
  if (trimming.form === 'percentile')
    return { low: quantile(sorted, trimming.low), high: quantile(sorted, trimming.high) }
  if (trimming.form === 'iqr') {
    const [q1, q3] = [quantile(sorted, 0.25), quantile(sorted, 0.75)]
    return { low: q1 - trimming.k * (q3 - q1), high: q3 + trimming.k * (q3 - q1) }
  }
  if (trimming.form === 'none') return { low: 0, high: Number.POSITIVE_INFINITY }
  const { mean, variance } = logMoments(sorted)
  const distance = trimming.deviations * Math.sqrt(variance)
  // the logarithm's last digit must not throw out equal costs
  const slack = 1e-9 * (1 + Math.abs(mean) + Math.abs(ln(sorted[0] ?? 1)))
  return { low: exp(mean - distance - slack), high: exp(mean + distance + slack) }
}
