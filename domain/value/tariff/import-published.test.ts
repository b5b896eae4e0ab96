// Would catch: a city whose way of pricing (by level, by insurance type, by group and level, same-price groups) or of rounding is not
// found in its table, a figure of zero taken for a price, a contradiction or a misfit passed over. Every table here is made up.
import type { Rounding } from '@medsettle/money'
import { type RoundingRule, ratioOf, ratioText, roundRatio, times } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { importPublished } from './import-published.ts'
import { splitScheme } from './published-row.ts'
import { readTariff } from './read-tariff.ts'
import { priceByBook } from './tariff-book.ts'

interface City {
  readonly schemes: readonly string[]
  readonly rate: (scheme: string) => string
  readonly coefficient: (scheme: string, group: number) => string
  readonly same?: (group: number) => boolean
  readonly weight?: (group: number, scheme: string) => string
  readonly afterRate?: RoundingRule
  readonly last?: RoundingRule
}

const GROUPS = 22
const weightOf = (group: number): string =>
  `${(group * 7) % 13}.${String((group * 7_919_363 + 12_345) % 1_000_000).padStart(6, '0')}`

type Columns = Map<string, string>

function tableOf(city: City): Columns[] {
  return Array.from({ length: GROUPS }, (_, group) =>
    city.schemes.map((scheme): Columns => {
      const [rw, rate, coefficient] = [
        city.weight?.(group, scheme) ?? weightOf(group),
        city.rate(scheme),
        city.coefficient(scheme, group),
      ]
      const base = times(ratioOf(rw), ratioOf(rate))
      const exact = times(city.afterRate ? roundRatio(base, city.afterRate) : base, ratioOf(coefficient))
      const published = ratioText(city.last ? roundRatio(exact, city.last) : exact)
      return new Map(
        Object.entries({
          city: 'x',
          year: '2024',
          drg: `G${group}`,
          rw,
          rate,
          coefficient,
          level_or_scheme: scheme,
          same_price_group: city.same?.(group) ? '是' : '',
          published_standard: published,
        }),
      )
    }),
  ).flat()
}

const numbered = (rows: readonly Columns[]) => rows.map((columns, index) => ({ line: index + 2, columns }))

function reproduced(rows: readonly Columns[]): { right: number; by: unknown[]; places: string[] } {
  const { documents, problems } = importPublished(numbered(rows))
  const tariffs = documents.map((one) => readTariff(JSON.stringify(one)))
  const right = rows.filter((row) => {
    const columns = new Map([...row, ...splitScheme(row.get('level_or_scheme')!)])
    const price = priceByBook(tariffs, { id: '1', group: row.get('drg')!, columns })
    return (
      price.outcome === 'priced' &&
      ratioText(price.standard.yuan) === ratioText(ratioOf(row.get('published_standard')!))
    )
  })
  const by = tariffs.flatMap(({ formula }) => formula.map(({ lookup }) => lookup.by.join('+')))
  return { right: right.length, by, places: problems.map(({ code, place }) => `${code} at ${place}`) }
}

const LEVELS = ['一级', '二级', '三级']
const byLevel = (values: readonly string[]) => (scheme: string) => values[LEVELS.indexOf(scheme)]!
const one = (value: string) => () => value
const CITIES: [name: string, city: City, by: string[]][] = [
  [
    'level coefficients',
    { schemes: LEVELS, rate: one('9120.37'), coefficient: byLevel(['0.7', '0.9', '1.13']) },
    ['group', '', 'level'],
  ],
  [
    'a rate per level',
    { schemes: LEVELS, rate: byLevel(['6100', '7325.5', '8850']), coefficient: one('1') },
    ['group', 'level', ''],
  ],
  [
    'a rate per insurance type',
    {
      schemes: ['三级/职工', '三级/居民'],
      rate: (s) => (s.endsWith('职工') ? '11000' : '9000'),
      coefficient: one('1'),
    },
    ['group', 'insuranceType', ''],
  ],
  [
    'rate per insurance type, coefficient per level',
    {
      schemes: LEVELS.flatMap((l) => [`${l}/职工`, `${l}/居民`]),
      rate: (s) => (s.endsWith('职工') ? '11000' : '9000'),
      coefficient: (s) => byLevel(['0.8', '1', '1.1'])(s.slice(0, 2)),
    },
    ['group', 'insuranceType', 'level'],
  ],
  [
    'same-price groups',
    {
      schemes: LEVELS,
      rate: one('9120.37'),
      coefficient: (s, g) => (g % 7 === 0 ? '0.9' : byLevel(['0.7', '0.95', '1.13'])(s)),
      same: (g) => g % 7 === 0,
    },
    ['group', '', 'level'],
  ],
  [
    'a coefficient per group and level',
    { schemes: LEVELS, rate: one('9120.37'), coefficient: (s, g) => `1.${(g * 31 + s.charCodeAt(0)) % 97}` },
    ['group', '', 'group+level'],
  ],
  [
    'a coefficient per group',
    { schemes: LEVELS, rate: byLevel(['6100', '7325.5', '8850']), coefficient: (_, g) => `0.${50 + g}` },
    ['group', 'level', 'group'],
  ],
  [
    'a weight per group and level',
    { schemes: LEVELS, rate: one('9120'), coefficient: one('1'), weight: (g, s) => `${g + 1}.${s.charCodeAt(0)}` },
    ['group+level', '', ''],
  ],
  [
    'schemes of other names',
    { schemes: ['A档', 'B档'], rate: (s) => (s === 'A档' ? '10000' : '8000'), coefficient: one('1') },
    ['group', 'scheme', ''],
  ],
]
const ROUNDINGS: (RoundingRule | undefined)[] = [
  undefined,
  ...[0, 2, 3].flatMap((decimals) => (['halfUp', 'down', 'up'] as Rounding[]).map((mode) => ({ decimals, mode }))),
  ...[9, 10].map((significantDigits) => ({ significantDigits, mode: 'halfUp' as const })),
]

describe('the formula is found in the table', () => {
  test.each(CITIES)('%s, however rounded', (_, city, by) => {
    for (const last of ROUNDINGS)
      for (const afterRate of [undefined, { decimals: 2, mode: 'halfUp' as const }]) {
        const rows = tableOf({ ...city, ...(last ? { last } : {}), ...(afterRate ? { afterRate } : {}) })
        expect(reproduced(rows)).toEqual({ right: rows.length, by, places: [] })
      }
  })

  test('two cities and two years in one file, one price a group without any formula', () => {
    const rows = tableOf(CITIES[0]![1])
    const more = tableOf(CITIES[2]![1]).map((row) => new Map(row).set('city', 'y').set('year', '2025'))
    expect(reproduced([...rows, ...more]).right).toBe(rows.length + more.length)
  })
})

describe('what a table leaves open', () => {
  const rows = tableOf(CITIES[0]![1])
  const changed = (index: number, column: string, value: string) =>
    rows.map((row, at) => (at === index ? new Map(row).set(column, value) : row))

  test('a standard of 0 without coefficient is no price', () => {
    const open = changed(4, 'published_standard', '0').map((row, at) => (at === 4 ? row.set('coefficient', '') : row))
    const { documents, problems } = importPublished(numbered(open))
    expect(problems.map(({ code, place }) => `${code} at ${place}`)).toEqual(['TARIFF_ROW_SKIPPED at line 6'])
    const tariff = readTariff(JSON.stringify(documents[0]))
    const price = priceByBook([tariff], { id: '1', group: 'G1', columns: new Map([['level', '二级']]) })
    expect(price).toMatchObject({ outcome: 'excluded', priceFen: null })
  })

  test('a figure nothing explains, a rate that contradicts itself, a number that is none', () => {
    expect(reproduced(changed(4, 'published_standard', '1234.56')).places).toEqual(['TARIFF_TABLE_MISFIT at line 6'])
    const twice = [...rows, new Map(rows[0]!).set('rw', '99')]
    expect(reproduced(twice).places).toEqual([
      'TARIFF_TABLE_CONTRADICTS at line 2',
      'TARIFF_TABLE_CONTRADICTS at line 68',
    ])
    expect(reproduced(changed(4, 'rate', '9,12')).places).toEqual(['TARIFF_FIELD_INVALID at line 6'])
    expect(reproduced(changed(4, 'drg', '')).places).toEqual(['TARIFF_FIELD_MISSING at line 6'])
  })
})
