import { createRandom } from '@medsettle/seeded'
import { exp } from '@medsettle/statistics/elementary'
import { normalQuantile } from '@medsettle/statistics/normal'
import { ascending, logMoments, type Numbers, quantile } from '@medsettle/statistics/sorted'
import type { Confidence } from './method.ts'

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Confidence interval of the mean of skewed costs, or null for fewer than two.
 * `logNormal`: Cox's interval, exp(m + s²/2 ± z √(s²/n + s⁴/(2(n − 1)))) with m, s² of the logarithms (Zhou and Gao, "Confidence
 * intervals for the log-normal mean", Statistics in Medicine 16, 1997). `bootstrap`: quantiles of the means of seeded resamples.
 * @param name what the stream of chance belongs to
 */
export function intervalOfMean(sorted: Numbers, confidence: Confidence, name: string): Interval | null {
  if (sorted.length < 2) return null
  return confidence.form === 'logNormal'
    ? coxInterval(sorted, confidence.level)
    : bootstrapInterval(sorted, confidence, name)
}

function coxInterval(sorted: Numbers, level: number): Interval {
  const { n, mean, variance } = logMoments(sorted)
  const centre = mean + variance / 2
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(variance / n + (variance * variance) / (2 * (n - 1)))
  return { low: exp(centre - reach), high: exp(centre + reach) }
}

function bootstrapInterval(sorted: Numbers, confidence: Confidence & { form: 'bootstrap' }, name: string): Interval {
  const random = createRandom(confidence.seed).fork(name)
  const means = Float64Array.from({ length: confidence.resamples }, () => {
    let sum = 0
    for (let drawn = 0; drawn < sorted.length; drawn++) sum += sorted[random.below(sorted.length)]!
    return sum / sorted.length
  })
  const ordered = ascending(means)
  const tail = (1 - confidence.level) / 2
  return { low: quantile(ordered, tail), high: quantile(ordered, 1 - tail) }
}
