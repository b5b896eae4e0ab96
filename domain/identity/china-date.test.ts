// Would catch: a day that does not exist taken for one, a leap day refused: the case would be priced by no year's tariff.
import { expect, test } from 'vitest'
import { isChinaDate } from './china-date.ts'

test('every day from 1999 to 2101, and the days beside the ends of months', () => {
  for (let year = 1999; year <= 2101; year++)
    for (let month = 0; month <= 13; month++)
      for (const day of [0, 1, 28, 29, 30, 31, 32]) {
        const text = [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
        const date = new Date(Date.UTC(year, month - 1, day))
        expect(isChinaDate(text), text).toBe(date.toISOString().slice(0, 10) === text)
      }
  expect(['2026-3-02', '20260302', '2026-03-02T00:00', ''].filter(isChinaDate)).toEqual([])
})
