// Would catch: a stream that differs between runs, leaves its bounds, leans to one side, or forks that are the same stream.
import { expect, test } from 'vitest'
import { createRandom } from './seeded.ts'

test('the same seed gives the same stream', () => {
  const draw = (seed: number): number[] => Array.from({ length: 8 }, createRandom(seed).next)
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('stays within its bounds and spreads evenly', () => {
  const random = createRandom(1)
  const counts = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < 60_000; i++) counts[random.below(6)]!++
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400)
  for (let i = 0; i < 1000; i++) expect([3, 4, 5]).toContain(random.between(3, 5))
})

test('forks are independent of the draws before them', () => {
  const one = createRandom(5)
  const two = createRandom(5)
  two.next()
  expect(one.fork('faults').next()).toBe(two.fork('faults').next())
  expect(one.fork('faults').next()).not.toBe(one.fork('bills').next())
})
