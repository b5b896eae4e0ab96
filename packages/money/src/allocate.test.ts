// Catches: a fen lost or made when one amount is split, refunds split otherwise than the charge, shares that mean nothing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocate, fen, formatYuan, MoneyError, negate, parseYuan, sum } from './money.ts'

fc.configureGlobal({ seed: 20261121 })

const amounts = fc.maxSafeInteger().map(fen)
const shares = fc.array(fc.nat(1_000_000), { minLength: 1, maxLength: 12 }).filter((list) => list.some((s) => s > 0))

const ROWS: [total: string, shares: number[], parts: string[]][] = [
  ['10.00', [1, 1, 1], ['3.34', '3.33', '3.33']],
  ['0.01', [1, 1], ['0.01', '0.00']],
  ['0.05', [3, 7], ['0.02', '0.03']],
  ['-10.00', [1, 1, 1], ['-3.34', '-3.33', '-3.33']],
  ['100.00', [0, 5, 0], ['0.00', '100.00', '0.00']],
  ['0.00', [0, 0], ['0.00', '0.00']],
  ['90071992547409.91', [1, 2], ['30023997515803.30', '60047995031606.61']],
]

describe('allocate', () => {
  it.each(ROWS)('%s over %j gives %j', (total, weights, parts) => {
    expect(allocate(parseYuan(total), weights).map(formatYuan)).toEqual(parts)
  })

  it('shares beyond safe integers are big integers', () => {
    expect(allocate(parseYuan('1.00'), [10n ** 30n, 3n * 10n ** 30n]).map(formatYuan)).toEqual(['0.25', '0.75'])
    expect(() => allocate(parseYuan('1.00'), [-1n])).toThrow(MoneyError)
  })

  it('loses nothing and makes nothing', () => {
    fc.assert(fc.property(amounts, shares, (total, weights) => sum(allocate(total, weights)) === total))
  })

  it('mirrors: a refund falls apart exactly as the charge did', () => {
    fc.assert(
      fc.property(amounts, shares, (total, weights) => {
        expect(allocate(negate(total), weights)).toEqual(allocate(total, weights).map(negate))
      }),
    )
  })

  it('keeps every part within one fen of its exact share', () => {
    fc.assert(
      fc.property(amounts, shares, (total, weights) => {
        const whole = weights.reduce((a, b) => a + b, 0)
        allocate(total, weights).forEach((part, index) => {
          const error = BigInt(part) * BigInt(whole) - BigInt(total) * BigInt(weights[index]!)
          expect(error > -BigInt(whole) && error < BigInt(whole)).toBe(true)
        })
      }),
    )
  })

  it('takes shares beyond 2^53 as bigints, and splits by them as by small ones', () => {
    const scale = 10n ** 30n
    fc.assert(
      fc.property(amounts, shares, (total, weights) => {
        const large = weights.map((weight) => BigInt(weight) * scale)
        expect(allocate(total, large)).toEqual(allocate(total, weights))
      }),
    )
    expect(() => allocate(fen(100), [-1n, 2n])).toThrowError(MoneyError)
  })

  it('gives nothing to a share of zero', () => {
    fc.assert(
      fc.property(amounts, shares, (total, weights) => {
        const parts = allocate(total, [...weights, 0])
        return parts.at(-1) === 0
      }),
    )
  })

  it.each([[[-1, 2]], [[0.5, 1]], [[Number.NaN]], [[2 ** 53]], [[0, 0]], [[]]])('refuses shares %j', (weights) => {
    expect(() => allocate(fen(100), weights)).toThrowError(MoneyError)
  })
})
