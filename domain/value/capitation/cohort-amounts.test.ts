// Would catch: a fen of a fixed sum that nobody gets or two get, a pool that is divided by heads where risk was meant, a pool without
// members that vanishes.
import { formatYuan, sum } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CAPITATION_RULES, rowsOf } from './fixture-rules.ts'
import { readCapitationRules } from './read-capitation-rules.ts'
import { type Capitation, settleCapitation } from './settle-capitation.ts'

const rulesWith = (more: object) =>
  readCapitationRules(JSON.stringify({ ...CAPITATION_RULES, withhold: null, ...more }))
const pool = (yuan: string) => [
  { cohort: 'A', poolYuan: yuan },
  { cohort: 'B', yuan: '365.00' },
]

/** Each line `institution cohort sex`, a member for the whole year. */
function settle(lines: readonly string[], rules: ReturnType<typeof rulesWith>): Capitation {
  const members = lines.map((line, index) => {
    const [institution, cohort, sex] = line.split(' ')
    return `${index},${institution},${cohort},${sex},1980-01-01,2026-01-01,,`
  })
  const table = `person,institution,cohort,sex,birth,from,to,death\n${members.join('\n')}`
  return settleCapitation(rules, { members: rowsOf(table), diagnoses: [], outflows: [], quality: [] })
}

const grosses = ({ institutions }: Capitation): string =>
  institutions.map(({ institutionId, gross }) => `${institutionId} ${formatYuan(gross)}`).join(', ')

describe('a fixed sum', () => {
  const rows: [what: string, lines: string[], expected: string][] = [
    ['by risk: 1 for a man, 1.2 for a woman', ['H A M', 'K A F'], 'H 45.45, K 54.55'],
    ['left-over fen to the earlier of equals', ['K A M', 'H A M', 'L A M'], 'H 33.34, K 33.33, L 33.33'],
    ['beside a rate for a person', ['H A M', 'H B M', 'K B F'], 'H 465.00, K 438.00'],
  ]
  test.each(rows)('%s', (_what, lines, expected) => {
    expect(grosses(settle(lines, rulesWith({ rates: pool('100.00') })))).toBe(expected)
  })

  test('of a cohort without members is told, not lost in silence', () => {
    const { undivided, institutions } = settle(['H B M'], rulesWith({ rates: pool('100.00') }))
    expect(undivided).toEqual([{ cohort: 'A', amount: 10000 }])
    expect(institutions.map(({ gross }) => formatYuan(gross))).toEqual(['365.00'])
    expect(settle(['H A M'], rulesWith({ rates: pool('100.00') })).undivided).toEqual([])
  })

  test('is divided to the last fen, whatever the members and the way they are counted', () => {
    const line = fc
      .tuple(fc.constantFrom('H', 'K', 'L', 'M'), fc.constantFrom('M', 'F'))
      .map(([site, sex]) => `${site} A ${sex}`)
    const cents = fc.integer({ min: 0, max: 10_000_000 })
    const by = fc.constantFrom('days', 'proRata')
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 9 }), cents, by, (lines, fen, way) => {
        const settled = settle(lines, rulesWith({ rates: pool((fen / 100).toFixed(2)), membership: { by: way } }))
        expect(sum(settled.institutions.map(({ gross }) => gross))).toBe(fen)
        expect(grosses(settle(lines.toReversed(), rulesWith({ rates: pool((fen / 100).toFixed(2)) })))).toBe(
          grosses(settled),
        )
      }),
      { numRuns: 60, seed: 12 },
    )
  })
})
