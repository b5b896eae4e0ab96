// Would catch: a fen lost between fund and providers, prepayments and clearing that are not the entitlement, an order of lines that
// decides who gets a fen, a growth or a tier that is computed otherwise than the rules say.
import { formatYuan, sum } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resultLine, SAMPLE_FACTS, SAMPLE_RULES, sampleYear } from './sample-year.ts'
import { settleYear } from './settle-year.ts'

fc.configureGlobal({ seed: 20261128 })

const YEAR = [
  'L1 drg 600000.00 480000.00',
  'T1 capitation 150000.00 120000.00',
  'T2 capitation 60000.00 50000.00',
  'V1 perUnit 20000.00 20000.00',
  'H1 drg 300000.00 260000.00',
]

const amounts = (parts: readonly { readonly name: string; readonly amount: number }[]): string[] =>
  parts.map(({ name, amount }) => `${name} ${formatYuan(amount as never)}`)

test('last year, grown, set aside, split', () => {
  const { plan } = sampleYear(YEAR)
  expect(formatYuan(plan.total)).toBe('1040000.00')
  expect(amounts(plan.setAside)).toEqual(['risk-adjustment 31200.00', 'reserve 20800.00'])
  expect(amounts(plan.recipients)).toEqual(['C1 741000.00', 'H1 247000.00'])
})

describe('growth', () => {
  const rows: [what: string, category: Record<string, unknown>, budget: string][] = [
    [
      'product',
      {
        growth: [
          { name: 'a', index: '1.05' },
          { name: 'b', index: '1.02' },
        ],
      },
      '1071000.00',
    ],
    [
      'sum',
      {
        combine: 'sum',
        growth: [
          { name: 'a', index: '1.05' },
          { name: 'b', index: '1.02' },
        ],
      },
      '1070000.00',
    ],
    ['most', { growth: [{ name: 'a', index: '1.2' }], mostIndex: '1.08' }, '1080000.00'],
    ['least', { growth: [{ name: 'a', index: '0.9' }], leastIndex: '1' }, '1000000.00'],
    ['none', {}, '1000000.00'],
  ]
  test.each(rows)('%s', (_, category, budget) => {
    const { plan } = sampleYear([], { categories: [{ name: 'all', base: '1000000.00', ...category }] })
    expect(formatYuan(plan.total)).toBe(budget)
  })
})

test('a consortium keeps a surplus and divides it; a hospital shares its overspend with the fund', () => {
  const { clearings, outcomes } = settleYear(sampleYear(YEAR))
  // C1: 670,000 of 741,000 earned, everything above 85 % is kept; H1: 13,000 over, of which the fund bears 70 %
  expect(
    clearings.map((one) => [
      one.recipientId,
      formatYuan(one.entitlement),
      formatYuan(one.surplusKept),
      formatYuan(one.overspendShare),
    ]),
  ).toEqual([
    ['C1', '741000.00', '71000.00', '0.00'],
    ['H1', '256100.00', '0.00', '9100.00'],
  ])
  // a tenth of 71,000 to the doctors by contracts 900 : 600, the other 63,900 by tier 6 : 3 : 1, townships by workload 2 : 1
  expect(
    outcomes.map(
      (one) =>
        `${one.institutionId} ${formatYuan(one.own)} ${formatYuan(one.distributed)} ${one.doctors.map(({ id, amount }) => `${id} ${formatYuan(amount)}`)} = ${formatYuan(one.result.fundShare)}`,
    ),
  ).toEqual([
    'L1 480000.00 38340.00  = 518340.00',
    'T1 120000.00 12780.00 fd-1 4260.00 = 137040.00',
    'T2 50000.00 6390.00  = 56390.00',
    'V1 20000.00 6390.00 fd-2 2840.00 = 29230.00',
    'H1 256100.00 0.00  = 256100.00',
  ])
})

test('a whole entitlement shared by composites, and an overspend borne by all', () => {
  const within = {
    by: 'indicators',
    times: 'workload',
    indicators: [{ indicator: 'quality', weight: '1', normalise: 'max' }],
  }
  const members = SAMPLE_RULES.recipients[0]!.members
  const of = (what: string, lines: readonly string[]): string[] => {
    const recipients = [{ id: 'C1', members, distribution: { what, within } }, { id: 'H1' }]
    const quality = { L1: '50', T1: '100', T2: '100', V1: '100' }
    const indicators = { ...SAMPLE_FACTS.indicators, quality }
    return settleYear(sampleYear(lines, { recipients }, { indicators })).outcomes.map(
      (one) => `${one.institutionId} ${formatYuan(one.distributed)}`,
    )
  }
  // 741,000 over 3.5 : 2 : 1 : 1
  expect(of('all', YEAR)).toEqual(['L1 345800.00', 'T1 197600.00', 'T2 98800.00', 'V1 98800.00', 'H1 0.00'])
  // 750,000 earned, 9,000 too much, of which the fund bears 6,300
  const over = ['L1 drg 700000.00 700000.00', 'T1 drg 50000.00 50000.00']
  expect(of('difference', over)).toEqual(['L1 -1260.00', 'T1 -720.00', 'T2 -360.00', 'V1 -360.00', 'H1 0.00'])
})

test('twelve prepayments of nine tenths, and what the clearing pays or takes back', () => {
  const { months, clearings } = settleYear(sampleYear(YEAR))
  expect(amounts(months[0]!)).toEqual(['C1 55575.00', 'H1 18525.00'])
  expect(clearings.map((one) => `${formatYuan(one.prepaid)} + ${formatYuan(one.clearing)}`)).toEqual([
    '666900.00 + 74100.00',
    '222300.00 + 33800.00',
  ])
})

test('seasonality, adjustments, and prepayment of what a month earned', () => {
  const seasonality = ['2', '1', '1', '1', '1', '1', '1', '1', '1', '1', '1', '0']
  const adjustments = [{ recipient: 'H1', month: '2', amount: '-525.00', reason: 'audit of 2025' }]
  const seasonal = settleYear(
    sampleYear(YEAR, { prepayment: { basis: 'budget', share: '0.9', seasonality } }, { adjustments }),
  )
  expect([0, 1, 11].map((month) => amounts(seasonal.months[month]!)[1])).toEqual([
    'H1 37050.00',
    'H1 18000.00',
    'H1 0.00',
  ])
  const monthly = settleYear(
    sampleYear(['H1 drg 1000.00 900.01 2026-02-01 2026-02-28'], { prepayment: { basis: 'earned', share: '0.95' } }),
  )
  expect([0, 1].map((month) => amounts(monthly.months[month]!)[1])).toEqual(['H1 0.00', 'H1 855.01'])
})

test('a true-up pays what a quarter earned beyond its prepayments, within its limit, and takes back likewise', () => {
  const trueUp = { share: '1', limit: '0.1' }
  const { quarters, clearings } = settleYear(
    sampleYear(['H1 drg 70000.00 60000.00 2026-01-01 2026-03-31', 'H1 drg 99000.00 99000.00 2026-04-01 2026-06-30'], {
      trueUp,
    }),
  )
  // H1 is prepaid 55,575 a quarter; a tenth of a quarter of 247,000 is 6,175
  expect(quarters.map((one) => amounts(one)[1])).toEqual(['H1 4425.00', 'H1 6175.00', 'H1 -6175.00', 'H1 -6175.00'])
  expect(formatYuan(clearings[1]!.trueUps)).toBe('-1750.00')
})

describe('assessment and penalties', () => {
  const table = [
    { from: '0', coefficient: '0.8' },
    { from: '60', coefficient: '0.95' },
    { from: '90', coefficient: '1' },
  ]
  const rows: [assessment: Record<string, unknown>, score: string, expected: string][] = [
    [{ appliesTo: 'surplus' }, '89.9', '-3550.00'],
    [{ appliesTo: 'surplus' }, '90', '0.00'],
    [{ appliesTo: 'entitlement' }, '60', '-37050.00'],
    [{ appliesTo: 'withhold', withhold: '0.05' }, '0', '-7410.00'],
  ]
  test.each(rows)('%j at a score of %s', (assessment, score, expected) => {
    const { clearings } = settleYear(
      sampleYear(YEAR, { assessment: { ...assessment, table } }, { scores: { C1: score, H1: '100' } }),
    )
    expect(formatYuan(clearings[0]!.assessment)).toBe(expected)
  })
  test('a penalty takes no more than there is; what is left of it is told', () => {
    const penalties = [{ recipient: 'H1', amount: '500.00', reason: 'audit' }]
    const { clearings } = settleYear(
      sampleYear(
        ['H1 drg 100.00 100.00'],
        {
          bands: [
            { from: '0', upTo: '1', kept: '0' },
            { from: '1', fundBears: '0' },
          ],
        },
        { penalties },
      ),
    )
    expect([clearings[1]!.penalty, clearings[1]!.penaltyOpen, clearings[1]!.entitlement].map(formatYuan)).toEqual([
      '100.00',
      '400.00',
      '0.00',
    ])
  })
})

const fund = fc.integer({ min: 0, max: 90_000_000 })
const yearOf = (earned: readonly number[]): string[] =>
  ['L1', 'T1', 'T2', 'V1', 'H1'].map(
    (id, index) => `${id} drg ${formatYuan((earned[index]! + 100) as never)} ${formatYuan(earned[index]! as never)}`,
  )

describe('whatever is earned', () => {
  test('fund + providers = total, and prepaid + true-ups + clearing = entitlement, to the fen', () => {
    fc.assert(
      fc.property(fc.array(fund, { minLength: 5, maxLength: 5 }), (earned) => {
        const lines = yearOf(earned).map(
          (line, index) => `${line} ${index % 2 ? '2026-04-01 2026-06-30' : '2026-01-01 2026-03-31'}`,
        )
        const { clearings, outcomes } = settleYear(sampleYear(lines, { trueUp: { share: '0.95', limit: '0.05' } }, {}))
        const total = sum(lines.map((line) => resultLine(line).total))
        expect(sum(outcomes.flatMap(({ result }) => [result.fundShare, result.providerShare]))).toBe(total)
        for (const one of clearings) expect(one.prepaid + one.trueUps + one.clearing).toBe(one.entitlement)
      }),
      { numRuns: 60 },
    )
  })

  test('a fen more earned never pays less, whatever the assessment', () => {
    const applied = fc.constantFrom('surplus', 'entitlement', 'withhold')
    fc.assert(
      fc.property(fund, applied, fc.integer({ min: 0, max: 1000 }), (earned, appliesTo, thousandths) => {
        const part = appliesTo === 'withhold' ? { withhold: '0.05' } : {}
        const assessment = { appliesTo, ...part, table: [{ from: '0', coefficient: String(thousandths / 1000) }] }
        const penalties = [{ recipient: 'H1', amount: '1234.56', reason: 'audit' }]
        const entitled = (amount: number): number => {
          const year = sampleYear(
            yearOf([0, 0, 0, 0, amount]),
            { assessment },
            { scores: { C1: '1', H1: '1' }, penalties },
          )
          return settleYear(year).clearings[1]!.entitlement
        }
        expect(entitled(earned + 1)).toBeGreaterThanOrEqual(entitled(earned))
      }),
      { numRuns: 60 },
    )
  })

  test('another order of results, recipients, members and doctors changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fund, { minLength: 5, maxLength: 5 }), fc.integer(), (earned, turn) => {
        const lines = yearOf(earned)
        const rotate = <T>(list: readonly T[]): T[] =>
          list.map((_, index) => list[(((index + turn) % list.length) + list.length) % list.length]!)
        const [consortium, hospital] = SAMPLE_RULES.recipients
        const turned = { ...consortium!, members: rotate(consortium!.members!) }
        const before = settleYear(sampleYear(lines))
        const after = settleYear(
          sampleYear(rotate(lines), { recipients: [hospital, turned] }, { doctors: rotate(SAMPLE_FACTS.doctors) }),
        )
        expect(after).toEqual(before)
      }),
      { numRuns: 60 },
    )
  })
})
