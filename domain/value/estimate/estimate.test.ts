// Would catch: weights that do not come back from data made with known ones, an estimate that depends on the order of cases, a rate
// that misses its target, a group whose borrowing is not what the method says.
import { readParameters, type SimulatedCase, simulateCases } from '@medsettle/case-simulator'
import { formatYuan, sum, ZERO } from '@medsettle/money'
import { ratioText } from '@medsettle/money/ratio'
import { createRandom } from '@medsettle/seeded'
import { describe, expect, test } from 'vitest'
import { priceCase } from '../tariff/price-case.ts'
import { readTariff } from '../tariff/read-tariff.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import { createChangeEffects } from './change-effects.ts'
import { DEFAULT_METHOD } from './default-method.ts'
import { changeSteps, type DraftEstimate, draftEstimate, estimatedTariff } from './draft-estimate.ts'
import type { GroupEstimate } from './estimate-weights.ts'
import { createRateFit } from './fit-rate.ts'
import { type EstimateMethod, readMethod } from './method.ts'
import { createSample } from './sample.ts'

const methodOf = (change: object): EstimateMethod =>
  readMethod(JSON.stringify({ ...JSON.parse(DEFAULT_METHOD), ...change }))

function estimate(
  json: string,
  method: EstimateMethod,
  cases: readonly ValueCase[],
): { draft: DraftEstimate; tariff: string } {
  const source = { json, tariff: readTariff(json), method }
  const sample = createSample(source.tariff, method)
  for (const one of cases) expect(sample.take(one)).toBeNull()
  const draft = draftEstimate(source, sample)
  if (method.rate === null) return { draft, tariff: estimatedTariff(source, draft, []) }
  const fit = createRateFit(source.tariff, draft.tariff, method.rate)
  for (const one of cases) fit.take(one)
  return { draft, tariff: estimatedTariff(source, draft, fit.finish()) }
}

const valueCase = (columns: Record<string, string>): ValueCase => ({
  id: columns.id!,
  group: columns.group!,
  columns: new Map(Object.entries(columns)),
})

const simulated = (one: SimulatedCase): ValueCase =>
  valueCase({ id: one.id, group: one.group, level: one.level, hospital: one.hospital, cost: formatYuan(one.cost) })

/** Honest coding and no efficiency of hospitals: what is left is weight × level × chance. */
const HONEST = readParameters()
const REGION = {
  ...HONEST,
  undercoding: 0,
  hospitals: HONEST.hospitals.map((one) => ({ ...one, cost: 1, upcoding: 0, splitting: 0 })),
  insuranceTypes: [{ insuranceType: '职工', share: 1, cost: 1 }],
  years: [{ year: 2026, share: 1, cost: 1, upcoding: 1 }],
  levels: HONEST.levels.map((level) => ({ ...level, fundRatio: { 职工: '0.8' }, deductible: { 职工: 0 } })),
}
const TRUTH = new Map(
  REGION.families.flatMap(({ groups }) => groups.map(({ group, weight }) => [group, weight] as const)),
)

const tariffOf = (weights: Record<string, string>): string =>
  JSON.stringify({
    id: 't',
    version: '1',
    source: 'test',
    validFrom: '2026-01-01',
    dimensions: { level: { values: ['一级', '二级', '三级'] } },
    formula: [
      { name: 'weight', by: ['group'], table: weights },
      { name: 'rate', value: '11000' },
      { name: 'coefficient', by: ['level'], table: { 一级: '1', 二级: '1', 三级: '1' } },
    ],
    toFen: 'halfUp',
  })
/** Old weights that are wrong by up to a fifth either way. */
const WRONG = tariffOf(
  Object.fromEntries(
    [...TRUTH].map(([group, weight]) => [
      group,
      (weight * (0.8 + 0.4 * createRandom(9).fork(group).next())).toFixed(4),
    ]),
  ),
)
const drawn = (seed: number, cases: number): ValueCase[] =>
  [...simulateCases({ seed, cases, parameters: REGION })].map(simulated)

/** True weights on the scale of the estimate: Σ weight × cases as the old tariff has it. */
function scaleOf(groups: readonly GroupEstimate[]): number {
  const old = groups.reduce((all, one) => all + (one.n * Number(one.oldWeight.n)) / Number(one.oldWeight.d), 0)
  return old / groups.reduce((all, one) => all + one.n * TRUTH.get(one.group)!, 0)
}

describe('data made with known weights give them back', () => {
  const own = methodOf({
    trimming: { form: 'none' },
    weights: { factor: 'weight', borrow: 'none', parentLength: 3, decimals: 4 },
  })
  test('95 % intervals hold the true weight in about 95 of 100 groups', () => {
    let [held, all] = [0, 0]
    for (const seed of [1, 2, 3, 4, 5]) {
      const { groups } = estimate(WRONG, own, drawn(seed, 2500)).draft.weights
      const scale = scaleOf(groups)
      for (const { group, interval } of groups) {
        const truth = TRUTH.get(group)! * scale
        all++
        if (interval!.low <= truth && truth <= interval!.high) held++
      }
    }
    // 94.6 %; the simulator and the statistics give the same digits everywhere
    expect(`${held} of ${all}`).toBe('194 of 205')
  })
  test('level coefficients come back as the simulator has them, 1.12 : 0.93 : 0.78', () => {
    const { coefficients } = estimate(WRONG, own, drawn(7, 8000)).draft
    const value = (level: string): number =>
      Number(ratioText(coefficients.find(({ path }) => path[0] === level)!.newValue))
    expect(value('三级') / value('二级')).toBeCloseTo(1.12 / 0.93, 1)
    expect(value('三级') / value('一级')).toBeCloseTo(1.12 / 0.78, 1)
  })
  test('borrowing brings small groups nearer to the truth than their own cases', () => {
    const error = (borrow: string): number => {
      const method = methodOf({ weights: { factor: 'weight', borrow, parentLength: 3, decimals: 4 } })
      const { groups } = estimate(WRONG, method, drawn(8, 900)).draft.weights
      const scale = scaleOf(groups)
      const miss = groups.map(({ group, newWeight }) => Number(ratioText(newWeight)) / (TRUTH.get(group)! * scale) - 1)
      return miss.reduce((all, one) => all + one * one, 0) / miss.length
    }
    expect(error('parent')).toBeLessThan(error('none'))
  })
})

test('another order of the cases changes nothing, to the last digit of the statistics', () => {
  const cases = drawn(11, 2500)
  const shuffled = [...cases].sort((a, b) => (a.id.slice(-2) + a.id < b.id.slice(-2) + b.id ? -1 : 1))
  expect(shuffled).not.toEqual(cases)
  const [one, other] = [estimate(WRONG, methodOf({}), cases), estimate(WRONG, methodOf({}), shuffled)]
  expect(other.tariff).toBe(one.tariff)
  expect(other.draft.weights.groups).toEqual(one.draft.weights.groups)
})

describe('a small account', () => {
  const TWO = tariffOf({ A11: '2', A13: '1.5', A15: '1', B11: '1', C11: '3' })
  const cases = [
    ['A11', '20000'],
    ['A11', '24000'],
    ['A15', '11000'],
    ['B11', '5000'],
    ['B11', '6000'],
  ].map(([group, cost], index) => valueCase({ id: String(index), group: group!, level: '二级', cost: cost! }))
  const weights = (borrow: string): Record<string, string> => {
    const method = methodOf({
      trimming: { form: 'none' },
      coefficients: [],
      weights: { factor: 'weight', borrow, parentLength: 1, decimals: 2 },
    })
    const { groups } = estimate(TWO, method, cases).draft.weights
    return Object.fromEntries(groups.map(({ group, newWeight }) => [group, ratioText(newWeight)]))
  }
  test('own means only: 22,000 : 11,000 : 5,500 at Σ weight × cases = 7; without cases the weight stays', () => {
    // 66,000 yuan are 7 weights: 2.3333, 1.1667, 0.5833; the unit that rounding lost goes where it lost most
    expect(weights('none')).toEqual({ A11: '2.33', A13: '1.5', A15: '1.17', B11: '0.58', C11: '3' })
  })
  test('towards the parent: A moved by 5.8333 ÷ 5, so A13 moves too though it has no case; C has none at all', () => {
    expect(weights('parent')).toEqual({ A11: '2.33', A13: '1.75', A15: '1.17', B11: '0.58', C11: '3' })
  })
})

describe('the rate', () => {
  const cases = drawn(12, 3000)
  const standards = (json: string): number => {
    const tariff = readTariff(json)
    const prices = cases.map((one) => priceCase(tariff, one))
    return sum(prices.map((price) => (price.outcome === 'priced' ? price.standardFen : ZERO)))
  }
  const rows: [rate: object, target: number][] = [
    [{ target: 'standards' }, standards(WRONG)],
    [{ target: 'budget', budget: '50000000' }, 5_000_000_000],
  ]
  test.each(rows)('meets its target to the rounding of the rate: %j', (rate, target) => {
    const method = methodOf({ rate: { factor: 'rate', entries: 'together', decimals: 4, ...rate } })
    const { tariff } = estimate(WRONG, method, cases)
    // half of the fourth decimal of a yuan for each weight, and half a fen for each case
    expect(Math.abs(standards(tariff) - target)).toBeLessThan(3000 * 0.5 + 5000 * 0.005)
    expect(JSON.parse(tariff)).toMatchObject({ id: 't', version: 'estimated', validFrom: '2026-01-01' })
  })
})

describe('a rate with an entry for each insurance type, and one that an exception fixes', () => {
  const json = JSON.stringify({
    ...JSON.parse(WRONG),
    dimensions: { level: { values: ['二级'] }, insuranceType: { values: ['职工', '居民', '异地'] } },
    formula: [
      { name: 'weight', by: ['group'], table: { A: '1', B: '2' } },
      {
        name: 'rate',
        by: ['insuranceType'],
        table: { 职工: '10000', 居民: '8000', 异地: '5000' },
        except: [{ name: 'agreed', when: { group: 'B' }, value: '9000' }],
      },
    ],
  })
  const cases = [
    ['A', '职工', '12000'],
    ['A', '职工', '13000'],
    ['A', '居民', '6000'],
    ['B', '居民', '20000'],
  ].map(([group, insuranceType, cost], index) =>
    valueCase({ id: String(index), group: group!, insuranceType: insuranceType!, cost: cost! }),
  )
  // standards today 10,000 + 10,000 + 8,000 + 18,000 (agreed); weights stay: borrowed wholly
  const rates = (rate: object): Record<string, string> => {
    const method = methodOf({
      coefficients: [],
      weights: { factor: 'weight', borrow: 'old', parentLength: 1, decimals: 4 },
      rate: { factor: 'rate', entries: 'together', decimals: 2, ...rate },
    })
    const source = { json, tariff: readTariff(json), method }
    const fit = createRateFit(source.tariff, source.tariff, method.rate!)
    for (const one of cases) fit.take(one)
    return Object.fromEntries(fit.finish().map(({ path, newValue }) => [path.join(), ratioText(newValue)]))
  }
  const rows: [rate: object, expected: object][] = [
    [{ target: 'standards' }, { 职工: '10000', 居民: '8000', 异地: '5000' }],
    // cost 51,000 less the agreed 18,000 leaves 33,000 for 28,000: × 33 ÷ 28, for the entry nobody used too
    [{ target: 'cost' }, { 职工: '11785.71', 居民: '9428.57', 异地: '5892.86' }],
    // each its own: 25,000 ÷ 20,000 and 6,000 ÷ 8,000
    [
      { target: 'cost', entries: 'each' },
      { 职工: '12500', 居民: '6000', 异地: '5892.86' },
    ],
    [
      { target: 'budget', budget: '32000.00' },
      { 职工: '5000', 居民: '4000', 异地: '2500' },
    ],
  ]
  test.each(rows)('%j', (rate, expected) => expect(rates(rate)).toEqual(expected))
})

describe('a method that does not fit', () => {
  const rows: [change: object, code: string][] = [
    [{ weights: { factor: 'wieght', borrow: 'old', parentLength: 3, decimals: 4 } }, 'ESTIMATE_FACTOR_UNKNOWN'],
    [{ weights: { factor: 'coefficient', borrow: 'old', parentLength: 3, decimals: 4 } }, 'ESTIMATE_FACTOR_SHAPE'],
    [{ coefficients: [{ factor: 'rate', decimals: 2 }] }, 'ESTIMATE_FACTOR_SHAPE'],
    [{ rate: { factor: 'rate', target: 'budget', entries: 'together', decimals: 2 } }, 'ESTIMATE_BUDGET_MISSING'],
    [{ trimming: { form: 'percentile', low: '0.9', high: '0.1' } }, 'DOCUMENT_FIELD_INVALID'],
    [{ unheard: 1 }, 'DOCUMENT_FIELD_UNKNOWN'],
  ]
  test.each(rows)('%j', (change, code) => {
    expect(() => createSample(readTariff(WRONG), methodOf(change))).toThrow(code)
  })
  test('coefficients that are sums of parts or go by group cannot be told apart', () => {
    const changed = (change: object): string => {
      const document = JSON.parse(WRONG)
      document.formula[2] = { ...document.formula[2], ...change }
      return JSON.stringify(document)
    }
    const parts = changed({ plus: [{ name: 'key specialty', value: '0.1' }] })
    const byGroup = changed({ by: ['group', 'level'], table: { '*': { '*': '1' } } })
    for (const json of [parts, byGroup])
      expect(() => createSample(readTariff(json), methodOf({}))).toThrow('ESTIMATE_FACTOR_SHAPE')
  })
  test('no case, and cases that say nothing', () => {
    const sample = createSample(readTariff(WRONG), methodOf({}))
    const refusal = (columns: Record<string, string>): string | undefined =>
      sample.take(valueCase({ id: '1', ...columns }))?.code
    expect(refusal({ group: 'BR21', level: '二级' })).toBe('ESTIMATE_COST_MISSING')
    expect(refusal({ group: 'BR21', level: '二级', cost: '0' })).toBe('ESTIMATE_COST_MISSING')
    expect(refusal({ group: 'ZZ99', level: '二级', cost: '1' })).toBe('VALUE_TARIFF_GAP')
    expect(refusal({ group: 'BR21', level: '四级', cost: '1' })).toBe('VALUE_DIMENSION_UNKNOWN')
    expect(() => draftEstimate({ json: WRONG, tariff: readTariff(WRONG), method: methodOf({}) }, sample)).toThrow(
      'ESTIMATE_NO_CASES',
    )
  })
})

test('what each change does: weights, coefficients and rate lead from the old payment to the new, hospital by hospital', () => {
  const cases = drawn(13, 1200)
  const method = methodOf({})
  const { draft, tariff } = estimate(WRONG, method, cases)
  const run = (of: readonly ValueCase[]) => {
    const effects = createChangeEffects(readTariff(WRONG), changeSteps(draft, readTariff(tariff)))
    for (const one of of) effects.take(one)
    return effects.finish()
  }
  const { lines, total, standards } = run(cases)
  for (const { before, steps, after } of [...lines, total]) expect(sum([before, ...steps])).toBe(after)
  expect(total.cases).toBe(1200)
  // weights and coefficients each keep the whole where it was, to the rounding of their decimals
  for (const step of total.steps) expect(Math.abs(step) / total.before).toBeLessThan(1e-4)
  expect(sum(lines.map(({ change }) => change))).toBe(total.change)
  // no outlier rules here: what is paid are the standards
  expect([standards.before, standards.after]).toEqual([total.before, total.after])
  expect(run([...cases].reverse())).toEqual({ lines, total, standards })
})
