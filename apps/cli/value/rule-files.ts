import { createReadStream } from 'node:fs'
import { type Row, refuse } from '../../../domain/value/rules/row.ts'
import { type RefusedRow, rowRefusal } from '../../../domain/value/rules/row-refusal.ts'
import type { InspectedRules } from '../../../domain/value/rules/rule-problem.ts'
import { NoHeader, readCsv } from './csv-lines.ts'
import { readText, unreadable } from './method-rows.ts'

/** A CSV file in memory: its header, its rows, and lines that are no rows. */
export interface RowsFile {
  readonly header: ReadonlySet<string>
  readonly rows: readonly Row[]
  readonly malformed: readonly RefusedRow[]
}

export const NO_ROWS: RowsFile = { header: new Set(), rows: [], malformed: [] }

/** Rules of a document, or null when it has problems, all of which stderr then says and the exit code is 1. */
export async function rulesFrom<T>(path: string, inspect: (json: string) => InspectedRules<T>): Promise<T | null> {
  const { rules, problems } = inspect(await readText(path))
  for (const { code, place, message } of problems) process.stderr.write(`${path}: ${code} at ${place}: ${message}\n`)
  if (rules === null) process.exitCode = 1
  return rules
}

/** @param path null: standard input. @throws BadUsage when the file cannot be opened */
export async function rowsFrom(path: string | null): Promise<RowsFile> {
  const input = (path === null ? process.stdin : createReadStream(path)) as AsyncIterable<Uint8Array>
  const rows: Row[] = []
  const malformed: RefusedRow[] = []
  try {
    for await (const row of readCsv(input)) {
      if (!('fault' in row)) rows.push(row)
      else malformed.push(refuse({ line: row.line, columns: new Map() }, rowRefusal('ROW_MALFORMED', 'row', row.fault)))
    }
  } catch (error) {
    if (!(error instanceof NoHeader)) throw unreadable(path, error)
    malformed.push(refuse({ line: 1, columns: new Map() }, rowRefusal('ROW_MALFORMED', 'header', error.message)))
  }
  return { header: new Set(rows[0]?.columns.keys()), rows, malformed }
}

/** Rows that were not taken, one line each, then the counts; exit 1 when nothing of a file that matters was taken. */
export function tellRefused(
  name: string,
  { rows, malformed }: RowsFile,
  refused: readonly RefusedRow[],
  isNeeded = true,
): void {
  const all = [...malformed, ...refused].sort((a, b) => a.line - b.line)
  for (const { line, id, refusal } of all)
    process.stderr.write(
      `${name} line ${line}${id === '' ? '' : `, id ${id}`}: ${refusal.code} at ${refusal.place}: ${refusal.message}\n`,
    )
  const count = rows.length + malformed.length
  process.stderr.write(`${name}: ${count} rows, ${count - all.length} taken, ${all.length} refused\n`)
  if (isNeeded && count === all.length) process.exitCode = 1
}

/** Rules that look at a column nobody has hold for nobody: said once, it stops nothing. */
export function tellMissingColumns(name: string, { header, rows }: RowsFile, columns: Iterable<string>): void {
  if (rows.length === 0) return
  const missing = [...columns].filter((column) => !header.has(column))
  if (missing.length > 0)
    process.stderr.write(`${name}: note: the rules look at columns that are not there: ${missing.join(', ')}\n`)
}
