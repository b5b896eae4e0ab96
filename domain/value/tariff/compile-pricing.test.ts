// Would catch: a remembered standard that belongs to another case, a refusal or a trace that is another when prices are computed fast.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePricing } from './compile-pricing.ts'
import { priceToJson } from './explain-price.ts'
import { priceCase } from './price-case.ts'
import { readTariff } from './read-tariff.ts'

fc.configureGlobal({ seed: 20261128 })

const EXAMPLES = join(import.meta.dirname, '../../../examples/value')
const example = (name: string): string => readFileSync(join(EXAMPLES, name), 'utf8')

/** A formula that looks at a number of the case, which cannot be remembered by its columns. */
const BY_STAY = JSON.stringify({
  id: 't',
  version: '1',
  dimensions: { level: {} },
  formula: [
    { name: 'weight', by: ['group'], table: { BR25: '1.5', '*': '2' } },
    {
      name: 'rate',
      value: '10000',
      except: [
        { name: 'long', when: { stayDays: { above: '20' } }, value: '12000' },
        {
          name: 'heavy',
          when: { weight: { above: '1.7' }, level: { startsWith: '三' }, stayDays: { atMost: '20' } },
          value: '11000',
        },
      ],
    },
  ],
  round: { decimals: 0, mode: 'halfUp' },
  toFen: 'halfUp',
})

/** An exclusion that asks for a column of its own only after a number: who is not asked is not refused. */
const ASKED_LATE = JSON.stringify({
  id: 't',
  version: '1',
  dimensions: { insuranceType: { values: ['职工', '居民'] } },
  formula: [{ name: 'weight', by: ['group'], table: { '*': '20000' } }],
  toFen: 'halfUp',
  excluded: [{ name: 'long', when: { stayDays: { above: '30.5' }, insuranceType: '居民' }, pays: 'cost' }],
  outliers: [
    {
      measure: 'cost',
      bands: [{ name: 'cheap', where: { stayDays: { atLeast: '10' } }, atMost: '10000.01', pay: { form: 'cost' } }],
    },
  ],
})

const rarely = <T>(usual: fc.Arbitrary<T>, ...odd: T[]) =>
  fc.oneof({ weight: 4, arbitrary: usual }, fc.constantFrom(...odd))
const column = rarely(fc.constantFrom('一级', '二级', '三级', '2'), '', '四级', '二级\n')
const cases = fc
  .record({
    id: rarely(fc.constantFrom('1', '2'), ''),
    group: rarely(fc.constantFrom('BR25', 'GD25'), '', 'ES35', 'FM19', 'DT19', 'XS15', 'ZZ99', 'BR2', '5'),
    level: column,
    insuranceType: rarely(fc.constantFrom('职工', '居民'), '', '农民'),
    hospital: rarely(fc.constantFrom('H-01', 'H-TCM', 'H-REHAB'), ''),
    cost: rarely(
      fc
        .integer({ min: 0, max: 9_000_000 })
        .map((fen) => `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`),
      '',
      '-1',
      'x',
      '10000.01',
      '10000.02',
      '9'.repeat(30),
    ),
    stayDays: rarely(fc.integer({ min: 0, max: 70 }).map(String), '', '1.5', '-2'),
    date: rarely(fc.constant('2026-03-02'), '', '2026-02-30'),
  })
  .map(({ id, group, ...columns }) => ({ id, group, columns: new Map(Object.entries(columns)) }))

describe.each([
  ['drg', example('drg-tariff.json')],
  ['dip', example('dip-tariff.json')],
  ['by length of stay', BY_STAY],
  ['a column asked late', ASKED_LATE],
])('%s', (_, json) => {
  const tariff = readTariff(json)
  test('the same price, reason, trace and refusal as case by case', () => {
    fc.assert(
      fc.property(fc.array(cases, { minLength: 1, maxLength: 30 }), (some) => {
        const price = compilePricing(tariff)
        for (const one of some) {
          const [fast, slow] = [price(one), priceCase(tariff, one)]
          expect(fast).toEqual(slow)
          expect(JSON.stringify(priceToJson(fast))).toBe(JSON.stringify(priceToJson(slow)))
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('at the edges of bands and exclusions, after an ordinary case was seen', () => {
  const row = (group: string, level: string, cost: string, stayDays: string) => ({
    id: '1',
    group,
    columns: new Map(Object.entries({ level, insuranceType: '居民', hospital: 'H-01', cost, stayDays })),
  })
  const yuan = (fen: bigint): string => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`
  test.each(['BR25', 'ES35', 'FM19', 'GD25', 'DT19'])('%s', (group) => {
    const tariff = readTariff(example('drg-tariff.json'))
    const price = compilePricing(tariff)
    for (const level of ['一级', '二级', '三级']) {
      const usual = priceCase(tariff, row(group, level, '10000', '7'))
      if (usual.outcome !== 'priced') throw new Error(usual.outcome)
      const standard = BigInt(usual.standardFen)
      const reasons = new Set<string>()
      expect(price(row(group, level, yuan(standard), '7'))).toMatchObject({ outcome: 'priced', outlier: null })
      for (const tenths of [4n, 20n, 30n, 50n])
        for (const off of [-1n, 0n, 1n])
          for (const stayDays of ['7', '45', '46', '60', '61', '45.01']) {
            const one = row(group, level, yuan((standard * tenths) / 10n + off), stayDays)
            const slow = priceCase(tariff, one)
            expect(price(one)).toEqual(slow)
            reasons.add(slow.outcome === 'priced' ? (slow.outlier?.band.name ?? 'ordinary') : slow.outcome)
          }
      expect([...reasons].sort()).toEqual(['excluded', 'extreme', 'high', 'long stay', 'low', 'ordinary'])
    }
  })
})

test.each([
  ['a band that asks for a number of its own', '居民 5000 9', '居民 5000 10', 'cheap'],
  ['just below it', '居民 5000 9', '居民 5000 9.99', 'ordinary'],
  ['an exclusion', '居民 20000 5', '居民 20000 30.51', 'excluded'],
  ['a column that is asked late and not known', '农民 20000 5', '农民 20000 31', 'refused'],
])('%s, after an ordinary case was seen', (_, first, second, expected) => {
  const tariff = readTariff(ASKED_LATE)
  const price = compilePricing(tariff)
  const [ordinary, one] = [first, second].map((line) => {
    const [insuranceType, cost, stayDays] = line.split(' ')
    return {
      id: '1',
      group: 'A',
      columns: new Map(Object.entries({ insuranceType, cost, stayDays }) as [string, string][]),
    }
  })
  expect(price(ordinary!)).toMatchObject({ outcome: 'priced', outlier: null })
  const fast = price(one!)
  expect(fast).toEqual(priceCase(tariff, one!))
  expect(fast.outcome === 'priced' ? (fast.outlier?.band.name ?? 'ordinary') : fast.outcome).toBe(expected)
})
