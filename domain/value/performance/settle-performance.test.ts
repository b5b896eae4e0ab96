// Would catch: a missing domain that counts as zero in silence, weights that no longer add up to one, a factor beyond its cap, a pool
// that is not paid out to the fen, an order of rows that decides who is paid.
import { formatYuan, sum } from '@medsettle/money'
import { compareRatios, ONE, plus, type Ratio, ratioText, ZERO_RATIO } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rowsOf } from '../rules/fixtures/rows.ts'
import type { Row } from '../rules/row.ts'
import { rulesOf } from '../rules/rule-problem.ts'
import { INFECTION, measureOf, READMISSION, RULES } from './fixtures/measures.ts'
import { inspectPerformanceRules, type PerformanceRules } from './performance-rules.ts'
import { settlePerformance } from './settle-performance.ts'

const MEASURES = new Map([READMISSION, INFECTION].map((one) => [one.id, measureOf(one)]))
const rulesWith = (change: Record<string, unknown>): PerformanceRules =>
  rulesOf(inspectPerformanceRules(JSON.stringify({ ...RULES, ...change }), MEASURES))

const HEAD = 'id,person,institution,admission,discharge,infection,kind'
/** H1: 1 of 4 back, 1 of 4 infected; H2: nobody back but nobody asked about either */
const CASES = `${HEAD}
a,p1,H1,2026-03-01,2026-03-05,yes
b,p1,H1,2026-03-10,2026-03-12,no
c,p2,H1,2026-05-01,2026-05-05,no
d,p3,H1,2026-06-01,2026-06-05,no
e,p4,H2,2026-06-01,2026-06-05,no
f,p4,H2,2026-12-20,2026-12-25,no`
const PAYMENTS = 'institution,amount\nH1,1000000\nH2,500000.01\nH3,77'

const settle = (change: Record<string, unknown> = {}) =>
  settlePerformance(rulesWith(change), MEASURES, { cases: rowsOf(CASES), payments: rowsOf(PAYMENTS) })

describe('H1 has 0.625 and 0.375 of its two domains', () => {
  test('score, factor, payment', () => {
    const { scores, payments } = settle()
    // (0.5 − 0.25) ÷ 0.4 × 0.6 + (0.4 − 0.25) ÷ 0.4 × 0.4
    expect(scores.map(({ institution, total }) => `${institution} ${ratioText(total!)}`)).toEqual(['H1 0.525', 'H2 1'])
    expect(payments.map((one) => `${one.institution} ${ratioText(one.factor)} ${formatYuan(one.payment)}`)).toEqual([
      'H1 1.001 1001000.00',
      'H2 1.02 510000.01',
      'H3 1 77.00',
    ])
  })

  const tooFew = { scoring: [{ ...RULES.scoring[0], minimumCount: '5' }, RULES.scoring[1]] }
  test.each([
    ['proportional', { kind: 'proportional' }, '0.375'],
    ['zero', { kind: 'zero' }, '0.15'],
    ['moved', { kind: 'moveTo', domains: { back: 'safe' } }, '0.375'],
  ])('a missing domain: %s', (_what, missing, total) => {
    expect(ratioText(settle({ ...tooFew, missing }).scores[0]!.total!)).toBe(total)
  })

  test('moved to one of two others, which then weighs more', () => {
    const domains = [
      { id: 'back', weight: '0.5', measures: [{ measure: 'readmission' }] },
      { id: 'safe', weight: '0.3', measures: [{ measure: 'infection' }] },
      { id: 'none', weight: '0.2', measures: [{ measure: 'other' }] },
    ]
    const other = measureOf({ ...INFECTION, id: 'other', minimumCount: '99' })
    const measures = new Map([...MEASURES, ['other', other]])
    const scoring = [...RULES.scoring, { ...RULES.scoring[1], measure: 'other' }]
    const missing = { kind: 'moveTo', domains: { none: 'safe' } }
    const rules = rulesOf(inspectPerformanceRules(JSON.stringify({ ...RULES, domains, scoring, missing }), measures))
    const { scores } = settlePerformance(rules, measures, { cases: rowsOf(CASES) })
    expect(scores[0]!.domains.map(({ weightUsed }) => ratioText(weightUsed))).toEqual(['0.5', '0.5', '0'])
  })

  test('too few domains: no score, the base is paid', () => {
    const { scores, payments } = settle({ ...tooFew, minimumDomains: '2' })
    expect([scores[0]!.total, formatYuan(payments[0]!.payment)]).toEqual([null, '1000000.00'])
  })

  test('bands, caps, a neutral pool', () => {
    const bands = [
      { atLeast: '0', below: '0.525', factor: '0.9' },
      { atLeast: '0.525', below: null, factor: '1.1' },
    ]
    const banded = settle({ exchange: { kind: 'banded', bands } })
    expect(banded.payments.map(({ payment }) => formatYuan(payment))).toEqual(['1100000.00', '550000.01', '77.00'])
    const capped = settle({ exchange: { kind: 'banded', bands }, cap: { minimum: '0.97', maximum: '1.03' } })
    expect(capped.payments[0]!.payment).toBe(103_000_000)
    const pool = settle({ neutral: { withhold: '0.1' } })
    // 100000 and 50000.00 withheld, divided as 1001000 : 510000.0102
    expect(pool.payments.map((one) => `${formatYuan(one.withheld)} ${formatYuan(one.returned)}`)).toEqual([
      '100000.00 99371.28',
      '50000.00 50628.72',
      '0.00 0.00',
    ])
  })
})

test('rows that cannot be taken are told by file; the rest goes on', () => {
  const rows = {
    cases: rowsOf(`${HEAD}\na,p,H,2026-03-01,2026-03-05\nb,p,H,2026-03-05,2026-03-01\nc,p,,2026-03-01,2026-03-05`),
    payments: rowsOf('institution,amount\nH,-1\nX,1\nX,2'),
    surveys: rowsOf('case,instrument,phase,score\na,v,after,1\na,v,after,1\nz,v,after,1'),
  }
  const { refused } = settlePerformance(rulesWith({}), MEASURES, rows)
  const codes = Object.values(refused).map((all) =>
    all.map(({ line, refusal }) => `${line} ${refusal.code}`).join(', '),
  )
  expect(codes).toEqual([
    '3 ROW_DATES_REVERSED, 4 ROW_COLUMN_MISSING',
    '',
    '4 ROW_CASE_UNKNOWN, 2 ROW_ID_TWICE, 3 ROW_ID_TWICE',
    '2 ROW_NEGATIVE, 3 ROW_ID_TWICE, 4 ROW_ID_TWICE',
  ])
})

const caseArbitrary = fc.record({
  person: fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'p6'),
  institution: fc.constantFrom('H1', 'H2', 'H3'),
  day: fc.integer({ min: 1, max: 28 }),
  month: fc.integer({ min: 1, max: 12 }),
  infection: fc.constantFrom('yes', 'no'),
  kind: fc.constantFrom('planned', ''),
})
const rowsArbitrary = fc.array(caseArbitrary, { minLength: 1, maxLength: 40 }).map((cases) =>
  cases.map(({ day, month, ...one }, index): Row => {
    const date = `2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
    return {
      line: index + 2,
      columns: new Map(Object.entries({ id: `c${index}`, admission: date, discharge: date, ...one })),
    }
  }),
)
const changeArbitrary = fc.record(
  {
    neutral: fc.constantFrom({ withhold: '0.02' }, { withhold: '0.333' }, { withhold: '1' }),
    missing: fc.constantFrom({ kind: 'zero' }, { kind: 'proportional' }, { kind: 'moveTo', domains: { back: 'safe' } }),
    cap: fc.constantFrom({ minimum: '0.99', maximum: '1.01' }, { minimum: '0', maximum: '0' }),
  },
  { requiredKeys: ['missing'] },
)

test('neutral to the fen, weights one, caps kept, no order of rows matters', () => {
  const amounts = fc.array(fc.integer({ min: 0, max: 10 ** 12 }), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(rowsArbitrary, changeArbitrary, amounts, (cases, change, fen) => {
      const payments = fen.map(
        (amount, i): Row => ({
          line: i,
          columns: new Map([
            ['institution', `H${i + 1}`],
            ['amount', (amount / 100).toFixed(2)],
          ]),
        }),
      )
      const rules = rulesWith(change)
      const settled = settlePerformance(rules, MEASURES, { cases, payments })
      for (const { total, domains } of settled.scores) {
        if (total === null) continue
        const weight = domains.reduce<Ratio>((all, one) => plus(all, one.weightUsed), ZERO_RATIO)
        expect(compareRatios(weight, ONE)).toBe(0)
        expect(total.n >= 0n && total.n <= total.d).toBe(true)
      }
      for (const { factor, score } of settled.payments)
        if (rules.cap && score !== null) expect(compareRatios(factor, rules.cap.maximum)).toBeLessThanOrEqual(0)
      if (rules.neutral)
        expect(sum(settled.payments.map((one) => one.payment))).toBe(sum(settled.payments.map((one) => one.base)))
      for (const { total, fundShare, providerShare } of settled.results) expect(fundShare + providerShare).toBe(total)
      const other = settlePerformance(rules, MEASURES, {
        cases: [...cases].reverse(),
        payments: [...payments].reverse(),
      })
      expect(other.results).toEqual(settled.results)
      expect(other.measures.map(({ judged }) => judged)).toEqual(settled.measures.map(({ judged }) => judged))
    }),
    { numRuns: 150, seed: 6 },
  )
})
