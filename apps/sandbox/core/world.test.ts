// Would catch: a clock that stands still after being set, a retry of tomorrow that never comes, chance that differs.
import { afterEach, expect, test } from 'vitest'
import { createWorld, DIGITS, randomText, type World } from './world.ts'

const worlds: World[] = []
const open = (options: Parameters<typeof createWorld>[0] = {}) => {
  const world = createWorld(options)
  worlds.push(world)
  return world
}
afterEach(() => worlds.splice(0).forEach((world) => void world.close()))

test('the clock is set and runs on', () => {
  let base = Date.parse('2026-01-01T00:00:00Z')
  const world = open({ now: () => new Date(base) })
  world.setClock(new Date('2030-05-05T05:05:05Z'))
  base += 60_000
  expect(world.now().toISOString()).toBe('2030-05-05T05:06:05.000Z')
})

test('a jump past its hour runs waiting work in the order it was due; what is due later waits', () => {
  const world = open({ now: () => new Date('2026-01-01T00:00:00Z') })
  const done: string[] = []
  world.after(7_200_000, () => done.push('two hours'))
  world.after(3_600_000, () => done.push('one hour'))
  world.after(90_000_000, () => done.push('25 hours'))
  world.setClock(new Date('2026-01-02T00:00:00Z'))
  expect(done).toEqual(['one hour', 'two hours'])
})

test('work also runs by itself, and not at all after closing', async () => {
  const world = open()
  const done: string[] = []
  world.after(1, () => done.push('soon'))
  await world.pause(20)
  world.after(1, () => done.push('too late'))
  world.close()
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect(done).toEqual(['soon'])
})

test('the same seed gives the same numbers, another seed others', () => {
  const number = (seed: number) => randomText(open({ seed }), 20, DIGITS)
  expect(number(7)).toBe(number(7))
  expect(number(7)).not.toBe(number(8))
  expect(number(7)).toMatch(/^\d{20}$/)
})
