// Would catch: a benchmark of the wrong end, points beyond the most, a percentile between two ranks taken from nowhere, an interval that
// is not Wilson's.
import { ratioOf, ratioText } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { marksOf, percentileOf } from './peer-marks.ts'
import type { Scoring } from './performance-rules.ts'
import { scoreMeasure } from './score-measure.ts'
import { wilsonInterval } from './wilson.ts'

const SCORING: Scoring = {
  measure: 'm',
  threshold: { kind: 'fixed', value: ratioOf('0.2') },
  benchmark: { kind: 'fixed', value: ratioOf('0.6') },
  peers: 'baseline',
  percentileMethod: 'nearestRank',
  maximum: ratioOf('10'),
  atThreshold: ratioOf('1'),
  improvementMaximum: ratioOf('9'),
}

function points(
  better: 'lower' | 'higher',
  rate: string,
  baseline: string | null,
  more: Partial<Scoring> = {},
): string {
  const scoring = { ...SCORING, ...more }
  const one = {
    measure: 'm',
    institution: 'H',
    counted: 9,
    excluded: 0,
    total: ratioOf('1'),
    isEnough: true,
    interval: null,
  }
  const marks = marksOf(scoring, better, [])
  const base = baseline === null ? null : ratioOf(baseline)
  const score = scoreMeasure(scoring, better, { ...one, rate: ratioOf(rate) }, marks, base)
  return `${ratioText(score.points!)} ${score.why.split(' ')[0]}`
}

describe('points where higher is better, threshold 0.2, benchmark 0.6', () => {
  test.each([
    ['0.6', null, '10 achievement'],
    ['0.9', null, '10 achievement'],
    ['0.2', null, '1 achievement'],
    ['0.199', null, '0 achievement'],
    ['0.4', null, '5.5 achievement'],
    ['0.4', '0.1', '5.5 achievement'],
    ['0.19', '0.1', '1.62 improvement'],
    ['0.4', '0.5', '5.5 achievement'],
    ['0.7', '0.65', '10 achievement'],
  ])('rate %s, before %s: %s', (rate, baseline, expected) => expect(points('higher', rate, baseline)).toBe(expected))
})

test('where lower is better the line runs the other way', () => {
  const marks = { threshold: SCORING.benchmark, benchmark: SCORING.threshold }
  expect(points('lower', '0.2', null, marks)).toBe('10 achievement')
  expect(points('lower', '0.6', null, marks)).toBe('1 achievement')
  expect(points('lower', '0.65', '1.1', marks)).toBe('4.5 improvement')
  expect(points('lower', '0.65', null, marks)).toBe('0 achievement')
})

test('rounding where the rules say, threshold and benchmark that are one', () => {
  expect(points('higher', '0.4', null, { round: { decimals: 0, mode: 'halfUp' } })).toBe('6 achievement')
  expect(points('higher', '0.6', null, { threshold: SCORING.benchmark })).toBe('10 achievement')
  expect(points('higher', '0.59', null, { threshold: SCORING.benchmark })).toBe('0 achievement')
})

test('percentiles from the worst to the best', () => {
  const rates = ['0.1', '0.2', '0.3', '0.4', '0.5'].map(ratioOf)
  const rows: [percent: string, nearest: string, between: string][] = [
    ['0', '0.1', '0.1'],
    ['20', '0.1', '0.18'],
    ['21', '0.2', '0.184'],
    ['50', '0.3', '0.3'],
    ['90', '0.5', '0.46'],
    ['100', '0.5', '0.5'],
  ]
  for (const [percent, nearest, between] of rows) {
    expect(ratioText(percentileOf(rates, ratioOf(percent), 'nearestRank')!)).toBe(nearest)
    expect(ratioText(percentileOf(rates, ratioOf(percent), 'interpolated')!)).toBe(between)
  }
  const best = { ...SCORING, benchmark: { kind: 'percentile' as const, percentile: ratioOf('100') } }
  expect(ratioText(marksOf(best, 'lower', rates).benchmark!)).toBe('0.1')
  expect(marksOf(best, 'lower', []).benchmark).toBeNull()
})

test('Wilson: 0 of 10, 5 of 10, 10 of 10, against the closed form', () => {
  const shown = (events: number, cases: number): string => {
    const { low, high } = wilsonInterval(events, cases)
    return `${low.toFixed(4)} ${high.toFixed(4)}`
  }
  // z² / (n + z²) = 3.8415 / 13.8415
  expect(shown(0, 10)).toBe('0.0000 0.2775')
  expect(shown(10, 10)).toBe('0.7225 1.0000')
  expect(shown(5, 10)).toBe('0.2366 0.7634')
})
