// Would catch: an index that is not what its definition says, a death in the wrong band, a return counted twice or too early, a warning of
// the fund at the wrong side of its limit, a result that depends on the order of cases.
import { COLUMNS, caseLine, readParameters, simulateCases } from '@medsettle/case-simulator'
import { ratioText } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { readTariff } from '../tariff/read-tariff.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import { DEFAULT_METHOD } from './default-method.ts'
import { concentration, fundSafety } from './fund-safety.ts'
import { createIndicators, type IndicatorReport } from './indicators.ts'
import { type IndicatorMethod, readFundAccounts, readIndicatorMethod } from './method.ts'

const methodOf = (change: object = {}): IndicatorMethod =>
  readIndicatorMethod(JSON.stringify({ ...JSON.parse(DEFAULT_METHOD), ...change }))
const tariffOf = (weights: Record<string, string>) =>
  readTariff(
    JSON.stringify({
      id: 't',
      version: '1',
      source: 'test',
      validFrom: '2026-01-01',
      formula: [
        { name: 'weight', by: ['group'], table: weights },
        { name: 'rate', value: '10000' },
      ],
      toFen: 'halfUp',
      excluded: [{ name: 'long', when: { stayDays: { above: '60' } }, pays: 'cost' }],
    }),
  )
const TARIFF = tariffOf({ A: '0.5', B: '2' })

/** `hospital group cost stay died person admitted discharged level` */
function cases(account: string): ValueCase[] {
  const names = ['hospital', 'group', 'cost', 'stayDays', 'died', 'person', 'admitted', 'date', 'level']
  return account
    .trim()
    .split('\n')
    .map((row, index) => {
      const fields = row.trim().split(/\s+/)
      const columns = names.map((name, at): [string, string] => [name, fields[at] ?? ''])
      return { id: String(index), group: fields[1]!, columns: new Map(columns) }
    })
}

function report(account: readonly ValueCase[], method = methodOf(), tariff = TARIFF): IndicatorReport {
  const indicators = createIndicators([tariff], method, ['hospital'])
  for (const one of account) expect(indicators.take(one)).toBeNull()
  return indicators.finish()
}
const line = (found: IndicatorReport, name: string) => found.tables.get('hospital')!.find((one) => one.name === name)!

describe('an account of two hospitals', () => {
  // region: A 1,000 yuan and 4 days, B 5,000 yuan and 10 days
  const found = report(
    cases(`
      H1 A  800  4 0
      H1 A  800  2 0
      H1 B 6000 12 0
      H2 A 1400  6 0
      H2 B 4000  8 0`),
  )
  test('case-mix index: H1 (0.5 + 0.5 + 2) ÷ 3, H2 2.5 ÷ 2', () => {
    expect(ratioText(line(found, 'H1').caseMixIndex)).toBe('1')
    expect(ratioText(line(found, 'H2').caseMixIndex)).toBe('1.25')
    expect(ratioText(found.total.caseMixIndex)).toBe('1.1')
    expect([line(found, 'H1').groups, found.total.groups]).toEqual([2, 2])
  })
  test('cost index: H1 (2 × 800 ÷ 1000 + 6000 ÷ 5000) ÷ 3; time index: (2 × 3 ÷ 4 + 12 ÷ 10) ÷ 3', () => {
    expect(line(found, 'H1').costIndex).toBeCloseTo((1.6 + 1.2) / 3, 12)
    expect(line(found, 'H2').costIndex).toBeCloseTo((1.4 + 0.8) / 2, 12)
    expect(line(found, 'H1').timeIndex).toBeCloseTo((1.5 + 1.2) / 3, 12)
    expect(found.total.costIndex).toBeCloseTo(1, 12)
  })
})

test('made with hospitals of 1.3 and 0.8, the cost index says so', () => {
  const defaults = readParameters()
  const [first, second] = defaults.hospitals as [never, never]
  const hospitals = [
    { ...(first as object), hospital: 'DEAR', level: '二级', share: 1, cost: 1.3, stay: 0.9 },
    { ...(second as object), hospital: 'CHEAP', level: '二级', share: 1, cost: 0.8, stay: 1.2 },
  ]
  const parameters = readParameters(JSON.stringify({ hospitals, undercoding: 0 }))
  const weights = Object.fromEntries(
    defaults.families.flatMap(({ groups }) => groups.map(({ group, weight }) => [group, String(weight)])),
  )
  const drawn = [...simulateCases({ seed: 5, cases: 6000, parameters })].map((one) => {
    const fields = caseLine(one).trim().split(',')
    return { id: one.id, group: one.group, columns: new Map(COLUMNS.map((name, index) => [name, fields[index]!])) }
  })
  const short = drawn.filter(({ columns }) => Number(columns.get('stayDays')) <= 60)
  const found = report(short, methodOf(), tariffOf(weights))
  expect(line(found, 'DEAR').costIndex! / line(found, 'CHEAP').costIndex!).toBeCloseTo(1.3 / 0.8, 1)
  expect(line(found, 'DEAR').timeIndex! / line(found, 'CHEAP').timeIndex!).toBeCloseTo(0.9 / 1.2, 1)
  expect(report([...short].reverse(), methodOf(), tariffOf(weights))).toEqual(found)
})

describe('risk bands', () => {
  const weights = { N: '1', L: '1', M: '1', H: '1', F: '1' }
  // deaths of ten: N none, L 1, M 2, H 5; F has too few cases
  const account = Object.entries({ N: 0, L: 1, M: 2, H: 5 }).flatMap(([group, deaths]) =>
    Array.from({ length: 10 }, (_, index) => `H${index % 2} ${group} 1 1 ${index < deaths ? 1 : 0}`),
  )
  const rows = cases([...account, 'H1 F 1 1 1'].join('\n'))
  const bands = (risk: object): string =>
    report(rows, methodOf({ risk }), tariffOf(weights))
      .bands.map(({ group, band }) => `${group}${band ?? '-'}`)
      .join(' ')
  test.each([
    [{ form: 'quantiles', cuts: ['0.5'], minimumCases: 5 }, 'F- H2 L1 M1 N0'],
    // ln 0.1, 0.2, 0.5: quartiles −1.956, −1.609, −1.151
    [{ form: 'quantiles', cuts: ['0.25', '0.5', '0.75'], minimumCases: 5 }, 'F- H4 L1 M2 N0'],
    // mean −1.535, s 0.807
    [{ form: 'deviations', minimumCases: 5 }, 'F- H4 L2 M2 N0'],
    [{ form: 'given', bands: { L: 1, H: 4 } }, 'F- H4 L1 M- N-'],
  ])('%j', (risk, expected) => expect(bands(risk)).toBe(expected))
  test('deaths in band 1 count where they happened', () => {
    const found = report(rows, methodOf({ risk: { form: 'given', bands: { L: 1 } } }), tariffOf(weights))
    expect(found.total.lowRisk).toEqual({ cases: 10, deaths: 1 })
    expect(line(found, 'H0').lowRisk).toEqual({ cases: 5, deaths: 1 })
    expect(line(found, 'H1').lowRisk).toEqual({ cases: 5, deaths: 0 })
  })
})

describe('returns', () => {
  const rows = cases(`
    H1 A 1 1 0 P1 2026-01-01 2026-01-05
    H2 A 1 1 0 P1 2026-01-15 2026-01-20
    H1 A 1 1 0 P2 2026-01-01 2026-01-05
    H1 A 1 1 0 P2 2026-01-05 2026-01-09
    H1 A 1 1 1 P3 2026-01-01 2026-01-05
    H1 A 1 1 0 P4 2026-01-01 2026-01-05
    H1 A 1 1 0 P4 2026-02-10 2026-02-12
    H2 A 1 1 0 P5 2026-03-20 2026-03-31`)
  const counted = (name: string, sameHospital = false): string =>
    line(report(rows, methodOf({ readmission: { days: [14, 30], sameHospital } })), name)
      .readmissions!.map(({ days, discharges, returns }) => `${days}: ${returns} of ${discharges}`)
      .join(', ')
  test('belong to the first hospital, once a discharge; the dead and the last days do not count', () => {
    // P1 after 10 days (H2), P2 the same day; P4 after 36 days; P5 left on the last day
    expect(counted('H1')).toBe('14: 2 of 5, 30: 2 of 5')
    expect(counted('H2')).toBe('14: 0 of 1, 30: 0 of 1')
  })
  test('to the same hospital only, where the method says so', () => {
    expect(counted('H1', true)).toBe('14: 1 of 5, 30: 1 of 5')
  })
  test('no persons, no figure', () => {
    expect(report(cases('H1 A 1 1 0')).total.readmissions).toBeNull()
  })
})

describe('the fund', () => {
  const years = (rows: [year: string, income: string, spending: string, reserves: string][]) =>
    fundSafety(
      readFundAccounts(
        JSON.stringify({
          ...{ id: 'f', version: '1', source: 'test' },
          years: rows.map(([year, income, spending, reserves]) => ({ year, fund: '职工', income, spending, reserves })),
        }),
      ),
      methodOf(),
    ).map(({ months, growthGap, warnings }) =>
      [ratioText(months), ...(growthGap === null ? [] : [ratioText(growthGap)]), ...warnings].join(' '),
    )
  test.each([
    ['six months are enough', [['2025', '1200', '1200', '600']], ['6']],
    ['a fen less is not', [['2025', '1200', '1200', '599.99']], ['5.9999 reservesLow']],
    ['more than fifteen are too many', [['2025', '1200', '1200', '1500.01']], ['15.0001 reservesHigh']],
    [
      'spending grows 10 %, income 5 %',
      [
        ['2025', '105', '88', '60'],
        ['2024', '100', '80', '50'],
      ],
      ['7.5', '90/11 0.05 spendingOutgrowsIncome'],
    ],
    ['a deficit', [['2025', '100', '120', '60']], ['6 deficit']],
  ] as [string, [string, string, string, string][], string[]][])('%s', (_, rows, expected) => {
    expect(years(rows)).toEqual(expected)
  })
  test('concentration: 50, 30, 20 → the largest two have 0.8, Σ share² = 0.38', () => {
    const found = concentration([20, 50, 30], 2)!
    expect([ratioText(found.topShare), ratioText(found.herfindahl)]).toEqual(['0.8', '0.38'])
    expect(concentration([0, 0], 2)).toBeNull()
  })
})

test.each([
  ['H1 ZZ 1 1 0', 'VALUE_TARIFF_GAP weight'],
  ['H1 A 1 61 0', 'INDICATOR_NO_WEIGHT weight'],
  ['H1 A 1 1 2', 'INDICATOR_DIED_UNKNOWN died'],
  ['H1 A 1 1 0 P 2026-02-02 2026-02-01', 'INDICATOR_DATES_REVERSED date'],
  ['H1 A 1 1 0 P 2026-02-30 2026-03-01', 'VALUE_DATE_INVALID admitted'],
  ['H1 A x 1 0', 'VALUE_NUMBER_INVALID cost'],
])('a case that has no part says why: %s', (row, expected) => {
  const refusal = createIndicators([TARIFF], methodOf(), []).take(cases(row)[0]!)!
  expect(`${refusal.code} ${refusal.place}`).toBe(expected)
})

test.each([
  [{ risk: { form: 'quantiles', cuts: ['0.5', '0.25'], minimumCases: 1 } }, 'risk.cuts'],
  [{ readmission: { days: [0], sameHospital: false } }, 'readmission.days'],
  [{ tertiary: [] }, 'tertiary'],
])('a method that cannot be read names its place: %j', (change, place) => {
  expect(() => methodOf(change)).toThrow(place)
})
