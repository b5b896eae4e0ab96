// Would catch: a fen of the fund that is nobody's, a band that is not marginal, a hospital paid twice for one case, a year cleared with
// money the fund does not have, a result that depends on the order of the cases.
import { formatYuan } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clearYear, type DipClearing } from './clear-year.ts'
import { type ClearingRules, isOfFund, readClearingRules } from './clearing-rules.ts'
import { clearingToJson } from './statement-json.ts'
import { createYearTally } from './year-tally.ts'

fc.configureGlobal({ seed: 20261128, numRuns: 150 })

const BASE = {
  id: 'test',
  version: '1',
  source: 'test',
  period: { from: '2025-01-01', to: '2025-12-31' },
  fund: '70000',
  reimbursementRatio: '0.7',
  pointValue: { kind: 'settlement' },
  fundPart: 'byRatio',
  assessment: 'withhold',
  toFen: 'halfUp',
  whenShort: 'refuse',
  leftover: 'keep',
  institutions: [
    { id: 'A', prepaid: '30000' },
    { id: 'B', prepaid: '30000' },
  ],
}
const BANDS = {
  surplusKept: {
    bands: [
      { upTo: '0.15', share: '1' },
      { upTo: null, share: '0.4' },
    ],
  },
  overspendShared: {
    bands: [
      { upTo: '0.1', share: '0.7' },
      { upTo: '0.15', share: '0.6' },
    ],
  },
}
const rulesOf = (changes: object = {}): ClearingRules => readClearingRules(JSON.stringify({ ...BASE, ...changes }))

/** `A 5000 40000`: hospital, points, cost in yuan; one case each. */
function clear(changes: object, rows: readonly string[]): DipClearing {
  const rules = rulesOf(changes)
  const tally = createYearTally(rules.institutions.map(({ id }) => id))
  for (const [at, row] of rows.entries()) {
    const [hospital = '', score = '', cost = ''] = row.split(' ')
    expect(tally.add({ id: String(at), hospital, score, cost })).toBeNull()
  }
  return clearYear(rules, tally)
}
/** `A fundPart 35000.00 overspendShared 700.00 = 35700.00 − 30000.00 = 5700.00`: lines of nothing are left out. */
const told = ({ statements }: DipClearing): string[] =>
  statements.map(({ institutionId, lines, fundShare, prepaid, clearing }) => {
    const parts = lines.filter(({ amount }) => amount !== 0).map(({ name, amount }) => `${name} ${formatYuan(amount)}`)
    return `${institutionId} ${parts.join(' ')} = ${formatYuan(fundShare)} − ${formatYuan(prepaid)} = ${formatYuan(clearing)}`
  })

const EVEN = ['A 5000 50000', 'B 5000 50000']

describe('a year of 70,000 yuan, 10,000 points', () => {
  const found = clear({}, EVEN)
  test('a point is worth 70,000 ÷ 0.7 ÷ 10,000 = 10 yuan', () => expect(ratioText(found.pointValue)).toBe('10'))
  test('fund part less what was prepaid', () =>
    expect(told(found)).toEqual([
      'A fundPart 35000.00 = 35000.00 − 30000.00 = 5000.00',
      'B fundPart 35000.00 = 35000.00 − 30000.00 = 5000.00',
    ]))
  test('fund share and provider share are the cost of care', () =>
    expect(
      found.statements.map(({ value }) => [value.total, value.fundShare, value.providerShare].map(formatYuan)),
    ).toEqual(Array(2).fill(['50000.00', '35000.00', '15000.00'])))
})

describe('bands, summed marginally; the standard is 50,000', () => {
  test.each([
    ['5 % below: all kept', 'A 5000 47500', 'A fundPart 35000.00 = 35000.00 − 30000.00 = 5000.00'],
    ['15 % below: all kept', 'A 5000 42500', 'A fundPart 35000.00 = 35000.00 − 30000.00 = 5000.00'],
    // 7,500 kept whole, 40 % of 5,000 more: 3,000 not kept
    ['25 % below', 'A 5000 37500', 'A fundPart 35000.00 surplusNotKept -3000.00 = 32000.00 − 30000.00 = 2000.00'],
    ['5 % above: 70 %', 'A 5000 52500', 'A fundPart 35000.00 overspendShared 1750.00 = 36750.00 − 30000.00 = 6750.00'],
    ['10 % above', 'A 5000 55000', 'A fundPart 35000.00 overspendShared 3500.00 = 38500.00 − 30000.00 = 8500.00'],
    [
      '13 % above: 60 % of the rest',
      'A 5000 56500',
      'A fundPart 35000.00 overspendShared 4400.00 = 39400.00 − 30000.00 = 9400.00',
    ],
    ['15 % above', 'A 5000 57500', 'A fundPart 35000.00 overspendShared 5000.00 = 40000.00 − 30000.00 = 10000.00'],
    [
      'far above: no more',
      'A 5000 99999',
      'A fundPart 35000.00 overspendShared 5000.00 = 40000.00 − 30000.00 = 10000.00',
    ],
  ])('%s', (_, row, expected) => expect(told(clear({ ...BANDS, reserve: '10000' }, [row, EVEN[1]!]))[0]).toBe(expected))
  test('caps', () => {
    const capped = {
      surplusKept: { ...BANDS.surplusKept, cap: '0.16' },
      overspendShared: { ...BANDS.overspendShared, cap: '0.05' },
    }
    const found = clear({ ...capped, reserve: '10000' }, ['A 5000 37500', 'B 5000 57500'])
    expect(found.statements.map(({ lines }) => lines.map(({ amount }) => formatYuan(amount)).join(' '))).toEqual([
      // of 12,500 surplus at most 8,000 are kept
      '35000.00 0.00 -4500.00 0.00 0.00 0.00 0.00',
      '35000.00 0.00 0.00 2500.00 0.00 0.00 0.00',
    ])
  })
  test('never more is taken than the fund pays', () => {
    const harsh = { surplusKept: { bands: [{ upTo: null, share: '0' }] } }
    expect(told(clear(harsh, ['A 5000 1', EVEN[1]!]))[0]).toMatch(/surplusNotKept -35000.00 = 0.00 /)
  })
})

describe('the fund and its reserve', () => {
  const both = ['A 5000 55000', 'B 5000 60000']
  test('short: refused, or shared in proportion', () => {
    expect(() => clear({ ...BANDS, reserve: '1700' }, both)).toThrow('DIP_FUND_EXCEEDED')
    // 3,500 and 5,000 are wanted, 1,700 there
    const found = clear({ ...BANDS, reserve: '1700', whenShort: 'prorate' }, both)
    expect(told(found).map((line) => /Shared ([\d.]+)/.exec(line)![1])).toEqual(['700.00', '1000.00'])
    expect(formatYuan(found.keptByFund)).toBe('-1700.00')
  })
  test('left over: kept, or given out by points', () => {
    const penalised = {
      institutions: [
        { ...BASE.institutions[0], penalties: [{ reason: 'coding', amount: '100.01' }] },
        BASE.institutions[1],
      ],
    }
    expect(formatYuan(clear(penalised, EVEN).keptByFund)).toBe('100.01')
    const given = clear({ ...penalised, leftover: 'distribute' }, EVEN)
    expect(told(given)).toEqual([
      'A fundPart 35000.00 penalties -100.01 redistribution 50.01 = 34950.00 − 30000.00 = 4950.00',
      'B fundPart 35000.00 redistribution 50.00 = 35050.00 − 30000.00 = 5050.00',
    ])
    expect(given.keptByFund).toBe(0)
  })
  test('assessment: withheld from one, or the same money shared out anew', () => {
    const institutions = [{ ...BASE.institutions[0], assessment: '0.5' }, BASE.institutions[1]]
    expect(told(clear({ institutions }, EVEN))[0]).toMatch(/fundPart 35000.00 assessment -17500.00 = 17500.00/)
    expect(
      told(clear({ institutions, assessment: 'redistribute' }, EVEN)).map((line) => / = ([\d.]+)/.exec(line)![1]),
    ).toEqual(['23333.33', '46666.67'])
  })
  test('unrated cases are paid at cost before points are worth anything', () => {
    const found = clear({}, [...EVEN, 'A 0 1000'])
    // 1,000 × 0.7 leave 69,300 for the points
    expect(ratioText(found.pointValue)).toBe('9.9')
    expect(told(found)[0]).toBe('A fundPart 34650.00 unratedAtCost 700.00 = 35350.00 − 30000.00 = 5350.00')
    expect(() => clear({ fund: '1' }, ['A 0 1000', EVEN[1]!])).toThrow('DIP_FUND_EXCEEDED')
  })
  test('less what patients have paid', () => {
    const institutions = BASE.institutions.map((one) => ({ ...one, patientPaid: '14000', otherPayers: '500' }))
    const found = clear({ fundPart: 'lessPatientPayments', institutions, reserve: '1000' }, EVEN)
    expect(told(found)[0]).toBe('A fundPart 35500.00 = 35500.00 − 30000.00 = 5500.00')
    expect(() => clear({ fundPart: 'lessPatientPayments', institutions, fund: '1' }, EVEN)).toThrow(
      'DIP_PATIENTS_PAID_MORE',
    )
  })
  test('budget and fixed point values; more than there is is refused', () => {
    const years = [{ year: 2024, total: '90000', weight: 1 }]
    expect(ratioText(clear({ pointValue: { kind: 'budget', years } }, EVEN).pointValue)).toBe('9')
    expect(ratioText(clear({ pointValue: { kind: 'budget', years, points: '9000' } }, EVEN).pointValue)).toBe('10')
    expect(formatYuan(clear({ pointValue: { kind: 'fixed', value: '9.5' } }, EVEN).keptByFund)).toBe('3500.00')
    expect(() => clear({ pointValue: { kind: 'fixed', value: '10.5' } }, EVEN)).toThrow('DIP_FUND_EXCEEDED')
    expect(() => clear({}, [])).toThrow('DIP_NO_POINTS')
  })
})

const row = fc.tuple(
  fc.constantFrom('A', 'B', 'C'),
  fc.integer({ min: 0, max: 50_000_000 }),
  fc.integer({ min: 1, max: 90_000_000 }),
)
const changes = fc.record({
  fund: fc.integer({ min: 0, max: 1e11 }).map((value) => (value / 100).toFixed(2)),
  ...{ fundPart: fc.constant('byRatio'), assessment: fc.constantFrom('withhold', 'redistribute') },
  ...{ leftover: fc.constantFrom('keep', 'distribute'), toFen: fc.constantFrom('halfUp', 'down', 'up') },
  surplusKept: fc.constantFrom(BANDS.surplusKept, { ...BANDS.surplusKept, cap: '0.2' }),
  pointValue: fc.constantFrom<object>(
    { kind: 'settlement' },
    { kind: 'settlement', round: { decimals: 4, mode: 'down' } },
  ),
  institutions: fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 })).map(([a, b]) => [
    { id: 'A', prepaid: '1234.56', assessment: String(a / 100) },
    { id: 'B', prepaid: '0', assessment: String(b / 100), penalties: [{ reason: 'x', amount: '0.07' }] },
    { id: 'C', prepaid: '99999.99' },
  ]),
})

test('every fen of the fund is somebody’s, shares add up to the cost, and another order of the cases changes nothing', () => {
  fc.assert(
    fc.property(changes, fc.array(row, { minLength: 1, maxLength: 30 }), (some, rows) => {
      const words = rows.map(([hospital, score, cost]) => `${hospital} ${score / 10_000} ${(cost / 100).toFixed(2)}`)
      const settings = { ...BANDS, whenShort: 'prorate', reserve: '0.02', ...some }
      const attempt = (list: readonly string[]): DipClearing | string => {
        try {
          return clear(settings, list)
        } catch (error) {
          return (error as Error).message
        }
      }
      const found = attempt(words)
      const again = attempt([...words].reverse())
      if (typeof found === 'string') return expect(again).toBe(found)
      expect(clearingToJson(again as DipClearing)).toEqual(clearingToJson(found))
      expect(found.statements.reduce((sum, { fundShare }) => sum + fundShare, 0) + found.keptByFund).toBe(found.fund)
      expect(found.keptByFund).toBeGreaterThanOrEqual(-2)
      if (some.leftover === 'distribute') expect(found.keptByFund).toBeLessThanOrEqual(0)
      for (const { value, lines, fundShare, clearing, prepaid } of found.statements) {
        expect(value.fundShare + value.providerShare).toBe(value.total)
        expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBe(fundShare)
        expect(clearing + prepaid).toBe(fundShare)
      }
    }),
  )
})

test('a yuan more of cost never lowers what the bands share; more points never mean less', () => {
  const amount = fc.integer({ min: 1, max: 20_000_000 })
  fc.assert(
    fc.property(amount, amount, (one, other) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      const shared = (cost: number) =>
        clear({ ...BANDS, reserve: '999999' }, [`A 5000 ${(cost / 100).toFixed(2)}`, EVEN[1]!]).statements[0]!.lines[3]!
          .amount
      expect(shared(more)).toBeGreaterThanOrEqual(shared(less))
      const share = (points: number) => clear({}, [`A ${points / 100} 1`, EVEN[1]!]).statements[0]!.fundShare
      expect(share(more)).toBeGreaterThanOrEqual(share(less))
    }),
  )
})

describe('rows that are not cleared', () => {
  test.each([
    [{ id: '' }, 'DIP_CLEAR_ID_MISSING at column id'],
    [{ id: 'old' }, 'DIP_CLEAR_ID_TWICE at column id'],
    [{ hospital: 'Z' }, 'DIP_CLEAR_INSTITUTION_UNKNOWN at column hospital'],
    [{ score: '-1' }, 'DIP_CLEAR_SCORE_INVALID at column score'],
    [{ score: '1.123456789' }, 'DIP_CLEAR_SCORE_INVALID at column score'],
    [{ cost: '0' }, 'DIP_CLEAR_COST_INVALID at column cost'],
    [{ cost: '1.001' }, 'DIP_CLEAR_COST_INVALID at column cost'],
  ])('%j: %s; nothing of it is counted', (changed, expected) => {
    const tally = createYearTally(['A'])
    tally.add({ id: 'old', hospital: 'A', score: '1', cost: '1' })
    const before = tally.of('A')
    const refusal = tally.add({ id: 'new', hospital: 'A', score: '1', cost: '1', ...changed })
    expect(`${refusal?.code} at ${refusal?.place}`).toBe(expected)
    expect(tally.of('A')).toEqual(before)
  })
})

test.each<[string, object]>([
  [
    'surplusKept.bands[1].upTo',
    {
      surplusKept: {
        bands: [
          { upTo: '0.2', share: '1' },
          { upTo: '0.1', share: '1' },
        ],
      },
    },
  ],
  [
    'overspendShared.bands[1].upTo',
    {
      overspendShared: {
        bands: [
          { upTo: null, share: '1' },
          { upTo: '0.1', share: '1' },
        ],
      },
    },
  ],
  ['institutions[1].id', { institutions: [BASE.institutions[0], BASE.institutions[0]] }],
  ['institutions[0].patientPaid', { fundPart: 'lessPatientPayments' }],
  ['period.to', { period: { from: '2025-12-31', to: '2025-01-01' } }],
  ['reimbursementRatio', { reimbursementRatio: '0' }],
  ['fund', { fund: '-1' }],
])('rules with a bad %s', (place, bad) => expect(() => rulesOf(bad)).toThrow(`(${place})`))

test.each([
  [{}, true],
  [{ insuranceType: ['职工'] }, true],
  [{ insuranceType: ['居民'] }, false],
  [{ insuranceType: ['职工', '居民'], level: ['三级'] }, false],
])('a row of 职工 at 二级 is of the fund of %j: %s', (only, expected) => {
  const columns = new Map([
    ['insuranceType', '职工'],
    ['level', '二级'],
  ])
  expect(isOfFund(rulesOf({ only }), columns)).toBe(expected)
})
