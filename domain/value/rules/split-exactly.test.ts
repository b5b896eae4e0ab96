// Would catch: a fen lost in a split, a share that strays a whole fen from its exact part.
import { type Fen, sum } from '@medsettle/money'
import { ratioOf } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitExactly } from './split-exactly.ts'

test.each([
  [100, ['1', '1', '1'], [34, 33, 33]],
  [-100, ['1', '1', '1'], [-34, -33, -33]],
  [7, ['0.5', '0', '0.25'], [5, 0, 2]],
  [0, ['0', '0'], [0, 0]],
])('%s fen over %j', (total, weights, parts) => {
  expect(splitExactly(total as Fen, weights.map(ratioOf))).toEqual(parts)
})

test('nobody to give to, or somebody to take from, is no split', () => {
  expect(() => splitExactly(1 as Fen, [ratioOf('0')])).toThrow('shares that are all zero')
  expect(() => splitExactly(1 as Fen, [ratioOf('2'), ratioOf('-1')])).toThrow('a share must be')
})

test('parts add up and lie within a fen of the exact ones, though weights are no safe integers', () => {
  const weight = fc.tuple(fc.bigInt(0n, 10n ** 30n), fc.bigInt(1n, 10n ** 6n)).map(([n, d]) => ({ n: n + 1n, d }))
  fc.assert(
    fc.property(fc.integer(), fc.array(weight, { minLength: 1, maxLength: 8 }), (total, weights) => {
      const parts = splitExactly(total as Fen, weights)
      expect(sum(parts)).toBe(total)
      const common = weights.reduce((product, { d }) => product * d, 1n)
      const shares = weights.map(({ n, d }) => (n * common) / d)
      const whole = shares.reduce((all, share) => all + share, 0n)
      for (const [index, share] of shares.entries()) {
        const off = BigInt(parts[index]!) * whole - BigInt(total) * share
        expect(off < whole && -off < whole).toBe(true)
      }
    }),
    { numRuns: 200, seed: 1 },
  )
})
