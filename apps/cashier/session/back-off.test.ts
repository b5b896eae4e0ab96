// Would catch: a ward of phones that hammers a server which has just come back, or one that waits for ever.
import { expect, test } from 'vitest'
import { backOffMs } from './back-off.ts'

test.each([
  // tries, shortest ms, longest ms
  [0, 500, 1000],
  [1, 1000, 2000],
  [2, 2000, 4000],
  [4, 8000, 16_000],
  [5, 15_000, 30_000],
  [400, 15_000, 30_000],
])('after %i tries between %i and %i ms', (tries, shortest, longest) => {
  expect(backOffMs(tries, () => 0)).toBe(shortest)
  expect(backOffMs(tries, () => 1 - 2 ** -53)).toBeGreaterThanOrEqual(longest - 1)
  expect(backOffMs(tries, () => 1 - 2 ** -53)).toBeLessThanOrEqual(longest)
})
