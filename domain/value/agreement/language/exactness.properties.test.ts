// Would catch: a formula that is worked out otherwise than by hand with fractions, a division that loses something, bands that count a part
// of a value twice or not at all, a sum that depends on the order of its rows.
import { type Ratio, ratioOf } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Desk, evaluateExpression, Unworkable } from './evaluate-expression.ts'
import { parseExpression } from './parse-expression.ts'

fc.configureGlobal({ seed: 20261130 })

type Fraction = readonly [n: bigint, d: bigint]
/** A formula as text beside what it is, by hand; null: a division by zero stands in it. */
interface Sum {
  readonly text: string
  readonly is: Fraction | null
}

const decimals = fc.tuple(fc.nat(999), fc.nat(99)).map(([whole, part]): Sum => {
  const text = `${whole}.${String(part).padStart(2, '0')}`
  return { text, is: [BigInt(whole * 100 + part), 100n] }
})

const less = ([a, b]: Fraction, [c, d]: Fraction): boolean =>
  a * d * (b * d > 0n ? 1n : -1n) < c * b * (b * d > 0n ? 1n : -1n)

function join(sign: string, left: Sum, right: Sum): Sum {
  const text =
    sign === 'min' || sign === 'max' ? `${sign}(${left.text}, ${right.text})` : `(${left.text} ${sign} ${right.text})`
  if (left.is === null || right.is === null) return { text, is: null }
  const [[a, b], [c, d]] = [left.is, right.is]
  if (sign === '+') return { text, is: [a * d + c * b, b * d] }
  if (sign === '−') return { text, is: [a * d - c * b, b * d] }
  if (sign === '×') return { text, is: [a * c, b * d] }
  if (sign === '÷') return { text, is: c === 0n ? null : [a * d, b * c] }
  const isLeft = sign === 'min' ? less(left.is, right.is) : less(right.is, left.is)
  return { text, is: isLeft ? left.is : right.is }
}

const sums: fc.Arbitrary<Sum> = fc.letrec<{ sum: Sum }>((tie) => ({
  sum: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    decimals,
    fc
      .tuple(fc.constantFrom('+', '−', '×', '÷', 'min', 'max'), tie('sum'), tie('sum'))
      .map(([sign, left, right]) => join(sign, left, right)),
  ),
})).sum

const desk = (text: string, more: Partial<Desk> = {}): Desk => ({
  text,
  scope: { lookups: {}, bands: {}, roundings: {} },
  value: () => false,
  rows: () => [],
  note: () => undefined,
  ...more,
})

function work(text: string, more?: Partial<Desk>): Ratio {
  const expression = parseExpression(text)
  if (!('kind' in expression)) throw new Error(expression.message)
  return evaluateExpression(expression, desk(text, more)) as Ratio
}

test('formulas are what fractions by hand are', () => {
  fc.assert(
    fc.property(
      sums.filter(({ text }) => text.length < 1500),
      ({ text, is }) => {
        if (is === null) return expect(() => work(text)).toThrow(Unworkable)
        const { n, d } = work(text)
        expect(n * is[1]).toBe(is[0] * d)
        expect(d > 0n).toBe(true)
      },
    ),
    { numRuns: 500 },
  )
})

const cut = (n: number): Ratio => ({ n: BigInt(n), d: 100n })
const bands = fc
  .uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 0, maxLength: 5 })
  .chain((ends) =>
    fc.tuple(
      fc.constant(ends.sort((a, b) => a - b)),
      fc.array(fc.nat(100), { minLength: ends.length + 1, maxLength: ends.length + 1 }),
    ),
  )

test('bands: hundredth by hundredth, each part counts once, by the share of its band', () => {
  fc.assert(
    fc.property(bands, fc.nat(600), ([ends, shares], value) => {
      const rows = shares.map((share, index) => ({
        upTo: index < ends.length ? cut(ends[index]!) : null,
        share: cut(share),
      }))
      let expected = 0
      for (let part = 0; part < value; part++) expected += shares[ends.filter((end) => end <= part).length]!
      const scope = { lookups: {}, roundings: {}, bands: { some: { of: 'number', rows } } } as const
      const { n, d } = work('bands(x, some)', { scope, value: () => cut(value) })
      expect(n * 10_000n).toBe(BigInt(expected) * d)
    }),
    { numRuns: 200 },
  )
})

test('a sum of ten thousand thirds and sevenths stays a small fraction, in any order', () => {
  const rows = Array.from({ length: 10_000 }, (_, i) => ({
    part: ratioOf(String(i % 9)),
    of: ratioOf(i % 2 ? '3' : '7'),
  }))
  const there = work('sum(rows, part ÷ of)', { rows: () => rows })
  const here = work('sum(rows, part ÷ of)', { rows: () => rows.toReversed() })
  expect(here).toEqual(there)
  expect(there.d).toBeLessThanOrEqual(21n)
})
