// Would catch: rules that name no measure, weights that are no whole, bands with a score in two or in none, a threshold better than its
// benchmark.
import { expect, test } from 'vitest'
import { INFECTION, measureOf, READMISSION, RULES } from './fixtures/measures.ts'
import { inspectMeasure } from './measure-document.ts'
import { inspectPerformanceRules } from './performance-rules.ts'

const MEASURES = new Map([READMISSION, INFECTION].map((one) => [one.id, measureOf(one)]))
const problemsOf = (change: Record<string, unknown>): string[] =>
  inspectPerformanceRules(JSON.stringify({ ...RULES, ...change }), MEASURES).problems.map(
    ({ code, place }) => `${code} ${place}`,
  )

const [back, safe] = RULES.domains
const [readmission, infection] = RULES.scoring
const bands = (...ends: [string, string | null][]) => ({
  exchange: { kind: 'banded', bands: ends.map(([atLeast, below]) => ({ atLeast, below, factor: '1' })) },
})

test('these have none', () => expect(problemsOf({})).toEqual([]))

test.each<[what: string, change: Record<string, unknown>, problems: string[]]>([
  [
    'an unknown measure',
    { scoring: [readmission, { ...infection, measure: 'infections' }] },
    ['RULE_MEASURE_UNKNOWN scoring[1].measure', 'RULE_MEASURE_UNKNOWN domains[1].measures[0].measure'],
  ],
  ['weights of 0.9', { domains: [back, { ...safe, weight: '0.3' }] }, ['RULE_SHARES_NOT_ONE domains']],
  [
    'a measure in two domains',
    { domains: [back, { ...safe, measures: back!.measures }] },
    ['RULE_NAME_TWICE domains.measures[1]'],
  ],
  [
    'only weights of zero',
    { domains: [back, { ...safe, measures: [{ measure: 'infection', weight: '0' }] }] },
    ['RULE_SHARES_NOT_ONE domains[1].measures'],
  ],
  [
    'a threshold better than the benchmark',
    { scoring: [{ ...readmission, threshold: '0.05' }, infection] },
    ['RULE_LIMITS_REVERSED scoring[0]'],
  ],
  [
    'percentiles the wrong way round, of a baseline that is not there',
    {
      baseline: undefined,
      scoring: [{ ...readmission, threshold: { percentile: '90' }, benchmark: { percentile: '50' } }, infection],
    },
    [
      'RULE_FIELD_CONTRADICTS scoring[0].threshold',
      'RULE_FIELD_CONTRADICTS scoring[0].benchmark',
      'RULE_LIMITS_REVERSED scoring[0]',
    ],
  ],
  [
    'points at the threshold above the most',
    { scoring: [{ ...readmission, atThreshold: '11' }, infection] },
    ['RULE_LIMITS_REVERSED scoring[0].atThreshold'],
  ],
  ['bands that overlap', bands(['0', '0.6'], ['0.5', null]), ['RULE_BANDS_OVERLAP exchange.bands[1]']],
  ['bands with a gap', bands(['0', '0.4'], ['0.5', null]), ['RULE_BAND_GAP exchange.bands[1]']],
  [
    'bands that begin late and end early',
    bands(['0.1', '0.5']),
    ['RULE_BAND_GAP exchange.bands[0]', 'RULE_BAND_GAP exchange.bands[0].below'],
  ],
  ['caps upside down', { cap: { minimum: '1.1', maximum: '0.9' } }, ['RULE_LIMITS_REVERSED cap']],
  [
    'weight that moves nowhere',
    { missing: { kind: 'moveTo', domains: { back: 'sage' } } },
    ['RULE_NAME_UNKNOWN missing.domains.back'],
  ],
  ['a factor that is no number', { cap: { minimum: 'x', maximum: '1' } }, ['DOCUMENT_FIELD_INVALID cap.minimum']],
  ['admissions known until before the end', { dataTo: '2026-11-30' }, ['RULE_DAYS_REVERSED dataTo']],
])('%s', (_what, change, problems) => expect(problemsOf(change)).toEqual(problems))

test('a measure that is not valid in the period; a measure that contradicts itself', () => {
  const old = new Map([...MEASURES, ['infection', measureOf({ ...INFECTION, validTo: '2025-12-31' })]])
  const { problems } = inspectPerformanceRules(JSON.stringify(RULES), old)
  expect(problems.map(({ code, place }) => `${code} ${place}`)).toEqual(['RULE_PERIOD_NOT_VALID scoring[1].measure'])
  const head = {
    id: 'm',
    version: '1',
    source: 's',
    validFrom: '2020-01-01',
    validTo: null,
    better: 'lower',
    attribution: 'admitting',
  }
  const numerator = { kind: 'response', instrument: 'v' }
  const bad = { ...head, numerator, per: { column: 'days', times: '1000' }, denominator: { codes: { in: 'none' } } }
  expect(inspectMeasure(JSON.stringify(bad)).problems.map(({ code, place }) => `${code} ${place}`)).toEqual([
    'RULE_LIST_UNKNOWN denominator.codes',
    'RULE_FIELD_CONTRADICTS per',
  ])
})
