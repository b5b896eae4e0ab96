// Would catch: a formula of credibility, trimming or confidence that is not the one its source names; weights that drift by rounding.
import { ratioOf, ratioText } from '@medsettle/money/ratio'
import { ascending } from '@medsettle/statistics/sorted'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { estimateCredibility, ownShare } from './credibility.ts'
import { intervalOfMean } from './interval.ts'
import type { Trimming } from './method.ts'
import { roundWeights } from './round-weights.ts'
import { trimmingBounds } from './trim.ts'

describe('trimming keeps', () => {
  const costs = ascending([1, 2, 3, 4, 5, 6, 7, 8, 9, 100])
  const rows: [trimming: Trimming, kept: number[]][] = [
    [{ form: 'none' }, [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]],
    [{ form: 'iqr', k: 1.5 }, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [{ form: 'percentile', low: 0.1, high: 0.9 }, [2, 3, 4, 5, 6, 7, 8, 9]],
    [{ form: 'geometricMean', deviations: 2 }, [1, 2, 3, 4, 5, 6, 7, 8, 9]],
  ]
  test.each(rows)('%j', (trimming, expected) => {
    const { low, high } = trimmingBounds(costs, trimming)
    expect([...costs].filter((cost) => cost >= low && cost <= high)).toEqual(expected)
  })
  test.each(rows)('equal costs and a single case are never outliers: %j', (trimming) => {
    for (const same of [[7], [12345.67, 12345.67, 12345.67]]) {
      const { low, high } = trimmingBounds(same, trimming)
      expect(same.every((cost) => cost >= low && cost <= high)).toBe(true)
    }
  })
})

describe('credibility', () => {
  test('by hand: two groups of two, within 0.02, between 0.49, Z = 0.98', () => {
    // means 0.5 and 1.5, squares 0.02 each: within = 0.04 ÷ 2; between = (4 × 0.25 − 0.02) ÷ (4 − 8 ÷ 4) = 0.49
    const found = estimateCredibility([
      { n: 2, mean: 0.5, squares: 0.02 },
      { n: 2, mean: 1.5, squares: 0.02 },
    ])
    expect(found.within).toBeCloseTo(0.02, 12)
    expect(found.between).toBeCloseTo(0.49, 12)
    expect(ownShare(2, found)).toBeCloseTo(0.98, 12)
  })
  test('groups that differ no more than chance borrow everything; more cases mean more of their own', () => {
    const alike = { within: 1, between: 0 }
    expect(ownShare(1000, alike)).toBe(0)
    const shares = [0, 1, 10, 1000].map((n) => ownShare(n, { within: 1, between: 0.1 }))
    expect(shares.map((share) => share.toFixed(3))).toEqual(['0.000', '0.091', '0.500', '0.990'])
    expect(estimateCredibility([{ n: 1, mean: 1, squares: 0 }])).toEqual({ within: 0, between: 0 })
  })
})

test('Cox by hand, and the bootstrap near it; the same seed, the same interval', () => {
  const costs = ascending(Array.from({ length: 40 }, (_, i) => Math.E ** ((i - 19.5) / 20)))
  const cox = intervalOfMean(costs, { form: 'logNormal', level: 0.95 }, 'A')!
  // logarithms: mean 0, s² = Σ(i − 19.5)² ÷ 400 ÷ 39 = 5330 ÷ 15600
  const s2 = 5330 / 15_600
  const reach = 1.959964 * Math.sqrt(s2 / 40 + s2 ** 2 / 78)
  expect(cox.low).toBeCloseTo(Math.exp(s2 / 2 - reach), 6)
  expect(cox.high).toBeCloseTo(Math.exp(s2 / 2 + reach), 6)
  const bootstrap = (): unknown =>
    intervalOfMean(costs, { form: 'bootstrap', level: 0.95, resamples: 500, seed: 7 }, 'A')
  expect(bootstrap()).toEqual(bootstrap())
  const { low, high } = bootstrap() as { low: number; high: number }
  expect(Math.abs(low - cox.low) + Math.abs(high - cox.high)).toBeLessThan(0.15)
  expect(intervalOfMean([5], { form: 'logNormal', level: 0.95 }, 'A')).toBeNull()
})

describe('rounding of weights', () => {
  test('an account: 1.23456 × 3 + 0.65432 × 5 cases, four decimals; one unit of A is moved, for nothing to be left over', () => {
    const { weights, ...sums } = roundWeights(
      [
        { group: 'A', n: 3, old: ratioOf('1.2'), value: 1.23456 },
        { group: 'B', n: 5, old: ratioOf('0.675'), value: 0.65432 },
      ],
      4,
    )
    expect([...weights].map(([group, weight]) => `${group} ${ratioText(weight)}`)).toEqual(['A 1.2345', 'B 0.6543'])
    expect(sums).toEqual({ oldSum: '6.975', newSum: '6.975', residual: '0' })
  })
  test('the residual is exact and never worse than plain rounding; no weight moves by more than a unit', () => {
    const row = fc.record({
      n: fc.nat(500),
      value: fc.double({ min: 0.01, max: 9, noNaN: true }),
      old: fc.integer({ min: 1, max: 90_000 }),
    })
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 12 }), (rows) => {
        const given = rows.map((one, i) => ({ ...one, group: `G${i}`, old: { n: BigInt(one.old), d: 10_000n } }))
        const { weights, residual } = roundWeights(given, 4)
        const units = given.map(({ group }) => Number(weights.get(group)!.n))
        const sum = (of: (i: number) => number): number => given.reduce((all, { n }, i) => all + n * of(i), 0)
        const target = sum((i) => Number(given[i]!.old.n))
        expect(Math.round(Number(residual) * 10_000)).toBe(sum((i) => units[i]!) - target)
        const plain = sum((i) => Math.max(1, Math.round(given[i]!.value * 10_000))) - target
        expect(Math.abs(sum((i) => units[i]!) - target)).toBeLessThanOrEqual(Math.abs(plain))
        for (const [i, unit] of units.entries())
          expect(Math.abs(unit - given[i]!.value * 10_000)).toBeLessThanOrEqual(1.5)
      }),
    )
  })
})
