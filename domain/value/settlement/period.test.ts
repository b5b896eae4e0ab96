// Would catch: a period read as another, a date outside its period, a month that is missing on the way to the year, an inner period that
// is changed although an outer one has counted it.
import { expect, test } from 'vitest'
import { counts, effectiveDateOf, periodName, periodsUpTo, readPeriod } from './period.ts'

test.each([
  ['2026', '2026-12-31'],
  ['2026-open', '2026-01-01'],
  ['2026-Q1', '2026-03-31'],
  ['2026-Q2', '2026-06-30'],
  ['2026-02', '2026-02-28'],
  ['2028-02', '2028-02-29'],
  ['2026-11', '2026-11-30'],
])('%s belongs to %s', (name, date) => {
  const period = readPeriod(name)!
  expect([periodName(period), effectiveDateOf(period)]).toEqual([name, date])
})

test.each(['', '26', '2026-13', '2026-00', '2026-Q5', '2026-1', '2026-open ', '2026-12-31'])(
  '"%s" is no period',
  (name) => expect(readPeriod(name)).toBeNull(),
)

test.each([
  ['2026-03', true, '2026-open 2026-03'],
  ['2026-Q2', true, '2026-open 2026-04 2026-05 2026-06 2026-Q2'],
  ['2026-open', true, '2026-open'],
])('on the way to %s', (name, hasTrueUps, expected) =>
  expect(periodsUpTo(readPeriod(name)!, hasTrueUps).map(periodName).join(' ')).toBe(expected),
)

test('on the way to the year: every month, and quarters where there are true-ups', () => {
  expect(periodsUpTo(readPeriod('2026')!, true)).toHaveLength(18)
  expect(periodsUpTo(readPeriod('2026')!, false)).toHaveLength(14)
})

test.each([
  ['2026', '2026-03', true],
  ['2026', '2026-Q4', true],
  ['2026-Q1', '2026-03', true],
  ['2026-Q1', '2026-04', false],
  ['2026-03', '2026-open', true],
  ['2026-03', '2026-02', false],
  ['2026-Q1', '2026-Q1', false],
  ['2027', '2026-03', false],
])('does %s count %s: %s', (outer, inner, expected) =>
  expect(counts(readPeriod(outer)!, readPeriod(inner)!)).toBe(expected),
)
