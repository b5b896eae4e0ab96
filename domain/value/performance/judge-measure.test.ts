// Would catch: a readmission on day 31 that counts, a transfer that counts as one, a planned return that fines a hospital, a result of
// the wrong hospital, a stay that nobody could follow counted as well.
import { ratioText } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { dayOf } from '../rules/days.ts'
import { rowsOf } from '../rules/fixtures/rows.ts'
import { INFECTION, measureOf, READMISSION } from './fixtures/measures.ts'
import { surveyKey, takeCases, takeSurveys } from './hospital-case.ts'
import { judgeMeasure } from './judge-measure.ts'
import type { Measure } from './measure-document.ts'

const HEAD = 'id,person,institution,admission,discharge,way,kind,infection,days,contracted'

function judge(
  measure: Measure,
  csv: string,
  surveys = 'case,instrument,phase,score',
  dataTo = '2027-12-31',
): string[] {
  const cases = takeCases(rowsOf(`${HEAD}\n${csv}`)).taken
  const answers = takeSurveys(rowsOf(surveys), new Set(cases.map(({ id }) => id))).taken
  const judged = judgeMeasure(measure, {
    cases,
    surveys: new Map(answers.map((one) => [surveyKey(one), one])),
    from: dayOf('2026-01-01'),
    to: dayOf('2026-12-31'),
    dataTo: dayOf(dataTo),
  })
  return judged.map(
    (one) => `${one.caseId} ${one.institution} ${one.outcome === 'counted' ? ratioText(one.value) : one.reason}`,
  )
}
const readmission = (numerator: Record<string, unknown> = {}, fields: Record<string, unknown> = {}): Measure =>
  measureOf({ ...READMISSION, ...fields, numerator: { ...READMISSION.numerator, ...numerator } })

describe('a return after discharge on 2026-03-10', () => {
  const index = 'a,p,H,2026-03-01,2026-03-10\n'
  const rows: [what: string, measure: Measure, next: string, expected: string][] = [
    ['on day 30', readmission(), 'b,p,X,2026-04-09,2026-04-10', 'a H 1'],
    ['on day 31', readmission(), 'b,p,X,2026-04-10,2026-04-11', 'a H 0'],
    ['of another person', readmission(), 'b,q,X,2026-03-12,2026-03-13', 'a H 0'],
    ['planned', readmission(), 'b,p,X,2026-03-12,2026-03-13,,planned', 'a H 0'],
    ['planned, then not', readmission(), 'b,p,X,2026-03-12,2026-03-13,,planned\nc,p,X,2026-03-20,2026-03-21', 'a H 0'],
    [
      'planned, then not, and planned ones do not end the time',
      readmission({ afterPlanned: 'continues' }),
      'b,p,X,2026-03-12,2026-03-13,,planned\nc,p,X,2026-03-20,2026-03-21',
      'a H 1',
    ],
    ['the same day counts', readmission(), 'b,p,H,2026-03-10,2026-03-13', 'a H 1'],
    ['the same day does not', readmission({ sameDay: 'ignored' }), 'b,p,H,2026-03-10,2026-03-13', 'a H 0'],
    ['the same day is the same stay', readmission({ sameDay: 'sameStay' }), 'b,p,H,2026-03-10,2026-03-13', 'b H 0'],
    [
      'elsewhere the same day is not the same stay',
      readmission({ sameDay: 'sameStay' }),
      'b,p,X,2026-03-10,2026-03-13',
      'a H 1',
    ],
    [
      'a stay that does not count',
      readmission({ counts: { kind: 'acute' } }),
      'b,p,X,2026-03-12,2026-03-13,,day',
      'a H 0',
    ],
    ['a stay within the stay is the stay', readmission(), 'b,p,X,2026-03-05,2026-03-06', 'a H 0'],
  ]
  test.each(rows)('%s', (_what, measure, next, expected) => {
    expect(judge(measure, index + next)[0]).toBe(expected)
  })
})

test('a transfer is one hospitalisation of the hospital that discharges, or that admits', () => {
  const csv = 'a,p,H,2026-03-01,2026-03-05,transfer\nb,p,X,2026-03-06,2026-03-10,home\nc,p,X,2026-03-20,2026-03-21,home'
  const transfer = { withinDays: '1', when: { way: 'transfer' } }
  expect(judge(readmission({}, { transfer }), csv)).toEqual(['b X 1', 'c X 0'])
  expect(judge(readmission({}, { transfer, attribution: 'admitting' }), csv)).toEqual(['b H 1', 'c X 0'])
  expect(judge(readmission(), csv)).toEqual(['a H 1', 'b X 1', 'c X 0'])
  const infection = measureOf({ ...INFECTION, transfer, attribution: 'admitting' })
  expect(judge(infection, csv)).toEqual(['a H 0', 'b H 0', 'c X 0'])
})

test('the dead are no first stays; nor are stays nobody could follow, back or not; a readmission may not be one either', () => {
  const csv =
    'a,p,H,2026-03-01,2026-03-05,died\nb,q,H,2026-12-01,2026-12-20\nb2,q,H,2026-12-28,2026-12-29\nc,r,H,2026-03-01,2026-03-05\nd,r,H,2026-03-10,2026-03-12\ne,r,H,2026-03-20,2026-03-22'
  const dead = { exclude: [{ name: 'died', when: { way: 'died' } }] }
  expect(judge(readmission({}, dead), csv, undefined, '2026-12-31')).toEqual([
    'a H died',
    'b H not followed long enough',
    'b2 H not followed long enough',
    'c H 1',
    'd H 1',
    'e H 0',
  ])
  expect(judge(readmission({ readmissionIsIndex: false }), csv).slice(3)).toEqual([
    'c H 1',
    'd H itself a readmission',
    'e H 0',
  ])
})

test('contracted and plurality attribution; the period is that of the discharge', () => {
  const csv =
    'a,p,H,2026-03-01,2026-03-20,,,yes,,G1\nb,p,X,2026-05-01,2026-05-02,,,no,,\nc,p,X,2026-06-01,2026-06-02\nd,p,X,2025-12-01,2025-12-31'
  expect(judge(measureOf({ ...INFECTION, attribution: 'contracted' }), csv)).toEqual([
    'a G1 1',
    'b null nobody to attribute it to',
    'c null nobody to attribute it to',
  ])
  expect(judge(measureOf({ ...INFECTION, attribution: 'plurality' }), csv)).toEqual(['a X 1', 'b X 0', 'c X 0'])
  expect(judge(measureOf({ ...INFECTION, attribution: 'plurality', pluralityBy: 'days' }), csv)).toEqual([
    'a H 1',
    'b H 0',
    'c H 0',
  ])
})

test('per so many days: a case without days is excluded', () => {
  const per = measureOf({ ...INFECTION, per: { column: 'days', times: '1000' } })
  expect(judge(per, 'a,p,H,2026-03-01,2026-03-20,,,yes,19\nb,p,H,2026-04-01,2026-04-02,,,yes,0')).toEqual([
    'a H 1',
    'b H no days above zero',
  ])
})

test('what patients say: mean change, share that gains enough, response', () => {
  const csv = 'a,p,H,2026-03-01,2026-03-20\nb,q,H,2026-03-01,2026-03-20\nc,r,H,2026-03-01,2026-03-20'
  const surveys =
    'case,instrument,phase,score\na,vas,before,40\na,vas,after,52.5\nb,vas,before,60\nb,vas,after,61\nc,vas,before,60\nx,vas,after,1'
  const change = { kind: 'scoreChange', instrument: 'vas' }
  expect(judge(measureOf({ numerator: change }), csv, surveys)).toEqual(['a H 12.5', 'b H 1', 'c H no score after'])
  expect(judge(measureOf({ numerator: { ...change, reaches: '12.5' } }), csv, surveys)).toEqual([
    'a H 1',
    'b H 0',
    'c H no score after',
  ])
  expect(judge(measureOf({ numerator: { kind: 'response', instrument: 'vas' } }), csv, surveys)).toEqual([
    'a H 1',
    'b H 1',
    'c H 0',
  ])
})
