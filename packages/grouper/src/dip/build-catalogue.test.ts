// Would catch: a catalogue that depends on the order of its cases, a threshold off by one, a year's weight lost, an outlier averaged in,
// a case that is neither counted nor refused.
import { ratioText } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseOf, rulesOf } from '../../fixtures/dip-rules.ts'
import { createCatalogueBuilder } from './build-catalogue.ts'
import type { Catalogue } from './catalogue.ts'
import { readCatalogue, writeCatalogue } from './catalogue-file.ts'

fc.configureGlobal({ seed: 20261128, numRuns: 60 })

const build = (words: readonly string[], changes: object = {}): Catalogue => {
  const builder = createCatalogueBuilder(rulesOf(changes))
  for (const one of words) expect(builder.add(caseOf(one))).toBeNull()
  return builder.finish()
}
const written = (catalogue: Catalogue): string => [...writeCatalogue(catalogue)].join('')
const listed = ({ entries }: Catalogue): string[] =>
  entries.map(
    ({ id, kind, cases, mean, score }) =>
      `${kind} ${id} ${cases} ${mean && ratioText(mean)} ${score && ratioText(score)}`,
  )

const APPENDIX = ['K35.800 47.01 2022 1000 三级', 'K35.8 47.01 2023 2000 三级', 'K358 4701 2024 3000 二级']

describe('threshold', () => {
  const three = [...APPENDIX, 'K35.9 47.01 2024 9000 三级', 'K35.9 - 2024 500 三级']
  // M = (1 × 1000 + 2 × 2000 + 7 × 12500 ÷ 3) ÷ 10
  test.each([
    [
      3,
      [
        'core K35.8:47.01 3 2600 760.97',
        'comprehensive K35:conservative 1 500 146.34',
        'comprehensive K35:operation 1 9000 2634.14',
      ],
    ],
    [4, ['comprehensive K35:conservative 1 500 146.34', 'comprehensive K35:operation 4 4700 1375.61']],
  ])('%d: as many cases make a core disease, fewer are merged by category and treatment', (threshold, expected) =>
    expect(listed(build(three, { threshold }))).toEqual(expected),
  )
  test('by chapter', () =>
    expect(
      build([...APPENDIX, 'K80.1 47.01 2024 1 三级'], { threshold: 9, comprehensive: { by: 'chapter' } }).entries,
    ).toMatchObject([{ id: 'K00-K93:operation', cases: 4 }]))
})

describe('means', () => {
  test('the years weigh 1 : 2 : 7', () =>
    // (1 × 1000 + 2 × 2000 + 7 × 3000) ÷ 10
    expect(listed(build(APPENDIX))).toEqual(['core K35.8:47.01 3 2600 1000']))
  test('a year without a case leaves its weight to the others, or the disease unrated', () => {
    const two = [APPENDIX[0]!, APPENDIX[2]!, 'J18.9 - 2023 2750 三级']
    // (1 × 1000 + 7 × 3000) ÷ 8
    expect(build(two).entries.at(-1)).toMatchObject({ note: 'no case in 2023: weights of the other years' })
    expect(listed(build(two))[1]).toMatch(/^core K35.8:47.01 2 2750 /)
    expect(listed(build(two, { emptyYear: 'unrated' }))[1]).toBe('core K35.8:47.01 2 null null')
  })
  test('last year by level, and what was trimmed', () => {
    const costs = [10, 20, 30, 40, 1000].map((cost) => `J18.9 - 2024 ${cost} 三级`)
    const [entry] = build([...costs, 'J18.9 - 2023 7 二级'], { trim: { method: 'iqr', fence: '1.5' } }).entries
    // quartiles 20 and 40: kept from −10 to 70
    expect(entry!.years.map(({ cases, kept }) => `${kept} of ${cases}`)).toEqual(['0 of 0', '1 of 1', '4 of 5'])
    expect([...entry!.levels].map(([level, { kept, mean }]) => `${level} ${kept} ${ratioText(mean)}`)).toEqual([
      '三级 4 25',
    ])
  })
  test.each([
    [{ method: 'percentile', low: '0.3', high: '0.8' }, '30'],
    [{ method: 'percentile', low: '0', high: '1' }, '220'],
    [{ method: 'iqr', fence: '0' }, '30'],
    [{ method: 'none' }, '220'],
  ])('trimming by %j', (trim, mean) => {
    const costs = [10, 20, 30, 40, 1000].map((cost) => `J18.9 - 2024 ${cost} 三级`)
    expect(ratioText(build(costs, { trim }).entries[0]!.mean!)).toBe(mean)
  })
  test('scores by a reference disease', () => {
    const scale = { to: 'group', group: 'K35.8:47.01', score: '1000' }
    expect(listed(build([...APPENDIX, 'J18.9 - 2024 1300 三级'], { scale }))[0]).toBe(
      'comprehensive J18:conservative 1 1300 500',
    )
    expect(() => build(APPENDIX, { scale: { ...scale, group: 'X' } })).toThrow('X has no mean')
  })
})

test('primary-care groups take the diseases their formula covers, whatever their number', () => {
  const primaryCare = [{ diagnosis: 'J18.9', formula: '54.21/99.1', coefficient: '0.8' }]
  const words = [
    'J18.9 54.21 2024 10 三级',
    'J18.9 99.1 2024 10 三级',
    'J18.9 99.1|47.01 2024 10 三级',
    'J18.9 - 2024 10 三级',
  ]
  expect(build(words, { primaryCare }).entries.map(({ id, kind, treatment }) => `${kind} ${id} ${treatment}`)).toEqual([
    'primary J18.9:54.21/99.1 therapeutic',
    'comprehensive J18:conservative conservative',
    'comprehensive J18:operation operation',
  ])
})

describe('a case that is not counted says why', () => {
  test.each([
    ['K35.8 47.01 2021 9 三级', 'DIP_YEAR_NOT_WEIGHTED at column year'],
    ['K35.8 47.01 2024 9 四级', 'DIP_LEVEL_UNKNOWN at column level'],
    ['9 47.01 2024 9 三级', 'DIP_DIAGNOSIS_UNREADABLE at column diagnoses'],
    [' 47.01 2024 9 三级', 'DIP_PRINCIPAL_MISSING at column diagnoses'],
    ['K35.8 K35 2024 9 三级', 'DIP_PROCEDURE_UNREADABLE at column procedures'],
    ['K35.8 12.3 2024 9 三级', 'DIP_PROCEDURE_UNLISTED at procedures.types'],
  ])('%s: %s', (words, expected) => {
    const refusal = createCatalogueBuilder(rulesOf()).add(caseOf(words))
    expect(`${refusal?.code} at ${refusal?.place}`).toBe(expected)
  })
  test('no case at all is no catalogue', () =>
    expect(() => createCatalogueBuilder(rulesOf()).finish()).toThrow('no case'))
  test('an unlisted procedure is taken as the rules say, and counted', () => {
    const procedures = { types: {}, unlisted: 'diagnostic' }
    const catalogue = build(['K35.8 12.3 2024 9 三级'], { procedures })
    expect(catalogue.entries[0]!.id).toBe('K35:diagnostic')
    expect([...catalogue.unlisted]).toEqual([['12.3', 1]])
  })
})

const someCase = fc
  .record({
    diagnosis: fc.constantFrom('K35.8', 'K35.9', 'J18.9'),
    procedures: fc.constantFrom('-', '47.01', '54.21|47.01', '47.01|54.21', '99.1'),
    year: fc.constantFrom(2022, 2023, 2024),
    cost: fc.integer({ min: 1, max: 5_000_000 }),
    level: fc.constantFrom('二级', '三级'),
  })
  .map(
    ({ diagnosis, procedures, year, cost, level }) =>
      `${diagnosis} ${procedures} ${year} ${(cost / 100).toFixed(2)} ${level}`,
  )
const trims = fc.constantFrom<object>(
  { method: 'none' },
  { method: 'iqr', fence: '1.5' },
  { method: 'percentile', low: '0.05', high: '0.95', per: 'all' },
)

test('another order of the cases is the same catalogue, and a catalogue read again is itself', () => {
  fc.assert(
    fc.property(fc.array(someCase, { minLength: 1, maxLength: 40 }), trims, fc.integer(), (words, trim, seed) => {
      const shuffled = [...words].sort((a, b) => hash(a, seed) - hash(b, seed))
      const once = written(build(words, { trim, threshold: 3 }))
      expect(written(build(shuffled, { trim, threshold: 3 }))).toBe(once)
      expect(written(readCatalogue(once))).toBe(once)
    }),
  )
})

test('every case is in exactly one entry; years and kept cases add up', () => {
  fc.assert(
    fc.property(fc.array(someCase, { minLength: 1, maxLength: 40 }), trims, (words, trim) => {
      const { entries, cases } = build(words, { trim, threshold: 3 })
      expect(entries.reduce((sum, entry) => sum + entry.cases, 0)).toBe(words.length)
      expect(cases).toBe(words.length)
      for (const { years, cases: all, kind } of entries) {
        expect(years.reduce((sum, one) => sum + one.cases, 0)).toBe(all)
        for (const one of years) expect(one.kept > 0 === one.cases > 0 && one.kept <= one.cases).toBe(true)
        if (kind === 'core') expect(all).toBeGreaterThanOrEqual(3)
      }
    }),
  )
})

const hash = (text: string, seed: number): number =>
  [...text].reduce((sum, one) => (sum * 31 + one.codePointAt(0)! + seed) % 65_537, 7)

describe('a document that is none', () => {
  test.each([
    ['{', 'DIP_NOT_JSON document'],
    ['{"id":"x"}', 'DIP_BAD_FIELD format'],
    ['{"format":"x"}', 'DIP_OTHER_FORMAT format'],
    ['{"format":"dip-catalogue-1"}', 'DIP_BAD_FIELD parameters'],
  ])('%s', (text, expected) => {
    try {
      readCatalogue(text)
      expect.unreachable()
    } catch (error) {
      const { code, place } = error as { code: string; place: string }
      expect(`${code} ${place}`).toBe(expected)
    }
  })
  test.each<[string, object]>([
    [
      'years',
      {
        years: [
          { year: 2024, weight: 1 },
          { year: 2023, weight: 1 },
        ],
      },
    ],
    ['trim', { trim: { method: 'percentile', low: '0.9', high: '0.1' } }],
    ['deviation', { deviation: { low: '3', high: '2', withoutMean: 'normal' } }],
    ['threshold', { threshold: '1.5' }],
    ['levels', { levels: ['三级', '三级'] }],
    ['misspelt', { misspelt: 1 }],
    ['auxiliary[0].where.stay', { auxiliary: [{ id: 'a', where: { stay: 1 }, grades: [] }] }],
  ])('rules with bad %s', (place, changes) =>
    expect(() => rulesOf(changes)).toThrow(expect.objectContaining({ place })),
  )
})

/** The same mean in plain floating point, from the rows alone. */
function naiveMean(words: readonly string[], key: string): number {
  const rows = words
    .map((one) => one.split(' '))
    .filter(([diagnosis, procedures]) => {
      const done = procedures === '-' ? [] : procedures!.split('|')
      return `${diagnosis}:${done.sort().join('+')}` === key
    })
  const years = [
    [2022, 1],
    [2023, 2],
    [2024, 7],
  ].flatMap(([year, weight]) => {
    const costs = rows.filter((row) => row[2] === String(year)).map((row) => Number(row[3]))
    return costs.length === 0 ? [] : [{ weight: weight!, mean: costs.reduce((a, b) => a + b, 0) / costs.length }]
  })
  const weights = years.reduce((sum, { weight }) => sum + weight, 0)
  return years.reduce((sum, { weight, mean }) => sum + weight * mean, 0) / weights
}

test('means agree with a computation that shares no code with this one', () => {
  fc.assert(
    fc.property(fc.array(someCase, { minLength: 1, maxLength: 60 }), (words) => {
      for (const { id, mean, kind } of build(words, { threshold: 1 }).entries) {
        expect(kind).toBe('core')
        expect(Math.abs(Number(ratioText(mean!)) - naiveMean(words, id))).toBeLessThan(0.0051)
      }
    }),
  )
})
