// Would catch: a fen lost between cases and results, a month that ends on a wrong day, an order of rows that decides.
import { formatYuan, parseYuan, sum } from '@medsettle/money'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PaidCase, sumPrices } from './sum-prices.ts'

const paid = (institutionId: string, date: string, price: string, person: string): PaidCase => ({
  institutionId,
  date,
  rule: { id: 't', version: '1' },
  price: parseYuan(price),
  person: parseYuan(person),
})
const shown = (cases: readonly PaidCase[]): string[] =>
  sumPrices('drg', cases).map((one) =>
    [
      one.institutionId,
      one.period.from,
      one.period.to,
      ...[one.total, one.fundShare, one.providerShare].map(formatYuan),
    ].join(' '),
  )

test('a result for each institution and month of discharge', () => {
  const cases = [
    paid('H2', '2026-12-31', '0.00', '0.00'),
    paid('H1', '2028-02-29', '100.01', '30.00'),
    paid('H1', '2026-02-28', '10.00', '0.01'),
    paid('H1', '2026-02-01', '5.00', '7.50'),
  ]
  const results = [
    'H1 2026-02-01 2026-02-28 15.00 9.99 5.01',
    'H1 2028-02-01 2028-02-29 100.01 70.01 30.00',
    'H2 2026-12-01 2026-12-31 0.00 0.00 0.00',
  ]
  expect(shown(cases)).toEqual(results)
  expect(shown([...cases].reverse())).toEqual(results)
  expect(shown([])).toEqual([])
})

test('whatever the cases, fund and provider have the total of the prices', () => {
  const one = fc
    .record({ i: fc.constantFrom('A', 'B'), m: fc.integer({ min: 1, max: 12 }), p: fc.nat(9e9), q: fc.nat(9e9) })
    .map(({ i, m, p, q }) =>
      paid(i, `2026-${String(m).padStart(2, '0')}-15`, (p / 100).toFixed(2), (q / 100).toFixed(2)),
    )
  fc.assert(
    fc.property(fc.array(one, { maxLength: 30 }), (cases) => {
      const results = sumPrices('dip', cases)
      expect(sum(results.map(({ total }) => total))).toBe(sum(cases.map(({ price }) => price)))
      expect(results.every((result) => result.fundShare + result.providerShare === result.total)).toBe(true)
    }),
    { numRuns: 100, seed: 4 },
  )
})
