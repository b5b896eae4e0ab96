import { describe, expect, it } from 'vitest'
import { openRateLimit } from './rate-limit.ts'

/** Would catch: an honest page shut out, or one link's flood slowing another. */
describe('the rate limit', () => {
  const tries = (limit: { take(name: string): void }, name: string, count: number): number => {
    let taken = 0
    for (let i = 0; i < count; i++)
      try {
        limit.take(name)
        taken++
      } catch {
        // counted by what was taken
      }
    return taken
  }

  it('lets a burst through, then four a second', () => {
    let now = 0
    const limit = openRateLimit(() => now)
    expect(tries(limit, 'a', 100)).toBe(40)
    now += 1_000
    expect(tries(limit, 'a', 100)).toBe(4)
    now += 60_000
    expect(tries(limit, 'a', 100)).toBe(40)
  })

  it('knows each link by itself', () => {
    const limit = openRateLimit(() => 0)
    expect(tries(limit, 'a', 100)).toBe(40)
    expect(tries(limit, 'b', 100)).toBe(40)
  })
})
