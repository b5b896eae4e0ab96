import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CatalogueItem } from '../../domain/bill/bill.ts'
import { readBill } from '../../domain/bill/read-bill.ts'
import { CRASH_POINTS } from '../crash/doom.ts'
import { STEP_KINDS } from '../crash/points.ts'
import { planSeed, SEEDS_PER_SANDBOX } from './plan-seed.ts'
import { SCENES } from './scenes.ts'

// Would catch a plan that is not the same twice, two seeds of a sandbox that share a day, and a step nobody ever dies at.

const file = join(import.meta.dirname, '../../domain/bill/catalogues/sample.json')
const catalogue = (JSON.parse(readFileSync(file, 'utf8')) as { items: CatalogueItem[] }).items
const plan = (seed: number, days = 1) => planSeed(seed, days, catalogue)

test('the same seed is the same plan, another seed another one', () => {
  expect(plan(42)).toEqual(plan(42))
  expect(plan(42).visits).not.toEqual(plan(43).visits)
})

test.each([1, 3, 12, 20])('seeds that share a sandbox never share a day: %i days each', (days) => {
  const taken = new Set<string>()
  for (let seed = 50; seed < 50 + SEEDS_PER_SANDBOX; seed++) {
    const { from, to } = plan(seed, days)
    for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000) {
      const day = new Date(at).toISOString().slice(0, 10)
      expect(taken).not.toContain(day)
      taken.add(day)
    }
  }
})

test('every bill of many plans is one that the platform would read', () => {
  for (let seed = 1; seed <= 40; seed++)
    for (const { bill } of plan(seed, 2).visits) expect(readBill(bill).hisBillNo).toBe(bill.hisBillNo)
})

describe('crashes', () => {
  test('every kind of step is aimed at by a scene that is sure to pass it', () => {
    expect([...new Set(SCENES.flatMap((scene) => scene.passes))].sort()).toEqual([...STEP_KINDS].sort())
  })

  test('300 seeds in a row aim at every point', () => {
    const aimed = new Set<string>()
    for (let seed = 1; seed <= 300; seed++) {
      const { kind, moment } = plan(seed).crash
      aimed.add(`${moment} ${kind}`)
    }
    expect(CRASH_POINTS.filter((point) => !aimed.has(point))).toEqual([])
  })
})
