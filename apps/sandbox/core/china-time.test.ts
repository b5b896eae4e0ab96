// Would catch: a payment of 00:30 in China counted to the day before.
import { expect, test } from 'vitest'
import { addDays, chinaCompact, chinaDate, chinaDateTime, chinaIso, isDate, startOfChinaDay } from './china-time.ts'

test.each([
  ['2026-12-31T15:59:59Z', '2026-12-31', '2026-12-31 23:59:59', '20261231235959'],
  ['2026-12-31T16:00:00Z', '2027-01-01', '2027-01-01 00:00:00', '20270101000000'],
])('%s', (instant, date, dateTime, compact) => {
  const at = new Date(instant)
  expect([chinaDate(at), chinaDateTime(at), chinaCompact(at)]).toEqual([date, dateTime, compact])
  expect(new Date(chinaIso(at))).toEqual(at)
})

test('a day begins at 16:00 UTC the day before; the day after the last of February', () => {
  expect(startOfChinaDay('2027-01-01').toISOString()).toBe('2026-12-31T16:00:00.000Z')
  expect([addDays('2027-02-28', 1), addDays('2028-02-28', 1)]).toEqual(['2027-03-01', '2028-02-29'])
})

test.each([
  ['2027-02-29', false],
  ['2028-02-29', true],
  ['20280229', false],
  [null, false],
])('%s is a day: %s', (text, is) => {
  expect(isDate(text)).toBe(is)
})
