// Catches: a dead channel still recommended, a channel called dead for the payer's empty purse, one that never comes back.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CallSample, DEFAULT_HEALTH, judgeHealth, observeCall } from './channel-health.ts'

fc.configureGlobal({ seed: 20261121 })

const NOW = 1_795_219_200_000

/** `+` answered, `-` unanswered, `s` answered slowly; one call a second, the last one now */
const callsOf = (text: string): CallSample[] =>
  [...text].map((mark, index) => ({
    at: NOW - (text.length - 1 - index) * 1000,
    answered: mark !== '-',
    latency: mark === 's' ? 3001 : 200,
  }))
const judge = (text: string, laterMs = 0) => judgeHealth(callsOf(text), NOW + laterMs, DEFAULT_HEALTH).state

describe('judgeHealth', () => {
  it.each([
    ['', 'healthy'],
    ['----', 'healthy'],
    ['-----', 'down'],
    ['--+--', 'down'],
    ['+-+-', 'healthy'],
    ['+-+-+-', 'degraded'],
    [`-${'+'.repeat(19)}`, 'healthy'],
    [`-${'+'.repeat(18)}`, 'degraded'],
    ['++++s', 'healthy'],
    ['+++ss', 'degraded'],
  ])('%s is %s', (text, state) => expect(judge(text)).toBe(state))

  it('forgets: after the window a channel gets a new chance', () => {
    expect(judge('-----', 55_000)).toBe('down')
    expect(judge('-----', 57_000)).toBe('healthy')
    expect(judge('-----', 60_000)).toBe('healthy')
  })

  it('says with what numbers it judged', () => {
    expect(judgeHealth(callsOf('-+---'), NOW, DEFAULT_HEALTH)).toEqual({
      state: 'down',
      calls: 5,
      answered: 1,
      slow: 0,
      reason: '5 次调用中仅 1 次得到应答',
    })
  })
})

describe('observeCall', () => {
  it('keeps the newest calls of the window, and no more', () => {
    const settings = { ...DEFAULT_HEALTH, mostSamples: 3 }
    const window = callsOf('+++++').reduce<readonly CallSample[]>((w, call) => observeCall(w, call, settings), [])
    expect(window.map((call) => call.at)).toEqual([NOW - 2000, NOW - 1000, NOW])
    expect(observeCall(window, { at: NOW + 60_000, answered: true, latency: 1 }, settings)).toHaveLength(1)
  })

  it('an unanswered call never makes a channel look better', () => {
    const rank = { healthy: 0, degraded: 1, down: 2 }
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('+', '-', 's'), minLength: 5, maxLength: 50 }), (text) => {
        const calls = callsOf(text)
        const worse = observeCall(calls, { at: NOW, answered: false, latency: 200 }, DEFAULT_HEALTH)
        const before = judgeHealth(calls, NOW, DEFAULT_HEALTH)
        const after = judgeHealth(worse, NOW, DEFAULT_HEALTH)
        if (before.slow === 0) expect(rank[after.state]).toBeGreaterThanOrEqual(rank[before.state])
        expect(after.answered * before.calls).toBeLessThanOrEqual(before.answered * after.calls)
      }),
    )
  })
})
