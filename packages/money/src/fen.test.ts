// Catches: an amount that is not a whole number of fen, or one that a double can no longer hold, entering the books.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, fen, fenFromBigInt, larger, MoneyError, negate, smaller, subtract, sum, ZERO } from './money.ts'

fc.configureGlobal({ seed: 20261121 })

const MAX = fen(Number.MAX_SAFE_INTEGER)
const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof MoneyError) return error.code
    throw error
  }
  return 'accepted'
}

describe('fen', () => {
  it.each([
    [0.1, 'MONEY_NOT_AN_INTEGER'],
    [Number.NaN, 'MONEY_NOT_AN_INTEGER'],
    [Number.POSITIVE_INFINITY, 'MONEY_NOT_AN_INTEGER'],
    [2 ** 53, 'MONEY_OUT_OF_RANGE'],
    [-(2 ** 53), 'MONEY_OUT_OF_RANGE'],
    [2 ** 53 - 1, 'accepted'],
  ])('%d is %s', (value, code) => expect(codeOf(() => fen(value))).toBe(code))

  it('knows no negative zero: −0.00 never reaches a receipt', () => {
    expect(Object.is(fen(-0), 0)).toBe(true)
    expect(Object.is(negate(ZERO), 0)).toBe(true)
    expect(Object.is(fenFromBigInt(-0n), 0)).toBe(true)
  })
})

describe('adding', () => {
  it('throws past the edge instead of rounding', () => {
    expect(codeOf(() => add(MAX, fen(1)))).toBe('MONEY_OUT_OF_RANGE')
    expect(codeOf(() => subtract(negate(MAX), fen(1)))).toBe('MONEY_OUT_OF_RANGE')
    expect(codeOf(() => sum([MAX, fen(1), fen(-1)]))).toBe('MONEY_OUT_OF_RANGE')
    expect(codeOf(() => fenFromBigInt(2n ** 53n))).toBe('MONEY_OUT_OF_RANGE')
  })

  it('agrees with whole-number arithmetic', () => {
    const amounts = fc.array(fc.integer({ min: -(2 ** 45), max: 2 ** 45 }).map(fen), { maxLength: 50 })
    fc.assert(
      fc.property(amounts, (list) => BigInt(sum(list)) === list.reduce((total, amount) => total + BigInt(amount), 0n)),
    )
  })

  it('subtract undoes add; smaller and larger share out the pair', () => {
    const half = fc.integer({ min: -(2 ** 51), max: 2 ** 51 }).map(fen)
    fc.assert(
      fc.property(half, half, (a, b) => {
        expect(subtract(add(a, b), b)).toBe(a)
        expect(add(smaller(a, b), larger(a, b))).toBe(add(a, b))
        expect(smaller(a, b)).toBeLessThanOrEqual(larger(a, b))
      }),
    )
  })
})
