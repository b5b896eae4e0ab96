// Would catch: a measure of the program that counts whom its own text leaves out, or leaves out whom it counts.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ratioText } from '@medsettle/money/ratio'
import { describe, expect, test } from 'vitest'
import { dayOf } from '../rules/days.ts'
import { rowsOf } from '../rules/fixtures/rows.ts'
import { rulesOf } from '../rules/rule-problem.ts'
import { surveyKey, takeCases, takeSurveys } from './hospital-case.ts'
import { judgeMeasure } from './judge-measure.ts'
import { inspectMeasure } from './measure-document.ts'
import { measureRates } from './measure-rates.ts'

const HEAD =
  'id,person,institution,setting,admission,discharge,stayDays,principal,procedures,acquiredDiagnoses,hospitalInfection,dischargeWay,admissionKind'

async function results(id: string, csv: string, surveys = 'case'): Promise<{ cases: string[]; rates: string[] }> {
  const json = await readFile(join(import.meta.dirname, 'measures', `${id}.json`), 'utf8')
  const measure = rulesOf(inspectMeasure(json))
  const cases = takeCases(rowsOf(`${HEAD}\n${csv}`)).taken
  const answers = takeSurveys(rowsOf(surveys), new Set(cases.map((one) => one.id))).taken
  const judged = judgeMeasure(measure, {
    cases,
    surveys: new Map(answers.map((one) => [surveyKey(one), one])),
    from: dayOf('2026-01-01'),
    to: dayOf('2026-12-31'),
    dataTo: dayOf('2027-01-31'),
  })
  return {
    cases: judged.map((one) => `${one.caseId} ${one.outcome === 'counted' ? ratioText(one.value) : one.reason}`),
    rates: measureRates(measure, judged, 1).map(({ institution, rate }) => `${institution} ${rate && ratioText(rate)}`),
  }
}

describe('readmission-30-day', () => {
  test('the dead, those who left against advice or to a hospital nobody knows, planned care, outpatients', async () => {
    const { cases, rates } = await results(
      'readmission-30-day',
      `a,p1,H,inpatient,2026-03-01,2026-03-05,4,I50.0,,,no,5,emergency
      b,p2,H,inpatient,2026-03-01,2026-03-05,4,I50.0,,,no,4,emergency
      c,p3,H,inpatient,2026-03-01,2026-03-05,4,I50.0,,,no,2,emergency
      d,p4,H,inpatient,2026-03-01,2026-03-05,4,Z51.1,,,no,1,planned
      e,p5,H,outpatient,2026-03-01,2026-03-01,0,I50.0,,,no,1,
      f,p6,H,inpatient,2026-03-01,2026-03-05,4,I50.0,,,no,1,emergency
      g,p6,X,inpatient,2026-03-20,2026-03-25,5,J18.9,,,no,1,emergency`,
    )
    expect(cases).toEqual([
      'a died',
      'b left against advice',
      'c transferred to a hospital that is not in the file',
      'd the stay was for planned care',
      'f 1',
      'g 0',
    ])
    expect(rates).toEqual(['H 1', 'X 0'])
  })

  test('a transfer is one hospitalisation; a course of chemotherapy is no readmission; the same day is the same stay', async () => {
    const { cases } = await results(
      'readmission-30-day',
      `a,p1,H,inpatient,2026-03-01,2026-03-05,4,I50.0,,,no,2,emergency
      b,p1,X,inpatient,2026-03-06,2026-03-09,3,I50.0,,,no,1,emergency
      c,p1,X,inpatient,2026-03-09,2026-03-12,3,I50.0,,,no,1,emergency
      d,p1,X,inpatient,2026-03-20,2026-03-21,1,Z51.1,,,no,1,emergency`,
    )
    expect(cases).toEqual(['c 0', 'd the stay was for planned care'])
  })
})

test('infections: stays under two days are left out; per 1000 days', async () => {
  const csv = `a,p1,H,inpatient,2026-03-01,2026-03-05,4,I50.0,,,yes,1,emergency
    b,p2,H,inpatient,2026-03-01,2026-03-17,16,I50.0,,,no,1,emergency
    c,p3,H,inpatient,2026-03-01,2026-03-02,1,I50.0,,,1,1,emergency`
  expect(await results('hospital-acquired-infection', csv)).toEqual({
    cases: ['a 1', 'b 0', 'c stay of less than two days'],
    rates: ['H 0.5'],
  })
  expect((await results('hospital-acquired-infection-per-1000-days', csv)).rates).toEqual(['H 50'])
})

test('complications: only after an operation, only what was not there on admission', async () => {
  const csv = `a,p1,H,inpatient,2026-03-01,2026-03-05,4,K80.2,51.2300,T81.4|I10,no,1,
    b,p2,H,inpatient,2026-03-01,2026-03-05,4,K80.2,51.2300,I10,no,1,
    c,p3,H,inpatient,2026-03-01,2026-03-05,4,T81.4,,T81.4,no,1,`
  expect(await results('surgical-complication', csv)).toEqual({ cases: ['a 1', 'b 0'], rates: ['H 0.5'] })
})

test('what patients say after an operation: change, gain of ten, response', async () => {
  const csv = ['a', 'b', 'c']
    .map((id) => `${id},p${id},H,inpatient,2026-03-01,2026-03-05,4,M17.1,81.5400,,no,1,`)
    .join('\n')
  const surveys =
    'case,instrument,phase,score\na,function,before,40\na,function,after,50\nb,function,before,40\nb,function,after,43\nc,function,before,40'
  expect((await results('function-score-change', csv, surveys)).rates).toEqual(['H 6.5'])
  expect((await results('function-score-gain', csv, surveys)).rates).toEqual(['H 0.5'])
  expect((await results('function-score-response', csv, surveys)).rates).toEqual(['H 2/3'])
})
