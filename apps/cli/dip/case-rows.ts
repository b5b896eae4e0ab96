import { createReadStream } from 'node:fs'
import { DIP_REFUSALS, type DipCase, DipError, dipColumn, NEEDED_COLUMNS, readDipCase } from '@medsettle/grouper/dip'
import { type CsvRow, NoHeader, readCsv } from '../value/csv-lines.ts'
import { unreadable } from '../value/method-rows.ts'
import { inUtf8 } from './in-utf8.ts'

export type Row = Extract<CsvRow, { columns: unknown }>

/** Rows in, by the names `nameOf` gives the header; a line that is none goes to `fault`. @throws BadUsage, DipError */
export async function* readRows(
  file: string | null,
  needed: readonly string[],
  fault: (line: number, message: string) => void,
  nameOf: (header: string) => string = dipColumn,
): AsyncGenerator<Row> {
  const input = (file === null ? process.stdin : createReadStream(file)) as AsyncIterable<Uint8Array>
  let isFirst = true
  try {
    for await (const row of readCsv(inUtf8(input), nameOf)) {
      if ('fault' in row) {
        fault(row.line, `${DIP_REFUSALS.DIP_ROW_MALFORMED}: ${row.fault}`)
        continue
      }
      const missing = isFirst ? needed.filter((name) => !row.columns.has(name)) : []
      if (missing.length > 0)
        throw new DipError(
          'DIP_COLUMN_MISSING',
          'line 1',
          `the header does not name ${missing.join(', ')}${row.columns.size === 1 ? '; columns are separated by commas' : ''}`,
        )
      isFirst = false
      yield row
    }
  } catch (error) {
    if (error instanceof NoHeader) throw new DipError('DIP_COLUMN_MISSING', 'line 1', error.message)
    throw unreadable(file, error)
  }
}

export interface Told {
  readonly code: string
  readonly place: string
  readonly message: string
}

/** Counts rows and tells each refusal by its line; what comes in is counted as taken or refused, never lost. */
export function createTeller() {
  const count = { rows: 0, taken: 0, refused: 0, passedOver: 0 }
  return {
    count,
    refuse(line: number, id: string, { code, place, message }: Told): void {
      count.rows++
      count.refused++
      process.stderr.write(`line ${line}${id === '' ? '' : `, id ${id}`}: ${code} at ${place}: ${message}\n`)
    },
    take(): void {
      count.rows++
      count.taken++
      if (process.stderr.isTTY && count.rows % PROGRESS_ROWS === 0)
        process.stderr.write(`\r${count.rows} rows, ${count.refused} refused `)
    },
    /** a row that is good and not meant */
    passOver(): void {
      count.rows++
      count.passedOver++
    },
    fault(line: number, message: string): void {
      this.refuse(line, '', { code: 'DIP_ROW_MALFORMED', place: 'row', message })
    },
    end(what: string): void {
      if (process.stderr.isTTY && count.rows >= PROGRESS_ROWS) process.stderr.write('\n')
      const { rows, taken, refused, passedOver } = count
      const others = passedOver === 0 ? '' : `, ${passedOver} of other funds`
      process.stderr.write(`${rows} rows, ${taken} ${what}, ${refused} refused${others}\n`)
      if (count.taken === 0) process.exitCode = 1
    },
  }
}

const PROGRESS_ROWS = 10_000

/** Cases of a file; rows that are none are told. */
export async function* readCases(
  file: string | null,
  needed: readonly string[],
  teller: ReturnType<typeof createTeller>,
): AsyncGenerator<{ readonly row: Row; readonly one: DipCase }> {
  for await (const row of readRows(file, [...NEEDED_COLUMNS, ...needed], (line, message) =>
    teller.fault(line, message),
  )) {
    const one = readDipCase(row.columns)
    if ('code' in one) teller.refuse(row.line, row.columns.get('id') ?? '', one)
    else yield { row, one }
  }
}
