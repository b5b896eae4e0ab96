// Would catch: a case in two lists or in none, a place given by the order of the input, a quota rounded the wrong way, a refused
// case that stops the others.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ValueCase } from '../tariff/value-case.ts'
import { REVIEW_RULES } from './fixture-rules.ts'
import { readReviewRules } from './read-review-rules.ts'
import { periodOf } from './review-period.ts'
import { notGiven, selectCases } from './select-cases.ts'

const RULES = readReviewRules(JSON.stringify(REVIEW_RULES))
const rulesWith = (more: object) => readReviewRules(JSON.stringify({ ...REVIEW_RULES, ...more }))

/** `id cost` and any other column; the standard and the price are 10000 yuan */
function one(id: string, cost: string, more: Record<string, string> = {}): ValueCase {
  const columns = { institution: 'H', date: '2026-03-05', stayDays: '9', standardYuan: '10000', priceYuan: '10000' }
  return { id, group: 'G', columns: new Map(Object.entries({ ...columns, cost, ...more })) }
}

function told(cases: readonly ValueCase[], rules = RULES): string[] {
  const { lists, refused } = selectCases(rules, cases)
  return [
    ...lists.flatMap((list) =>
      list.cases.map(({ about, selection }) => `${list.period.name} ${list.quota} ${about.id} ${selection.outcome}`),
    ),
    ...refused.map((no) => `${no.one.id} ${no.refusal.code} at ${no.refusal.place}`),
  ]
}

test('half of four cases are two places; the highest ratio first, then the highest loss, then the id', () => {
  const cases = [one('d', '45000'), one('c', '45000'), one('b', '45000', { priceYuan: '9000' }), one('a', '31000')]
  expect(told(cases)).toEqual([
    '2026-03 DRG b admitted',
    '2026-03 DRG c admitted',
    '2026-03 DRG d overQuota',
    '2026-03 DRG a overQuota',
  ])
})

const rows: [what: string, more: Record<string, string>, outcome: string][] = [
  ['exactly three times the standard', { cost: '30000' }, '2026-03 DRG x ordinary'],
  ['a fen above', { cost: '30000.01' }, '2026-03 DRG x overQuota'],
  ['new technology', { newTechnology: 'yes' }, '2026-03 DRG x overQuota'],
  ['seven days of intensive care', { icuDays: '7' }, '2026-03 DRG x overQuota'],
  ['no limit', { newTechnology: 'yes', scheme: 'dip' }, '2026-03 DIP x admitted'],
  ['two days', { stayDays: '2', cost: '90000' }, '2026-03 DRG x excluded'],
  ['61 days', { stayDays: '61', cost: '90000' }, '2026-03 DRG x excluded'],
  [
    'excluded by the tariff',
    { reason: 'excluded: day surgery', standardYuan: '', priceYuan: '' },
    '2026-03 DRG x excluded',
  ],
  ['nominated without reason', { nominatedOn: '2026-04-01' }, '2026-03 DRG x notEligible'],
  ['nominated on the last day', { newTechnology: 'yes', nominatedOn: '2026-04-10' }, '2026-03 DRG x overQuota'],
  ['nominated a day late', { newTechnology: 'yes', nominatedOn: '2026-04-11' }, '2026-03 DRG x late'],
  ['an unknown code', { scheme: 'cap' }, 'x VALUE_DIMENSION_UNKNOWN at scheme'],
  ['a negative cost', { cost: '-1' }, 'x VALUE_NEGATIVE at cost'],
  ['no cost', { cost: '' }, 'x REVIEW_COST_MISSING at cost'],
  ['parts of a fen', { cost: '1.005' }, 'x REVIEW_NUMBER_INVALID at cost'],
  ['not priced', { standardYuan: '' }, 'x REVIEW_STANDARD_MISSING at standardYuan'],
  ['a standard of nothing', { standardYuan: '0' }, 'x REVIEW_STANDARD_ZERO at standardYuan'],
  ['no institution', { institution: '' }, 'x REVIEW_INSTITUTION_MISSING at institution'],
  ['no day', { date: '' }, 'x REVIEW_DATE_MISSING at date'],
  ['a day that does not exist', { date: '2026-02-30' }, 'x VALUE_DATE_INVALID at date'],
  ['before the rules', { date: '2025-12-31' }, 'x REVIEW_DATE_OUTSIDE at date'],
]
test.each(rows)('%s', (_what, more, outcome) => {
  expect(told([one('x', '9000', more)])).toEqual([outcome])
})

test('an id that stands twice is refused both times, and in another institution it is another case', () => {
  expect(told([one('x', '1'), one('x', '2'), one('x', '3', { institution: 'K' })])).toEqual([
    '2026-03 DRG x ordinary',
    'x REVIEW_ID_TWICE at id',
    'x REVIEW_ID_TWICE at id',
  ])
})

test('only what the institution asks for, where the rules say so', () => {
  const cases = [one('asked', '40000', { nominatedOn: '2026-04-02' }), one('silent', '90000')]
  expect(told(cases, rulesWith({ nomination: 'byInstitution' }))).toEqual([
    '2026-03 DRG asked admitted',
    '2026-03 DRG silent ordinary',
  ])
})

test('an exclusion may compare what a case costs; a number nobody gives is told', () => {
  const rules = rulesWith({ excluded: [{ name: 'far beyond', when: { costRatio: { above: '9' } } }] })
  const { lists } = selectCases(rules, [one('a', '90000.01'), one('b', '90000', { icuDays: '1' })])
  const said = lists
    .flatMap(({ cases }) => cases)
    .map((case_) => {
      return `${case_.about.id} ${case_.selection.outcome}: ${notGiven(rules, case_).join(', ')}`
    })
  expect(said).toEqual(['b admitted: ', 'a excluded: '])
  const [list] = selectCases(RULES, [one('a', '1')]).lists
  expect(notGiven(RULES, list!.cases[0]!)).toEqual(['icuDays'])
})

describe('places', () => {
  const rows: [share: string, rounding: string, least: string, cases: number, places: number][] = [
    ['0.05', 'down', '0', 39, 1],
    ['0.05', 'up', '0', 39, 2],
    ['0.05', 'halfUp', '0', 30, 2],
    ['0.005', 'down', '1', 39, 1],
    ['0', 'down', '0', 9, 0],
    ['0.5', 'down', '9', 2, 2],
  ]
  test.each(rows)('%s rounded %s, at least %s, of %i cases', (share, rounding, least, count, places) => {
    const quotas = [{ name: 'all', when: {}, base: 'all', limit: { share, rounding, least } }]
    const cases = Array.from({ length: count }, (_, index) => one(String(index), '40000'))
    expect(selectCases(rulesWith({ quotas }), cases).lists[0]).toMatchObject({ places, used: places })
  })
})

test('periods', () => {
  const names = (['month', 'quarter', 'halfYear', 'year'] as const).map((length) => periodOf('2028-02-11', length))
  expect(names.map(({ name, from, to }) => `${name} ${from} ${to}`)).toEqual([
    '2028-02 2028-02-01 2028-02-29',
    '2028-Q1 2028-01-01 2028-03-31',
    '2028-H1 2028-01-01 2028-06-30',
    '2028 2028-01-01 2028-12-31',
  ])
})

test('whatever the order of the rows: the same lists, every case in one place', () => {
  const anyCase = fc.record({
    cost: fc.integer({ min: -1, max: 60 }).map((thousands) => `${thousands}000`),
    institution: fc.constantFrom('H', 'K', ''),
    stayDays: fc.constantFrom('1', '9', '70'),
    date: fc.constantFrom('2026-03-05', '2026-04-05'),
  })
  fc.assert(
    fc.property(fc.array(anyCase, { maxLength: 25 }), fc.integer(), (list, turn) => {
      const cases = list.map(({ cost, ...more }, index) => one(String(index), cost, more))
      const turned = cases.map((_, index) => cases[(index + Math.abs(turn)) % cases.length]!).reverse()
      expect(told(turned).toSorted()).toEqual(told(cases).toSorted())
      expect(told(cases)).toHaveLength(cases.length)
    }),
    { numRuns: 60, seed: 4 },
  )
})

test('a case that costs more never loses its place', () => {
  const costs = fc.array(fc.integer({ min: 10, max: 60 }), { minLength: 2, maxLength: 12 })
  fc.assert(
    fc.property(costs, fc.integer({ min: 1, max: 30 }), (list, more) => {
      const placeOf = (first: number): boolean => {
        const cases = list.map((cost, index) => one(String(index), `${index === 0 ? first : cost}000`))
        return told(cases).includes('2026-03 DRG 0 admitted')
      }
      expect(!placeOf(list[0]!) || placeOf(list[0]! + more)).toBe(true)
    }),
    { numRuns: 60, seed: 9 },
  )
})
