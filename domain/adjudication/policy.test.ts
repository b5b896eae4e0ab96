// Catches: a policy under which a person has two ratios, or none, or that is used outside its days.
import { describe, expect, it } from 'vitest'
import { RefusalError } from '../identity/refusal.ts'
import { compilePolicy, compilePolicyBook } from './compile-policy.ts'
import { coverOf } from './fixtures/bill-of.ts'
import sample from './policies/sample-330100.json' with { type: 'json' }

const band = (hospitalLevel: string, ageFrom: number, ageTo: number, ratio: unknown = '0.5') => ({
  hospitalLevel,
  ageFrom,
  ageTo,
  ratio,
})
const ALL = ['1', '2', '3'].map((level) => band(level, 0, 200))
const plan = (change: object) => ({
  insuranceType: '310',
  personTypes: ['11'],
  deductible: 30_000,
  ceiling: 500_000,
  ratios: ALL,
  personalAccountPays: [],
  ...change,
})
const policyOf = (change: object) => ({
  id: 'p',
  version: '1',
  source: 'test',
  validFrom: '2026-01-01',
  validTo: null,
  plans: [plan({})],
  ...change,
})
const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof RefusalError) return `${error.refusal.code} @ ${error.refusal.place}`
    throw error
  }
  return 'accepted'
}
const withBands = (...ratios: object[]) => policyOf({ plans: [plan({ ratios: [...ratios, ...ALL.slice(1)] })] })

describe('a policy document', () => {
  it.each([
    ['accepted', policyOf({})],
    ['accepted', withBands(band('1', 18, 200), band('1', 0, 17))],
    ['POLICY_BANDS_OVERLAP @ plans.0.ratios', withBands(band('1', 0, 18), band('1', 18, 200))],
    ['POLICY_BANDS_GAP @ plans.0.ratios', withBands(band('1', 0, 17), band('1', 19, 200))],
    ['POLICY_BANDS_GAP @ plans.0.ratios', withBands(band('1', 1, 200))],
    ['POLICY_BANDS_GAP @ plans.0.ratios', withBands(band('1', 0, 199))],
    ['POLICY_BANDS_GAP @ plans.0.ratios', withBands()],
    ['POLICY_INVALID @ plans.0.ratios', withBands(band('1', 18, 17), band('1', 0, 200))],
    ['POLICY_INVALID @ plans.0.ratios.0.ratio', withBands(band('1', 0, 200, '1.01'))],
    ['POLICY_INVALID @ plans.0.ratios.0.ratio', withBands(band('1', 0, 200, 0.5))],
    ['POLICY_INVALID @ plans.0.deductible', policyOf({ plans: [plan({ deductible: 300.5 })] })],
    ['POLICY_INVALID @ plans.0.personalAccountPays.0', policyOf({ plans: [plan({ personalAccountPays: ['cash'] })] })],
    ['POLICY_PLAN_TWICE @ plans.1.personTypes', policyOf({ plans: [plan({}), plan({ personTypes: ['12', '11'] })] })],
    ['POLICY_DATES_INVERTED @ validTo', policyOf({ validTo: '2025-12-31' })],
    ['POLICY_INVALID @ validFrom', policyOf({ validFrom: '2026-02-30' })],
    ['POLICY_INVALID @ ', policyOf({ note: 'x' })],
  ])('%s', (expected, document) => expect(codeOf(() => compilePolicy(document))).toBe(expected))
})

describe('the sample policy', () => {
  const policy = compilePolicy(sample)
  it.each([
    ['310 11 0', '1', '0.85'],
    ['310 12 69', '3', '0.70'],
    ['310 12 70', '3', '0.74'],
    ['390 16 17', '2', '0.55'],
    ['390 14 200', '1', '0.60'],
  ] as const)('%s at level %s: %s', (who, level, ratio) => {
    expect(policy.termsFor(coverOf(who)!, level)?.ratio).toBe(ratio)
  })

  it('has no terms for somebody it does not mention', () => {
    expect(policy.termsFor(coverOf('310 34 50')!, '1')).toBeNull()
  })
})

describe('several versions', () => {
  const first = policyOf({ version: '1', validTo: '2026-06-30' })
  const second = policyOf({ version: '2', validFrom: '2026-07-01' })

  it('each day has the version that is in force', () => {
    const book = compilePolicyBook([second, first])
    const versionOn = (date: string) => book.inForce(date)?.policy.version ?? 'none'
    expect(['2025-12-31', '2026-06-30', '2026-07-01'].map(versionOn)).toEqual(['none', '1', '2'])
  })

  it('two versions on one day are refused', () => {
    expect(codeOf(() => compilePolicyBook([first, policyOf({ version: '2', validFrom: '2026-06-30' })]))).toBe(
      'POLICIES_OVERLAP @ 2',
    )
  })
})
