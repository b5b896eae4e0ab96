import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Gate, runGates } from './run-gates.ts'

const gates: Gate[] = ['a', 'b', 'c'].map((name) => ({ name, command: ['true'] }))

/** Would catch a check that stops at its first failure, or that runs everything at once on two cores. */
describe('runGates', () => {
  it('runs every gate, also after one has failed, and reports each', async () => {
    const heard: string[] = []
    const results = await runGates(
      gates,
      2,
      async (gate) => ({ gate, passed: gate.name !== 'a', ms: 1, output: '' }),
      ({ gate, passed }) => heard.push(`${gate.name} ${passed}`),
    )
    expect(heard.sort()).toEqual(['a false', 'b true', 'c true'])
    expect(results).toHaveLength(3)
  })

  it('keeps to its slots', async () => {
    let running = 0
    let most = 0
    await runGates(
      gates,
      2,
      async (gate) => {
        running += 1
        most = Math.max(most, running)
        await sleep(5)
        running -= 1
        return { gate, passed: true, ms: 5, output: '' }
      },
      () => {},
    )
    expect(most).toBe(2)
  })
})
