// Would catch: a service given to a weaker episode, or to an episode that does not take it. The oracle was written from
// docs/value/bundles.md and tries every episode for every service.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayOf } from '../rules/days.ts'
import type { Row } from '../rules/row.ts'
import { readBundleRules } from './bundle-rules.ts'
import { RULES } from './fixtures/rules.ts'
import { settleBundles } from './settle-bundles.ts'

const service = fc.record({
  person: fc.constantFrom('p', 'q'),
  day: fc.integer({ min: 0, max: 120 }),
  group: fc.constantFrom('HIP', 'KNEE', '', '', ''),
  class: fc.constantFrom('drug', 'visit'),
})

test('hierarchy, both kept: HIP takes all but drugs within 10 days, KNEE everything from 2 days before to 30 after', () => {
  const json = JSON.parse(RULES) as Record<string, unknown> & { bundles: object[] }
  Object.assign(json.bundles[0]!, { exclude: [{ name: 'drugs', when: { class: 'drug' } }] })
  const rules = readBundleRules(JSON.stringify({ ...json, overlap: { rule: 'hierarchy', keeps: 'both' } }))
  const first = dayOf('2026-01-05')
  fc.assert(
    fc.property(fc.array(service, { maxLength: 30 }), (all) => {
      const dateOf = (day: number): string => new Date((first + day) * 86_400_000).toISOString().slice(0, 10)
      const rows = all.map(({ day, ...one }, i): Row => {
        const columns = { id: `s${String(i).padStart(2, '0')}`, institution: 'H', cost: '1', date: dateOf(day), ...one }
        return { line: i, columns: new Map(Object.entries(columns)) }
      })
      const { assigned } = settleBundles(rules, { services: rows })
      const got = assigned.map(({ outcome, episode }) => (outcome === 'included' ? Number(episode!.id.slice(1)) : -1))
      expect(got).toEqual(all.map((_, index) => ownerOf(index, all)))
    }),
    { numRuns: 200, seed: 3 },
  )
})

type Service = { person: string; day: number; group: string; class: string }

/** Index of the trigger whose episode has the service; −1: none. HIP before KNEE, then the earlier trigger, then the smaller id. */
function ownerOf(index: number, all: readonly Service[]): number {
  const one = all[index]!
  if (one.group !== '') return index
  const takes = (other: Service): boolean => {
    if (other.person !== one.person) return false
    const away = one.day - other.day
    return other.group === 'HIP'
      ? away >= 0 && away <= 10 && one.class !== 'drug'
      : other.group === 'KNEE' && away >= -2 && away <= 30
  }
  const rank = (i: number): number => (all[i]!.group === 'HIP' ? 0 : 1) * 1e6 + all[i]!.day * 1e3 + i
  const takers = all.flatMap((other, i) => (takes(other) ? [i] : []))
  return takers.length === 0 ? -1 : takers.reduce((best, i) => (rank(i) < rank(best) ? i : best))
}
