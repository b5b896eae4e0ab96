// Would catch: a fen beside the budget, a corridor that is exceeded or not neutral, a first year that is not the old method, an order of
// rows that decides who is paid.
import { sum } from '@medsettle/money'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rowsOf } from '../rules/fixtures/rows.ts'
import { readCombinationRules } from './combination-rules.ts'
import { combineResults } from './combine-results.ts'
import { RULES, resultsCsv } from './fixtures/rules.ts'

const [inpatient, outpatient, drugs] = RULES.parts
const yuan = fc.integer({ min: 1, max: 10 ** 9 }).map((fen) => (fen / 100).toFixed(2))
const hospitals = fc.array(fc.record({ old: yuan, new: yuan, units: yuan }), { minLength: 1, maxLength: 12 })
const linesOf = (all: readonly { old: string; new: string; units: string }[]): string[] =>
  all.flatMap((one, i) => [
    `dip H${i} ${one.old} ${one.old}`,
    `drg H${i} ${one.new} ${one.new}`,
    `perUnit H${i} ${one.units} ${one.units}`,
  ])

const share = fc.integer({ min: 0, max: 1000 }).map((thousandths) => (thousandths / 1000).toFixed(3))
const setting = fc.record({
  old: fc.oneof(fc.constantFrom('0', '1'), share),
  gain: share,
  loss: share,
  budgetYuan: yuan,
  financedBy: fc.constantFrom('participants', 'fund', 'reserve'),
})

function rulesOf(
  {
    old,
    gain,
    loss,
    budgetYuan,
    financedBy,
  }: { old: string; gain: string; loss: string; budgetYuan: string; financedBy: string },
  hasCorridor: boolean,
) {
  const fresh = (1 - Number(old)).toFixed(3)
  const corridor = hasCorridor ? { gain, loss, financedBy } : undefined
  const transition = { ...inpatient!.transition, years: { 2026: { old, new: fresh } }, corridor }
  return readCombinationRules(
    JSON.stringify({ ...RULES, budgetYuan, parts: [{ ...inpatient, transition }, outpatient, drugs] }),
  )
}

test('the corridor is never exceeded; among participants it costs nobody else a fen', () => {
  fc.assert(
    fc.property(setting, hospitals, (chosen, all) => {
      const combined = combineResults(rulesOf(chosen, true), { results: rowsOf(resultsCsv(linesOf(all).join('\n'))) })
      const part = combined.parts[0]!
      for (const { old, paid } of part.payments) {
        const [thousand, high, low] = [
          1000n,
          1000n + BigInt(Math.round(Number(chosen.gain) * 1000)),
          1000n - BigInt(Math.round(Number(chosen.loss) * 1000)),
        ]
        expect(BigInt(paid) * thousand <= BigInt(old!) * high).toBe(true)
        expect(BigInt(paid) * thousand >= BigInt(old!) * low).toBe(true)
      }
      expect(part.paid - part.borne).toBe(part.budget)
      // both sides are scaled to one budget, so that participants can always bear the corridor among themselves
      if (chosen.financedBy === 'participants') expect(part.borne).toBe(0)
      expect(sum(combined.parts.map(({ budget }) => budget!))).toBe(
        sum(combined.parts.map((one) => one.paid)) - part.borne + sum(combined.parts.map(({ left }) => left!)),
      )
      for (const { total, fundShare, providerShare } of combined.results) expect(fundShare + providerShare).toBe(total)
    }),
    { numRuns: 300, seed: 8 },
  )
})

test('all old is the old method, all new the new one', () => {
  fc.assert(
    fc.property(setting, hospitals, fc.boolean(), (chosen, all, isOld) => {
      const rules = rulesOf({ ...chosen, old: isOld ? '1' : '0' }, false)
      const { payments } = combineResults(rules, { results: rowsOf(resultsCsv(linesOf(all).join('\n'))) }).parts[0]!
      for (const one of payments) expect(one.paid).toBe(isOld ? one.old : one.fitted)
    }),
    { numRuns: 100, seed: 8 },
  )
})

test('the order of the rows changes nothing', () => {
  const shuffled = hospitals.chain((all) => {
    const lines = linesOf(all)
    return fc.tuple(
      fc.constant(lines),
      fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length }),
    )
  })
  fc.assert(
    fc.property(setting, shuffled, (chosen, [lines, others]) => {
      const [one, other] = [lines, others].map((all) =>
        combineResults(rulesOf(chosen, true), { results: rowsOf(resultsCsv(all.join('\n'))) }),
      )
      expect(other!.parts).toEqual(one!.parts)
      expect(other!.results).toEqual(one!.results)
    }),
    { numRuns: 100, seed: 8 },
  )
})
