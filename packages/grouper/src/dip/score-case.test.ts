// Would catch: a boundary case corrected, factors multiplied that should compete, a group chosen against the order of preference, a
// primary-care case paid by its hospital's coefficient, a score that falls when a weight rises.
import { compareRatios, ONE, ratioOf, ratioText } from '@medsettle/money/ratio'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { caseOf, rulesOf } from '../../fixtures/dip-rules.ts'
import type { Catalogue, CatalogueEntry } from './catalogue.ts'
import { readDipCase } from './dip-case.ts'
import { reasonOf, scoreToJson } from './explain-score.ts'
import { createScorer, type ScoredCase } from './score-case.ts'

fc.configureGlobal({ seed: 20261128, numRuns: 100 })

/** `core K35.8 47.01 mean score`: an entry with that mean at 三级 last year. */
function entryOf(words: string, changes: Partial<CatalogueEntry> = {}): CatalogueEntry {
  const [kind, diagnosis, formula, mean, score] = words.split(' ') as [
    CatalogueEntry['kind'],
    string,
    string,
    string,
    string,
  ]
  const isNamed = kind === 'comprehensive'
  const treatment = isNamed ? (formula as CatalogueEntry['treatment']) : formula === '-' ? 'conservative' : 'operation'
  const plain = isNamed || formula === '-' ? '' : formula
  return {
    ...{ id: `${diagnosis}:${isNamed ? formula : plain}`, kind, treatment, diagnosis, formula: plain, cases: 20 },
    ...{ mean: ratioOf(mean), score: score === '-' ? null : ratioOf(score), coefficient: null, note: null, years: [] },
    levels: new Map([['三级', { kept: 5, mean: ratioOf(mean) }]]),
    ...changes,
  }
}
const catalogueOf = (entries: readonly CatalogueEntry[], changes: object = {}): Catalogue => ({
  ...rulesOf(changes),
  ...{ cases: 100, overallMean: ONE, unlisted: new Map(), entries },
})
function scored(catalogue: Catalogue, words: string, more: Record<string, string> = {}): ScoredCase {
  const result = createScorer(catalogue)(caseOf(words, more))
  if (result.outcome === 'refused') throw new Error(`${result.refusal.code}: ${result.refusal.message}`)
  return result
}

describe('deviation against last year at the same level, a = 1000 (facts dip §4)', () => {
  const catalogue = catalogueOf([entryOf('core K35.8 - 1000 100')])
  test.each([
    ['499.99', 'low', '49.999', false],
    ['500', 'normal', '100', false],
    ['2000', 'normal', '100', false],
    ['2000.01', 'high', '100.001', false],
    ['3000', 'high', '200', false],
    ['6000', 'high', '500', false],
    ['6000.01', 'high', '500.001', true],
  ])('%s yuan is %s: %s points', (cost, band, points, review) => {
    const { deviation, score } = scored(catalogue, `K35.8 - 2024 ${cost} 三级`)
    expect([deviation.band, ratioText(score), deviation.review]).toEqual([band, points, review])
  })
  test('review by the plain ratio, where the rules say so', () => {
    const rules = {
      deviation: { low: '0.5', high: '2', review: { of: 'costRatio', above: '5' }, withoutMean: 'normal' },
    }
    const of = (cost: string): boolean =>
      scored(catalogueOf([entryOf('core K35.8 - 1000 100')], rules), `K35.8 - 2024 ${cost} 三级`).deviation.review
    expect([of('5000'), of('5000.01')]).toEqual([false, true])
  })
  test('a level without a mean: normal, of all levels, or refused', () => {
    const years = [{ year: 2024, cases: 5, kept: 5, mean: ratioOf('1000') }]
    const at = (withoutMean: string) =>
      createScorer(
        catalogueOf([entryOf('core K35.8 - 1000 100', { years })], {
          deviation: { low: '0.5', high: '2', withoutMean },
        }),
      )(caseOf('K35.8 - 2024 100 二级'))
    expect(at('normal')).toMatchObject({ deviation: { band: 'normal', mean: null } })
    expect(at('allLevels')).toMatchObject({ deviation: { band: 'low', meanOf: '*' } })
    expect(at('refuse')).toMatchObject({ refusal: { code: 'DIP_NO_LEVEL_MEAN', place: 'levels' } })
  })
})

describe('group selection (facts dip §6)', () => {
  const appendix = [
    entryOf('core K35.8 - 3000 300'),
    entryOf('core K35.8 47.01 9000 900'),
    entryOf('core K35.8 47.01/47.09 9500 950'),
    entryOf('core K35.8 47.01+54.21 12000 1200'),
    entryOf('primary K35.8 54.21 5000 500'),
    entryOf('comprehensive K35 operation 8000 800'),
    entryOf('comprehensive K35 conservative 2000 200'),
  ]
  const order = {
    selection: { order: ['plusTerms', 'matchedProcedures', 'closestMean', 'type'], comprehensive: 'competes' },
  }
  test.each([
    ['most + terms', 'K35.8 47.01|54.21 2024 9000 三级', 'K35.8:47.01+54.21', 'plusTerms'],
    ['most procedures matched', 'K35.8 47.01|47.09 2024 9000 三级', 'K35.8:47.01/47.09', 'matchedProcedures'],
    ['closest mean', 'K35.8 47.01 2024 9249.99 三级', 'K35.8:47.01', 'closestMean'],
    ['closest mean', 'K35.8 47.01 2024 9250.01 三级', 'K35.8:47.01/47.09', 'closestMean'],
    ['the id at last', 'K35.8 47.01 2024 9250 三级', 'K35.8:47.01', 'id'],
    ['conservative by mean', 'K35.8 - 2024 2600 三级', 'K35.8:', 'closestMean'],
    ['conservative by mean, comprehensive', 'K35.8 - 2024 2400 三级', 'K35:conservative', 'closestMean'],
    ['conservative by type', 'K35.8 - 2024 2500 三级', 'K35.8:', 'type'],
    ['comprehensive alone', 'K35.9 47.01 2024 9000 三级', 'K35:operation', null],
  ])('%s: %s is %s', (_, words, group, decidedBy) => {
    const { entry, selection } = scored(catalogueOf(appendix, order), words)
    expect([entry.id, selection.decidedBy]).toEqual([group, decidedBy])
  })
  test('every candidate that lost says why', () =>
    expect(scored(catalogueOf(appendix, order), 'K35.8 47.01|54.21 2024 9000 三级').selection.lost).toEqual([
      { id: 'K35.8:47.01', kind: 'core', lostBy: 'plusTerms', because: '1 terms, K35.8:47.01+54.21 has 2' },
      { id: 'K35.8:47.01/47.09', kind: 'core', lostBy: 'plusTerms', because: '1 terms, K35.8:47.01+54.21 has 2' },
      { id: 'K35.8:54.21', kind: 'primary', lostBy: 'plusTerms', because: '1 terms, K35.8:47.01+54.21 has 2' },
      { id: 'K35:operation', kind: 'comprehensive', lostBy: 'plusTerms', because: '0 terms, K35.8:47.01+54.21 has 2' },
    ]))
  test('core before primary care before comprehensive when all else is equal', () => {
    const alike = ['core K35.8 47.01 9 9', 'primary K35.8 47.01/47.09 9 9'].map((words) => entryOf(words))
    expect(scored(catalogueOf(alike, order), 'K35.8 47.01 2024 9 三级').entry.kind).toBe('core')
    expect(scored(catalogueOf([...alike].reverse(), order), 'K35.8 47.01 2024 9 三级').entry.kind).toBe('core')
  })
  test('comprehensive as a last resort', () => {
    const rules = { selection: { ...order.selection, comprehensive: 'lastResort' } }
    expect(scored(catalogueOf(appendix, rules), 'K35.8 - 2024 1 三级').entry.id).toBe('K35.8:')
    expect(scored(catalogueOf(appendix, rules), 'K35.9 - 2024 1 三级').entry.id).toBe('K35:conservative')
  })
  test('a disease nobody counted has no group', () =>
    expect(createScorer(catalogueOf(appendix))(caseOf('A00.0 - 2024 1 三级'))).toMatchObject({
      catalogue: { id: 'test-dip', version: '1' },
      refusal: { code: 'DIP_NO_GROUP', place: 'entries' },
    }))
})

const SEVERE = {
  severity: { cc: { 'E11.9': '1' }, mcc: { 'J96.0': '3' }, exclusionByPrincipal: { 'J18.9': '3' } },
  charlson: [
    { name: 'mild', codes: ['E11.9'], weight: 1, unless: ['severe'] },
    { name: 'severe', codes: ['E11.2'], weight: 2 },
  ],
  auxiliary: [
    {
      id: 'severity',
      grades: [
        { grade: 'III', when: { severity: 'mcc' }, factor: '1.25' },
        { grade: 'II', when: { severity: 'cc' }, factor: '1.1' },
      ],
    },
    { id: 'CCI', grades: [{ grade: '2', when: { cci: { atLeast: 2 } }, factor: '1.2' }] },
    { id: 'age', grades: [{ grade: '66 and above', when: { ageYears: { atLeast: 66 } }, factor: '1.08' }] },
  ],
}

describe('auxiliary catalogues: the highest factor counts alone (facts dip §5)', () => {
  const catalogue = catalogueOf([entryOf('core K35.8 - 1000 100'), entryOf('core J18.9 - 1000 100')], SEVERE)
  test.each([
    ['none', 'K35.8', { ageYears: '65' }, '100', ''],
    ['age', 'K35.8', { ageYears: '66' }, '108', 'age 66 and above'],
    ['age and CC', 'K35.8|E11.9', { ageYears: '70' }, '110', 'severity II, age 66 and above'],
    ['MCC, CC and age', 'K35.8|E11.9|J96.0', { ageYears: '70' }, '125', 'severity III, age 66 and above'],
    ['MCC of its own principal diagnosis', 'J18.9|J96.0', { ageYears: '30' }, '100', ''],
    ['the severe condition alone', 'K35.8|E11.9|E11.2', { ageYears: '30' }, '120', 'severity II, CCI 2'],
  ])('%s', (_, codes, more, points, hits) => {
    const { score, auxiliary } = scored(catalogue, `${codes} - 2024 1000 三级`, more)
    expect([ratioText(score), auxiliary.hits.map(({ catalogue: id, grade }) => `${id} ${grade}`).join(', ')]).toEqual([
      points,
      hits,
    ])
  })
  test('an exclusion is told, and so is a number nobody gave', () => {
    const { auxiliary } = scored(catalogue, 'J18.9|J96.0 - 2024 1000 三级')
    expect(auxiliary.severity).toEqual({
      level: 'none',
      hits: [{ code: 'J96.0', is: 'mcc', table: '3', counts: false }],
    })
    expect(auxiliary.unknown).toEqual(['ageYears'])
  })
})

test('whatever catalogues hit, the factor is the highest of them and every hit is told', () => {
  const factor = fc.integer({ min: 1, max: 300 }).map((value) => value / 100)
  const one = fc.record({ factor, hit: fc.boolean() })
  fc.assert(
    fc.property(fc.array(one, { maxLength: 6 }), (list) => {
      const auxiliary = list.map((each, at) => ({
        id: `c${at}`,
        grades: [{ grade: 'g', when: { died: !each.hit }, factor: String(each.factor) }],
      }))
      const result = scored(catalogueOf([entryOf('core K35.8 - 1000 100')], { auxiliary }), 'K35.8 - 2024 1000 三级')
      const hits = list.filter(({ hit }) => hit).map((each) => each.factor)
      expect(result.auxiliary.hits.length).toBe(hits.length)
      expect(Number(ratioText(result.auxiliary.factor))).toBe(hits.length === 0 ? 1 : Math.max(...hits))
    }),
  )
})

describe('coefficients', () => {
  const entries = [
    entryOf('core K35.8 - 1000 100'),
    entryOf('primary J18.9 - 1000 100', { coefficient: ratioOf('0.8') }),
  ]
  const score = createScorer(catalogueOf(entries), (hospital) =>
    hospital === 'H1' ? { value: ratioOf('0.93'), from: 'H1' } : null,
  )
  test.each([
    ['K35.8', 'H1', '93', 'H1'],
    ['J18.9', 'H1', '80', 'primary care'],
    ['J18.9', 'H9', '80', 'primary care'],
  ])('%s at %s: %s points from %s', (diagnosis, hospital, points, from) => {
    const result = score(caseOf(`${diagnosis} - 2024 1000 三级`, { hospital })) as ScoredCase
    expect([ratioText(result.score), result.coefficient.from]).toEqual([points, from])
  })
  test('a hospital without one is refused', () =>
    expect(score(caseOf('K35.8 - 2024 1000 三级', { hospital: 'H9' }))).toMatchObject({
      refusal: { code: 'DIP_INSTITUTION_UNKNOWN' },
    }))
})

test.each<[string, object]>([
  ['DIP_ID_MISSING at column id', { id: '' }],
  ['DIP_COST_MISSING at column cost', { cost: '' }],
  ['DIP_LEVEL_UNKNOWN at column level', { level: '四级' }],
  ['DIP_VERSION_MISMATCH at column schemeVersion', { schemeVersion: '2' }],
  ['DIP_OUTSIDE_VALIDITY at column date', { date: '2024-12-31' }],
])('%s: refused, nothing is thrown', (expected, changes) => {
  const score = createScorer(catalogueOf([entryOf('core K35.8 - 1000 100')]))
  const result = score(caseOf('K35.8 - 2024 1000 三级', { schemeVersion: '1', date: '2025-01-01', ...changes }))
  expect(result.outcome === 'refused' && `${result.refusal.code} at ${result.refusal.place}`).toBe(expected)
})

test.each([
  ['DIP_COST_INVALID at column cost', { cost: '-1' }],
  ['DIP_COST_INVALID at column cost', { cost: '1.001' }],
  ['DIP_YEAR_INVALID at column year', { year: '24' }],
  ['DIP_DATE_INVALID at column date', { date: '2025-13-01' }],
  ['ROW_BAD_SEX at column sex', { sex: 'x' }],
  ['ROW_BAD_NUMBER at column stayDays', { stayDays: 'x' }],
])('%s: the row is no case', (expected, columns) => {
  const read = readDipCase(new Map(Object.entries(columns)))
  expect('code' in read && `${read.code} at ${read.place}`).toBe(expected)
})

test('an unrated disease has zero points and is paid at cost (facts dip §6)', () => {
  const result = scored(catalogueOf([entryOf('core K35.8 - 1000 -')]), 'K35.8 - 2024 1000 三级')
  expect([result.outcome, ratioText(result.score), reasonOf(result)]).toEqual([
    'unrated',
    '0',
    'core conservative; unrated, paid at cost; test-dip 1',
  ])
})

test('a higher score, factor or coefficient never gives fewer points', () => {
  const amount = fc.integer({ min: 1, max: 1_000_000 }).map((value) => String(value / 100))
  fc.assert(
    fc.property(amount, amount, amount, fc.constantFrom('100', '700', '5000'), (one, other, coefficient, cost) => {
      const [low, high] = [ratioOf(one), ratioOf(other)].sort(compareRatios)
      const points = (base: typeof low, k: string, factor: string) => {
        const auxiliary = [{ id: 'all', grades: [{ grade: 'x', when: {}, factor }] }]
        const entry = entryOf('core K35.8 - 1000 1', { score: base! })
        const result = createScorer(catalogueOf([entry], { auxiliary }), () => ({ value: ratioOf(k), from: 'test' }))
        return (result(caseOf(`K35.8 - 2024 ${cost} 三级`)) as ScoredCase).score
      }
      expect(compareRatios(points(low, coefficient, '1'), points(high, coefficient, '1'))).toBeLessThanOrEqual(0)
      expect(compareRatios(points(low, coefficient, '1'), points(low, coefficient, '1.2'))).toBeLessThanOrEqual(0)
      expect(compareRatios(points(low, '0.5', '1'), points(low, '0.6', '1'))).toBeLessThanOrEqual(0)
    }),
  )
})

test('the trace is whole: every factor multiplies to the score', () => {
  const catalogue = catalogueOf([entryOf('core K35.8 - 1000 100')], SEVERE)
  const json = scoreToJson(scored(catalogue, 'K35.8|E11.9 - 2024 3000 三级', { ageYears: '70' }), catalogue.rules)
  expect(json.formula).toBe(
    'score 100 × severity II 1.1 × deviation 2 × coefficient 1 = 220, rounded halfUp to 4 decimals = 220',
  )
  expect(json).toMatchObject({
    catalogue: { version: '1' },
    deviation: { because: '3000 against 1000 of 三级: above 2 times, less 2, plus 1: 2' },
  })
})
