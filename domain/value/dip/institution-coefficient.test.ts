// Would catch: a step counted before it is full, a cap ignored, a part given to a level that has none, a case counted twice because
// the age catalogue already pays for it. Figures of the rules: Xiamen 2024 (facts dip §7); the hospitals are made up.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ratioText } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readCoefficientRules } from './coefficient-rules.ts'
import { institutionCoefficient } from './institution-coefficient.ts'

fc.configureGlobal({ seed: 20261128, numRuns: 60 })

const DEMO = JSON.parse(readFileSync(join(import.meta.dirname, '../../../examples/dip/coefficients.json'), 'utf8'))
const NONE = { cmi: '1', childShare: '0', agedShare: '0', tcmCostShare: '0' }

function coefficient(level: string, measures: object, changes: { kind?: string; rules?: object } = {}): string {
  const institution = { id: 'H', level, measures, ...(changes.kind === undefined ? {} : { kind: changes.kind }) }
  const rules = readCoefficientRules(JSON.stringify({ ...DEMO, ...changes.rules, institutions: [institution] }))
  const found = institutionCoefficient(rules, rules.institutions[0]!)
  return 'code' in found ? `${found.code} at ${found.place}` : ratioText(found.value)
}

test.each([
  ['三级', '0.93'],
  ['二级', '0.72'],
  ['一级', '0.55'],
])('L0 of %s is %s', (level, value) => expect(coefficient(level, { ...NONE, cmi: '0.1' })).toBe(value))

test('a specialised kind has its own base, an unknown one that of its level', () => {
  expect(coefficient('二级', { ...NONE, cmi: '0.1' }, { kind: '产科专科' })).toBe('0.7')
  expect(coefficient('二级', { ...NONE, cmi: '0.1' }, { kind: '口腔专科' })).toBe('0.72')
})

// the mean of 三级 is 1.2 CMI, 10 % children, 20 % of 70 years and more
describe('parts of a tertiary hospital', () => {
  test.each([
    ['CMI 4.99 % above', { cmi: '1.2599' }, '0.93'],
    ['CMI 5 % above', { cmi: '1.26' }, '0.94'],
    ['CMI 9.99 % above', { cmi: '1.3199' }, '0.94'],
    ['CMI 100 % above, capped', { cmi: '2.4' }, '1.06'],
    ['children at the mean', { childShare: '0.1' }, '0.93'],
    ['children 10 % above', { childShare: '0.11' }, '0.94'],
    ['children capped', { childShare: '0.9' }, '0.99'],
    ['aged at the mean', { agedShare: '0.2' }, '0.93'],
    ['aged just above', { agedShare: '0.2001' }, '0.94'],
    ['aged 20 % above', { agedShare: '0.24' }, '0.95'],
    ['aged capped', { agedShare: '0.9' }, '0.96'],
    ['TCM 2.99 %', { tcmCostShare: '0.0299' }, '0.93'],
    ['TCM 6 %', { tcmCostShare: '0.06' }, '0.95'],
    ['all of them, capped', { cmi: '9', childShare: '1', agedShare: '1', tcmCostShare: '1' }, '1.2'],
  ])('%s: %s', (_, measures, value) => expect(coefficient('三级', { ...NONE, ...measures })).toBe(value))
})

test('caps of a secondary hospital', () =>
  // 0.72 + 0.06 + 0.03 + 0.01 + 0.03
  expect(coefficient('二级', { cmi: '9', childShare: '1', agedShare: '1', tcmCostShare: '1' })).toBe('0.85'))

test('a higher measure never lowers a coefficient, and no coefficient leaves base and base + caps', () => {
  const measures = fc.record({
    cmi: fc.integer({ min: 0, max: 300 }),
    childShare: fc.integer({ min: 0, max: 100 }),
    agedShare: fc.integer({ min: 0, max: 100 }),
    tcmCostShare: fc.integer({ min: 0, max: 100 }),
  })
  const of = (values: Record<string, number>): number =>
    Number(
      coefficient(
        '三级',
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value / 100)])),
      ),
    )
  fc.assert(
    fc.property(measures, fc.constantFrom('cmi', 'childShare', 'agedShare', 'tcmCostShare'), (values, name) => {
      const value = of(values)
      expect(of({ ...values, [name]: values[name as keyof typeof values] + 7 })).toBeGreaterThanOrEqual(value)
      expect(value).toBeGreaterThanOrEqual(0.93)
      expect(value).toBeLessThanOrEqual(1.2)
    }),
  )
})

describe('cases that the age catalogue already pays for', () => {
  const counts = { part: 13, excluded: 2, whole: 100 }
  test.each([
    ['counted', '0.96'],
    ['leftOutOfPart', '0.94'],
    ['leftOutOfBoth', '0.94'],
  ])('%s: %s', (excluded, value) => {
    const parts = DEMO.parts.map((part: { measure: string }) =>
      part.measure === 'childShare' ? { ...part, excluded } : part,
    )
    expect(coefficient('三级', { ...NONE, childShare: counts }, { rules: { parts } })).toBe(value)
  })
})

test.each<[string, string, object, object]>([
  ['DIP_BASE_MISSING at institution H', '四级', NONE, {}],
  ['DIP_MEASURE_MISSING at institution H, L1 difficulty', '三级', {}, {}],
  ['DIP_PEER_MEAN_MISSING at institution H, L1 difficulty', '三级', NONE, { peerMeans: {} }],
  [
    'DIP_MEASURE_EMPTY at institution H, L2a children',
    '三级',
    { ...NONE, childShare: { part: 0, excluded: 0, whole: 0 } },
    {},
  ],
])('%s', (expected, level, measures, rules) => expect(coefficient(level, measures, { rules })).toBe(expected))

test.each<[string, object]>([
  ['base[1]', { base: [DEMO.base[0], DEMO.base[0]] }],
  ['parts[0].step', { parts: [{ ...DEMO.parts[0], step: '0' }] }],
  ['misspelt', { misspelt: 1 }],
])('a document with a bad %s', (place, changes) =>
  expect(() => readCoefficientRules(JSON.stringify({ ...DEMO, ...changes }))).toThrow(`(${place})`),
)
