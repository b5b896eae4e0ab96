// Catches: an id the wallets refuse, ids that do not sort by time, two ids that collide within a millisecond.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeId, PREFIX } from './ids.ts'

fc.configureGlobal({ seed: 20261121 })

const kinds = Object.keys(PREFIX) as (keyof typeof PREFIX)[]

/** A small linear generator: chance of a test is a parameter too. */
function seeded(seed: number): () => number {
  let state = BigInt(seed) + 1n
  return () => {
    state = (state * 6364136223846793005n + 1442695040888963407n) % 2n ** 64n
    return Number(state >> 59n)
  }
}

describe('makeId', () => {
  it('fits WeChat Pay out_trade_no: 6 to 32 of digits, letters and underscore', () => {
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.nat(2 ** 31), fc.nat(), (kind, millis, seed) => {
        expect(makeId(kind, millis, seeded(seed))).toMatch(/^[0-9A-Za-z_]{29}$/)
      }),
    )
  })

  it('sorts by time', () => {
    const instant = fc.integer({ min: 0, max: 4_102_444_800_000 })
    fc.assert(
      fc.property(instant, instant, fc.nat(), (a, b, seed) => {
        const chance = seeded(seed)
        if (a < b) expect(makeId('order', a, chance) < makeId('order', b, chance)).toBe(true)
      }),
    )
  })

  it('has a prefix of its own for every kind', () => {
    expect(new Set(Object.values(PREFIX)).size).toBe(kinds.length)
  })

  it('does not collide within one millisecond', () => {
    const chance = seeded(7)
    const ids = Array.from({ length: 20_000 }, () => makeId('attempt', 1_795_219_200_000, chance))
    expect(new Set(ids).size).toBe(ids.length)
  })
})
