// Would catch: a price that falls when the weight rises, one that depends on the cases around it, a fen lost to binary fractions, a
// band edge on the wrong side.
import { formatYuan, type Rounding } from '@medsettle/money'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reasonOf } from './explain-price.ts'
import { priceCase } from './price-case.ts'
import { readTariff } from './read-tariff.ts'
import { priceByBook } from './tariff-book.ts'

fc.configureGlobal({ seed: 20261123, numRuns: 200 })

const HEAD = { id: 't', version: '1', source: 'test', validFrom: '2026-01-01', validTo: '2026-12-31' }
const tariffOf = (rules: object) => readTariff(JSON.stringify({ ...HEAD, ...rules }))
const flat = [{ name: 'standard', by: ['group'], table: { G: '10000', '*': '20000' } }]
const caseOf = (columns: Record<string, string>, group = 'G') => ({
  id: '1',
  group,
  columns: new Map(Object.entries(columns)),
})

function told(tariff: ReturnType<typeof tariffOf>, columns: Record<string, string>, group?: string): string {
  const price = priceCase(tariff, caseOf(columns, group))
  if (price.outcome === 'refused') return `${price.refusal.code} at ${price.refusal.place}`
  return `${price.priceFen === null ? '-' : formatYuan(price.priceFen)} ${reasonOf(price)}`
}

describe('bands', () => {
  const edges = tariffOf({
    formula: flat,
    toFen: 'halfUp',
    outliers: [
      {
        measure: 'stayDays',
        bands: [
          {
            name: 'long',
            above: '60',
            pay: { form: 'perDay', beyond: '0', rate: { name: 'day', value: '150.5' }, instead: true },
          },
        ],
      },
      {
        measure: 'costRatio',
        bands: [
          { name: 'low', atMost: '0.3', pay: { form: 'cost', share: '0.95' } },
          { name: 'high', atLeast: '2.5', below: '4', pay: { form: 'excess', beyond: '2.5', share: '0.7' } },
          { name: 'extreme', atLeast: '4', pay: { form: 'points', beyond: '2.5' }, review: true },
        ],
      },
    ],
  })
  test.each([
    [{ cost: '3000.00', stayDays: '5' }, '2850.00 low'],
    [{ cost: '3000.01', stayDays: '5' }, '10000.00 ordinary'],
    [{ cost: '0', stayDays: '5' }, '0.00 low'],
    [{ cost: '24999.99', stayDays: '5' }, '10000.00 ordinary'],
    [{ cost: '25000', stayDays: '5' }, '10000.00 high'],
    [{ cost: '39999.99', stayDays: '60' }, '20499.99 high'],
    [{ cost: '40000', stayDays: '60' }, '25000.00 extreme, for review'],
    [{ cost: '40000', stayDays: '61' }, '9180.50 long'],
    [{ cost: '40000' }, '25000.00 extreme, for review; not given: stayDays'],
    [{ stayDays: '5' }, '10000.00 ordinary; not given: cost'],
    [{ cost: '-0.01', stayDays: '5' }, 'VALUE_NEGATIVE at cost'],
    [{ cost: '1e4', stayDays: '5' }, 'VALUE_NUMBER_INVALID at cost'],
  ])('%j is paid %s', (columns, expected) => expect(told(edges, columns)).toBe(expected))

  test('two bands that both hold, no rounding to fen, an amount beyond the range: refused by case', () => {
    const bands = [
      { name: 'a', above: '1', pay: { form: 'standard' } },
      { name: 'b', above: '2', pay: { form: 'standard' } },
    ]
    const both = tariffOf({ formula: flat, toFen: 'halfUp', outliers: [{ measure: 'costRatio', bands }] })
    expect(told(both, { cost: '15000' })).toBe('10000.00 a')
    expect(told(both, { cost: '25000' })).toBe('VALUE_BANDS_OVERLAP at outliers')
    expect(told(tariffOf({ formula: [{ name: 'rate', value: '0.001' }] }), {})).toBe('VALUE_FINER_THAN_FEN at standard')
    expect(told(tariffOf({ formula: [{ name: 'rate', value: '9'.repeat(20) }] }), {})).toBe(
      'VALUE_AMOUNT_TOO_LARGE at price',
    )
  })
})

describe('the chain', () => {
  test.each([
    [
      'rounding between factors',
      [
        { name: 'a', value: '1.005' },
        { name: 'b', value: '10', round: { decimals: 0, mode: 'down' } },
        { name: 'c', value: '2.5' },
      ],
      '25.00',
    ],
    [
      'a divisor',
      [
        { name: 'budget', value: '100' },
        { name: 'share', value: '3', operation: 'dividedBy' },
        { name: 'back', value: '3' },
      ],
      '100.00',
    ],
    [
      'an amount added',
      [
        { name: 'price', value: '100.10' },
        { name: 'material', value: '0.15', operation: 'plus' },
      ],
      '100.25',
    ],
    [
      'a sum of parts',
      [
        { name: 'rate', value: '1000' },
        {
          name: 'coefficient',
          value: '0.93',
          plus: [
            { name: 'difficulty', value: '0.13' },
            { name: 'children', value: '0.06' },
          ],
        },
      ],
      '1120.00',
    ],
    [
      'a wildcard',
      [{ name: 'price', by: ['group', 'level'], table: { G: { 三级: '5' }, '*': { 三级: '7', 二级: '6' } } }],
      '6.00',
    ],
  ])('%s', (_, formula, yuan) => {
    const tariff = tariffOf({ dimensions: { level: { values: ['二级', '三级'], default: '二级' } }, formula })
    expect(told(tariff, {})).toBe(`${yuan} ordinary`)
  })
})

describe('which tariff', () => {
  const book = ['2025', '2026'].map((year) =>
    tariffOf({
      version: year,
      validFrom: `${year}-01-01`,
      validTo: `${year}-12-31`,
      dimensions: { city: {} },
      appliesTo: { city: 'a' },
      formula: [{ name: 'price', value: year }],
    }),
  )
  test.each([
    [{ date: '2025-12-31' }, '2025.00'],
    [{ date: '2026-01-01', city: 'a' }, '2026.00'],
    [{ date: '2026-01-01', city: 'b' }, 'VALUE_NO_TARIFF'],
    [{ date: '2027-01-01' }, 'VALUE_NO_TARIFF'],
    [{}, 'VALUE_TARIFFS_OVERLAP'],
  ])('%j: %s', (columns, expected) => {
    const price = priceByBook(book, caseOf(columns))
    expect(
      price.outcome === 'priced' ? formatYuan(price.priceFen) : price.outcome === 'refused' && price.refusal.code,
    ).toBe(expected)
  })
})

const decimal = (whole: number, decimals: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 1, max: whole }), fc.nat(10 ** decimals - 1))
    .map(([a, b]) => `${a}.${String(b).padStart(decimals, '0')}`)
const mode = fc.constantFrom<Rounding>('halfUp', 'halfEven', 'down', 'up')

/** Its own arithmetic: all numbers over 10^12, then fen by comparing twice the remainder. */
function judge(factors: readonly string[], rounding: Rounding): bigint {
  const unit = 10n ** 12n
  const scaled = factors.map((text) => {
    const [whole, fraction = ''] = text.split('.')
    return BigInt(whole!) * unit + BigInt(fraction.padEnd(12, '0'))
  })
  const top = scaled.reduce((a, b) => a * b) * 100n
  const bottom = unit ** BigInt(factors.length)
  const [floor, twice] = [top / bottom, (top % bottom) * 2n]
  const isUp = {
    down: false,
    up: twice > 0n,
    halfUp: twice >= bottom,
    halfEven: twice > bottom || (twice === bottom && floor % 2n === 1n),
  }
  return floor + (isUp[rounding] ? 1n : 0n)
}

describe('whatever the tariff', () => {
  test('the standard is the exact product, rounded once', () => {
    fc.assert(
      fc.property(fc.array(decimal(40, 4), { minLength: 1, maxLength: 5 }), mode, (factors, toFen) => {
        const tariff = tariffOf({ formula: factors.map((value, index) => ({ name: `f${index}`, value })), toFen })
        const price = priceCase(tariff, caseOf({}))
        expect(price.outcome === 'priced' && BigInt(price.standardFen)).toBe(judge(factors, toFen))
      }),
    )
  })

  test('a heavier group is never paid less', () => {
    fc.assert(
      fc.property(
        decimal(30, 6),
        decimal(30, 6),
        decimal(20000, 2),
        decimal(2, 4),
        mode,
        (a, b, rate, coefficient, toFen) => {
          const formula = [
            { name: 'weight', by: ['group'], table: { A: a, B: b } },
            { name: 'rate', value: rate },
            { name: 'coefficient', value: coefficient, round: { decimals: 1, mode: toFen } },
          ]
          const tariff = tariffOf({ formula, round: { significantDigits: 6, mode: toFen }, toFen })
          const fen = ['A', 'B'].map((group) => {
            const price = priceCase(tariff, caseOf({}, group))
            return price.outcome === 'priced' ? price.priceFen : Number.NaN
          })
          expect(Math.sign(fen[0]! - fen[1]!) * Math.sign(Number(a) - Number(b))).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })

  test('the order of the cases changes nothing', () => {
    const tariff = tariffOf({
      formula: flat,
      toFen: 'halfUp',
      outliers: [{ measure: 'costRatio', bands: [{ name: 'high', above: '2', pay: { form: 'excess', beyond: '2' } }] }],
    })
    const costs = fc.array(fc.integer({ min: -5, max: 90_000 }), { minLength: 1, maxLength: 30 })
    const shuffled = costs.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const prices = (list: readonly number[]) =>
          list.map((cost) => `${cost}: ${told(tariff, { cost: String(cost), stayDays: '1' })}`).sort()
        expect(prices(other)).toEqual(prices(one))
      }),
    )
  })
})
