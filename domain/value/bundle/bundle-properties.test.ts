// Would catch: a fen between fund and provider, an order of rows that decides who is paid, a service counted twice, a stop that leaks.
import { sum } from '@medsettle/money'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Row } from '../rules/row.ts'
import { type BundleRules, readBundleRules } from './bundle-rules.ts'
import { RULES } from './fixtures/rules.ts'
import { settleBundles } from './settle-bundles.ts'

const pad = (day: number): string => String(day).padStart(2, '0')

const serviceArbitrary = fc.record({
  person: fc.constantFrom('p1', 'p2', 'p3'),
  institution: fc.constantFrom('H1', 'H2', 'T1'),
  date: fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 28 }))
    .map(([m, d]) => `2026-${pad(m)}-${pad(d)}`),
  group: fc.constantFrom('HIP', 'KNEE', 'HIP|KNEE', '', '', ''),
  class: fc.constantFrom('stay', 'drug', ''),
  cost: fc.oneof(
    fc.integer({ min: 0, max: 400_000 }).map((fen) => (fen / 100).toFixed(2)),
    fc.constantFrom('-1.00', 'x'),
  ),
})

const rowsArbitrary = fc
  .array(serviceArbitrary, { maxLength: 40 })
  .map((services) =>
    services.map(
      (one, index): Row => ({ line: index + 2, columns: new Map(Object.entries({ id: `s${index}`, ...one })) }),
    ),
  )

const rulesArbitrary = fc
  .record({
    rule: fc.constantFrom('first', 'longest', 'hierarchy'),
    keeps: fc.constantFrom('one', 'both'),
    cap: fc.constantFrom({}, { high: { kind: 'percentile', percent: '80' } }, { low: { kind: 'amount', yuan: '500' } }),
    stop: fc.constantFrom({}, { loss: { share: '0.333' }, gain: { yuan: '99.99' } }),
    shares: fc.constantFrom({ kind: 'byCost' }, { kind: 'convener' }, FIXED()),
  })
  .map(({ rule, keeps, cap, stop, shares }): BundleRules => {
    const rules = JSON.parse(RULES) as Record<string, unknown> & { bundles: object[] }
    Object.assign(rules.bundles[0]!, { cap, stop, exclude: [{ name: 'drugs', when: { class: 'drug' } }] })
    rules.overlap = { rule, keeps }
    rules.conveners = [{ id: 'C', institutions: ['H1', 'H2'], shares }]
    rules.reconciliation = {
      gainShare: '0.7',
      stop: { loss: { share: '0.1' }, gain: { share: '0.05', yuan: '123.45' } },
    }
    return readBundleRules(JSON.stringify(rules))
  })

function FIXED(): object {
  const third = { to: 'H2', share: '0.333' }
  return { kind: 'fixed', parts: [{ to: 'T1', share: '0.5' }, third, { to: 'H1', share: '0.167' }] }
}

test('every service once; shares add up; limits hold', () => {
  fc.assert(
    fc.property(rulesArbitrary, rowsArbitrary, (rules, services) => {
      const settled = settleBundles(rules, { services })
      expect(settled.assigned.length + settled.refused.services.length).toBe(services.length)
      expect(new Set(settled.assigned.map(({ service }) => service.id)).size).toBe(settled.assigned.length)
      const inEpisodes = settled.episodes.flatMap(({ episode }) => episode.services.map(({ id }) => id))
      expect(new Set(inEpisodes).size).toBe(inEpisodes.length)
      for (const one of settled.conveners) {
        expect(sum(one.shares.map(({ amount }) => amount))).toBe(one.amount)
        expect(one.amount).toBeLessThanOrEqual(Math.min(one.target * 0.05, 12_345))
        expect(one.amount).toBeGreaterThanOrEqual(-one.target * 0.1)
      }
      for (const one of settled.episodes) {
        if (one.outcome !== 'reconciled' || !one.episode.bundle.stop.loss) continue
        expect(one.kept).toBeLessThanOrEqual(9999)
        expect(one.kept).toBeGreaterThanOrEqual(-one.target * 0.333)
      }
      const paid = sum(
        settled.episodes.flatMap((one) =>
          one.outcome === 'reconciled' ? one.episode.services.map((s) => s.fundPaid) : [],
        ),
      )
      expect(sum(settled.results.map(({ fundShare }) => fundShare))).toBe(
        paid + sum(settled.conveners.map((one) => one.amount)),
      )
      for (const { total, fundShare, providerShare } of settled.results) expect(fundShare + providerShare).toBe(total)
    }),
    { numRuns: 200, seed: 4 },
  )
})

test('the order of the rows changes nothing', () => {
  const shuffled = rowsArbitrary.chain((rows) =>
    fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length })),
  )
  fc.assert(
    fc.property(rulesArbitrary, shuffled, (rules, [rows, others]) => {
      const [one, other] = [rows, others].map((services) => settleBundles(rules, { services }))
      expect(other!.results).toEqual(one!.results)
      expect(other!.conveners).toEqual(one!.conveners)
      expect(other!.assigned).toEqual(one!.assigned)
    }),
    { numRuns: 100, seed: 4 },
  )
})
