// Catches: two quantities compared as texts or as binary fractions.
import { describe, expect, it } from 'vitest'
import { scaled } from './decimal-text.ts'

describe('scaled', () => {
  it.each([
    ['1', 4, 10_000n],
    ['-0.0001', 4, -1n],
    ['1.50000000', 4, 15_000n],
    ['0.3', 1, 3n],
  ])('%s at 10^-%d is %s', (text, scale, expected) => expect(scaled(text, scale)).toBe(expected))

  it('refuses what is finer', () => expect(() => scaled('0.00001', 4)).toThrowError('more than 4 decimals'))
})
