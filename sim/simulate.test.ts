import { beforeAll, describe, expect, test } from 'vitest'
import { launchPostgres } from '../store/postgres/launch.ts'
import { type ManyReport, missedPoints } from './report.ts'
import { simulateMany } from './run.ts'

// Would catch money that is lost, doubled or forgotten when processes die, channels fall silent, letters come twice and
// statements lie; and a simulator that cannot play a seed again.

const FROM = 1
const TO = 300

let serverUrl: string

beforeAll(async () => {
  serverUrl = (await launchPostgres({ cluster: 'test' })).url
})

describe(`seeds ${FROM} to ${TO}`, () => {
  let played: ManyReport

  beforeAll(async () => {
    played = await simulateMany({ from: FROM, to: TO, days: 1, serverUrl })
  }, 1_200_000)

  test('break no rule of money', () => {
    expect(played.violations.map((one) => one.message)).toEqual([])
  })

  test('die before and after every kind of step', () => {
    expect(missedPoints(played.coverage)).toEqual([])
  })

  test('meet what they are meant to meet', () => {
    const sums = (what: string) => played.reports.reduce((sum, report) => sum + (report.counts[what] ?? 0), 0)
    for (const what of [
      'reversed',
      'refunds done',
      'refunds refused',
      'refunds stuck',
      'lies told',
      'ghost refunds',
      'letters lost',
    ])
      expect(sums(what), what).toBeGreaterThan(3)
  })
})

test('a seed played again comes to the same', async () => {
  const [first, again] = [await playOnce(), await playOnce()]
  expect(again.outcome).toEqual(first.outcome)
  expect(again.digest).toBe(first.digest)
  expect(first.outcome.length).toBeGreaterThan(20)
}, 120_000)

/** A seed with two days, a neighbour before it in the same sandbox the first time. */
let from = 76
async function playOnce() {
  const played = await simulateMany({ from: from++, to: 77, days: 2, serverUrl })
  return played.reports.at(-1)!
}
