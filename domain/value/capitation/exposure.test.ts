// Would catch: a month paid to two institutions, a leap day lost, a spell that counts more when it is cut in two.
import { ratioText } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays } from '../../identity/clock.ts'
import type { MembershipRule } from './capitation-rules.ts'
import { exposureCount } from './exposure.ts'

const YEAR = { from: '2026-01-01', to: '2026-12-31' }
const days: MembershipRule = { by: 'days' }
const proRata: MembershipRule = { by: 'proRata' }
const onDay = (day: number): MembershipRule => ({ by: 'snapshot', day })

describe('person-months', () => {
  const rows: [rule: MembershipRule, from: string, to: string, months: string][] = [
    [days, '2026-01-01', '2026-12-31', '12'],
    [days, '2026-01-01', '2026-01-01', '12/365'],
    [proRata, '2026-01-01', '2026-12-31', '12'],
    [proRata, '2026-02-01', '2026-02-14', '0.5'],
    [proRata, '2026-01-31', '2026-02-07', '35/124'],
    [onDay(1), '2026-01-01', '2026-06-15', '6'],
    [onDay(1), '2026-01-02', '2026-06-15', '5'],
    [onDay(15), '2026-01-16', '2026-02-14', '0'],
    [onDay(31), '2026-02-28', '2026-02-28', '1'],
    [onDay(31), '2026-04-01', '2026-04-29', '0'],
  ]
  test.each(rows)('%o %s to %s: %s', (rule, from, to, months) => {
    const count = exposureCount(YEAR, rule)
    expect(ratioText(count.monthsOf(count.partsOf(from, to)))).toBe(months)
  })

  test('a leap year, and one quarter of it', () => {
    const leap = exposureCount({ from: '2028-01-01', to: '2028-03-31' }, days)
    expect([leap.whole, leap.months, leap.partsOf('2028-02-28', '2028-03-01')]).toEqual([91n, 3, 3n])
  })
})

test('two stretches count what they count together, and a snapshot month is never paid twice', () => {
  const rule = fc.oneof(fc.constant(days), fc.constant(proRata), fc.integer({ min: 1, max: 31 }).map(onDay))
  const day = fc.integer({ min: 0, max: 364 })
  fc.assert(
    fc.property(rule, day, day, day, (one, a, b, c) => {
      const [from, cut, to] = [a, b, c].sort((x, y) => x - y).map((index) => addDays(YEAR.from, index)) as [
        string,
        string,
        string,
      ]
      const count = exposureCount(YEAR, one)
      const parts = cut === to ? count.partsOf(from, to) : count.partsOf(from, cut) + count.partsOf(addDays(cut, 1), to)
      expect(parts).toBe(count.partsOf(from, to))
      expect(count.partsOf(YEAR.from, YEAR.to)).toBe(count.whole)
    }),
    { numRuns: 200, seed: 3 },
  )
})
