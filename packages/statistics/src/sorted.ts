import { exp, ln } from './elementary.ts'

/*
 * Everything here takes numbers in ascending order. Sums of floating-point numbers depend on their order; with the order fixed,
 * the same numbers give the same answer however they came.
 */

/** Any list of numbers that can be indexed. */
export type Numbers = ArrayLike<number>

/** Ascending, as a new array; the given one stays as it is. */
export const ascending = (values: Numbers): Float64Array => Float64Array.from(values).sort()

/** The quantile by linear interpolation (Hyndman and Fan, 1996, type 7; what spreadsheets call PERCENTILE.INC). NaN for none. */
export function quantile(sorted: Numbers, p: number): number {
  if (sorted.length === 0) return Number.NaN
  const at = (sorted.length - 1) * p
  const below = Math.floor(at)
  const low = sorted[below]!
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!
  return low + (high - low) * (at - below)
}

export function total(sorted: Numbers): number {
  let sum = 0
  for (let at = 0; at < sorted.length; at++) sum += sorted[at]!
  return sum
}

export interface Moments {
  readonly n: number
  readonly mean: number
  /** with n − 1 in the divisor; 0 for fewer than two */
  readonly variance: number
}

export function moments(sorted: Numbers): Moments {
  const n = sorted.length
  const mean = n === 0 ? Number.NaN : total(sorted) / n
  let squares = 0
  for (let at = 0; at < n; at++) {
    const distance = sorted[at]! - mean
    squares += distance * distance
  }
  return { n, mean, variance: n < 2 ? 0 : squares / (n - 1) }
}

/** Moments of the logarithms of positive numbers; the order stays ascending. */
export const logMoments = (sorted: Numbers): Moments => moments(Float64Array.from(sorted, ln))

export const geometricMean = (sorted: Numbers): number => exp(logMoments(sorted).mean)
