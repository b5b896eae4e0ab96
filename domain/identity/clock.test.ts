// Catches: a payment of 00:30 in China booked on the day before, because the server runs on UTC.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, chinaDate, chinaDateTime, startOfChinaDay } from './clock.ts'

fc.configureGlobal({ seed: 20261121 })

describe('China civil time', () => {
  it.each([
    ['2026-11-20T15:59:59.999Z', '2026-11-20 23:59:59', '2026-11-20'],
    ['2026-11-20T16:00:00.000Z', '2026-11-21 00:00:00', '2026-11-21'],
    ['2026-12-31T16:30:00.000Z', '2027-01-01 00:30:00', '2027-01-01'],
  ])('%s is %s', (instant, dateTime, date) => {
    expect(chinaDateTime(new Date(instant))).toBe(dateTime)
    expect(chinaDate(new Date(instant))).toBe(date)
  })

  it.each([
    ['2026-02-28', 1, '2026-03-01'],
    ['2028-02-28', 1, '2028-02-29'],
    ['2026-01-01', -1, '2025-12-31'],
  ])('%s %d day(s) on is %s', (date, days, expected) => expect(addDays(date, days)).toBe(expected))

  it('every instant lies in exactly the day whose start it is not before', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800_000 }), (millis) => {
        const day = chinaDate(new Date(millis))
        expect(startOfChinaDay(day).getTime()).toBeLessThanOrEqual(millis)
        expect(startOfChinaDay(addDays(day, 1)).getTime()).toBeGreaterThan(millis)
      }),
    )
  })
})
