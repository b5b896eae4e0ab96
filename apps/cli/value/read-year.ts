import { createReadStream } from 'node:fs'
import { type BudgetProblem, type BudgetRefusal, budgetRefusal } from '../../../domain/value/budget/budget-problem.ts'
import type { BudgetYear } from '../../../domain/value/budget/prepay.ts'
import { inspectBudget } from '../../../domain/value/budget/read-budget.ts'
import { readResultRow } from '../../../domain/value/budget/read-result-row.ts'
import { openResults, type ResultsDesk } from '../../../domain/value/budget/year-results.ts'
import { type CsvRow, NoHeader, readCsv } from './csv-lines.ts'
import { readText, unreadable } from './method-rows.ts'

export interface YearFiles {
  readonly rules: string
  readonly results: string
  readonly facts?: string
}

export interface ReadYear {
  readonly year: BudgetYear
  readonly rows: number
  readonly refused: number
}

/** Rules, facts and results of a year. Problems and refused rows stand on stderr; null: rules, facts or results are none. */
export async function readYear(files: YearFiles, closing: boolean): Promise<ReadYear | null> {
  const rules = await readText(files.rules)
  const facts = files.facts === undefined ? null : await readText(files.facts)
  const budget = inspectBudget({ rules, facts, closing })
  if ('problems' in budget) {
    tellProblems(budget.problems)
    return null
  }
  const desk = openResults(budget.policy)
  const count = { rows: 0, refused: 0 }
  try {
    for await (const row of readCsv(openInput(files.results))) addRow(desk, row, count)
  } catch (error) {
    if (!(error instanceof NoHeader)) throw unreadable(files.results, error)
    tell(1, budgetRefusal('BUDGET_ROW_MALFORMED', 'header', error.message))
    return null
  }
  const results = desk.close()
  process.stderr.write(`${count.rows} rows, ${results.accepted} added up, ${count.refused} refused\n`)
  return { year: { ...budget, results }, ...count }
}

function addRow(desk: ResultsDesk, row: CsvRow, count: { rows: number; refused: number }): void {
  count.rows++
  const result = 'fault' in row ? budgetRefusal('BUDGET_ROW_MALFORMED', 'row', row.fault) : readResultRow(row.columns)
  const refusal = 'code' in result ? result : desk.add(result)
  if (refusal === null) return
  count.refused++
  tell(row.line, refusal)
}

const tell = (line: number, { code, place, message }: BudgetRefusal): void => {
  process.stderr.write(`line ${line}: ${code} at ${place}: ${message}\n`)
}

function tellProblems(problems: readonly BudgetProblem[]): void {
  for (const { code, place, message } of problems) process.stderr.write(`${code} at ${place}: ${message}\n`)
}

const openInput = (path: string): AsyncIterable<Uint8Array> =>
  path === '-' ? process.stdin : (createReadStream(path) as AsyncIterable<Uint8Array>)
