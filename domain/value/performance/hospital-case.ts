import type { Fen } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'
import { amountIn, dayIn, neededIn, numberIn, type Row, type TakenRows, takeRows } from '../rules/row.ts'
import { RowRefused } from '../rules/row-refusal.ts'

/** One stay of one person. */
export interface HospitalCase {
  readonly id: string
  readonly person: string
  readonly institution: string
  /** day numbers */
  readonly admission: number
  readonly discharge: number
  readonly row: Row
}

/** Columns `id, person, institution, admission, discharge`, and what measures look at. */
export const takeCases = (rows: readonly Row[]): TakenRows<HospitalCase> => takeRows(rows, readCase, ({ id }) => id)

function readCase(row: Row): HospitalCase {
  const [admission, discharge] = [dayIn(row, 'admission'), dayIn(row, 'discharge')]
  if (discharge < admission) throw new RowRefused('ROW_DATES_REVERSED', 'discharge', row.columns.get('discharge'))
  const [id, person, institution] = [neededIn(row, 'id'), neededIn(row, 'person'), neededIn(row, 'institution')]
  return { id, person, institution, admission, discharge, row }
}

/** What a person said of a case with an instrument before or after. */
export interface Survey {
  readonly caseId: string
  readonly instrument: string
  readonly phase: string
  readonly score: Ratio
}

/** Columns `case, instrument, phase, score`. @param known cases that were taken */
export function takeSurveys(rows: readonly Row[], known: ReadonlySet<string>): TakenRows<Survey> {
  const read = (row: Row): Survey => {
    const caseId = neededIn(row, 'case')
    if (!known.has(caseId)) throw new RowRefused('ROW_CASE_UNKNOWN', 'case', `"${caseId}"`)
    return {
      caseId,
      instrument: neededIn(row, 'instrument'),
      phase: neededIn(row, 'phase'),
      score: numberIn(row, 'score'),
    }
  }
  return takeRows(rows, read, surveyKey)
}

export const surveyKey = ({ caseId, instrument, phase }: Omit<Survey, 'score'>): string =>
  `${caseId}/${instrument}/${phase}`

/** What an institution is paid before its performance is looked at. */
export interface BasePayment {
  readonly institution: string
  /** fen */
  readonly amount: Fen
}

/** Columns `institution, amount`. */
export function takeBasePayments(rows: readonly Row[]): TakenRows<BasePayment> {
  const read = (row: Row): BasePayment => ({
    institution: neededIn(row, 'institution'),
    amount: amountIn(row, 'amount'),
  })
  return takeRows(rows, read, ({ institution }) => institution)
}
