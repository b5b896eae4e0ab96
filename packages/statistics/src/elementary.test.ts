// Would catch: a logarithm that loses digits, one that depends on the engine's own, a quantile by another definition.
import { createRandom } from '@medsettle/seeded'
import { describe, expect, test } from 'vitest'
import { exp, ln, power } from './elementary.ts'
import { drawNormal, normalCdf, normalQuantile } from './normal.ts'
import { ascending, geometricMean, logMoments, moments, quantile } from './sorted.ts'

describe('elementary functions agree with known values', () => {
  const logs: [x: number, expected: number][] = [
    [1, 0],
    [2, Math.LN2],
    [10, Math.LN10],
    [0.5, -Math.LN2],
    [1e-9, -20.72326583694641],
    [123456.78, 11.723646414285877],
    [1e300, 690.7755278982137],
  ]
  test.each(logs)('ln %d', (x, expected) => {
    expect(Math.abs(ln(x) - expected)).toBeLessThanOrEqual(Math.abs(expected) * 4e-16 + 1e-16)
    expect(Math.abs(exp(ln(x)) / x - 1)).toBeLessThan(2e-13)
  })
  test('over the whole range within a few units in the last place', () => {
    for (let x = -690; x <= 690; x += 0.37) {
      expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-15)
      expect(Math.abs(ln(Math.exp(x)) - x)).toBeLessThanOrEqual(Math.abs(x) * 4e-16 + 2e-16)
    }
  })
  test('edges', () => {
    expect([ln(0), ln(-1), exp(1000), exp(-1000), exp(0), power(3, 0)]).toEqual([-Infinity, NaN, Infinity, 0, 1, 1])
    expect(power(2, 0.5)).toBeCloseTo(Math.SQRT2, 14)
  })
})

test('the normal distribution: quantiles of the tables, and draws that have them', () => {
  const rows = [0.5, 0.9, 0.95, 0.975, 0.995, 0.0001].map((p) => normalQuantile(p).toFixed(6))
  expect(rows.map(Number)).toEqual([0, 1.281552, 1.644854, 1.959964, 2.575829, -3.719016])
  expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 14)
  expect(() => normalQuantile(1)).toThrow(RangeError)
  const random = createRandom(11)
  const draws = ascending(Float64Array.from({ length: 20_000 }, () => drawNormal(random)))
  const { mean, variance } = moments(draws)
  expect(Math.abs(mean)).toBeLessThan(0.02)
  expect(Math.abs(variance - 1)).toBeLessThan(0.03)
  expect(quantile(draws, 0.975)).toBeCloseTo(1.96, 1)
})

test('order statistics', () => {
  const costs = ascending([4, 1, 3, 2])
  expect([0, 0.25, 0.5, 0.75, 1].map((p) => quantile(costs, p))).toEqual([1, 1.75, 2.5, 3.25, 4])
  expect(moments(costs)).toEqual({ n: 4, mean: 2.5, variance: 5 / 3 })
  expect(geometricMean(ascending([1, 10, 100]))).toBeCloseTo(10, 12)
  expect(logMoments(ascending([1, 1])).variance).toBe(0)
  expect([quantile([], 0.5), moments([]).mean]).toEqual([NaN, NaN])
})
