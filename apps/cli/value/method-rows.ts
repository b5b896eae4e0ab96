import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ReadDocument } from '../../../domain/value/document/read-document.ts'
import { BadUsage } from '../bad-usage.ts'
import { type CsvRow, NoHeader, readCsv } from './csv-lines.ts'

export type Row = Extract<CsvRow, { columns: unknown }>

/** A whole table; lines that are no rows have been told on stderr and are counted. */
export interface Rows {
  readonly rows: readonly Row[]
  readonly malformed: number
}

/** @param file null: standard input @param code of a line that is no row @throws BadUsage when the file cannot be opened */
export async function readRows(file: string | null, code: string, nameOf?: (header: string) => string): Promise<Rows> {
  const input = (file === null ? process.stdin : createReadStream(file)) as AsyncIterable<Uint8Array>
  const rows: Row[] = []
  let malformed = 0
  try {
    for await (const row of readCsv(input, nameOf)) {
      if ('columns' in row) rows.push(row)
      else {
        malformed++
        tell(placeOf(file, row.line), code, 'row', row.fault)
      }
    }
  } catch (error) {
    if (!(error instanceof NoHeader)) throw unreadable(file, error)
    malformed++
    tell(placeOf(file, 1), code, 'row', error.message)
  }
  return { rows, malformed }
}

/** The rules of a method, or null when they cannot be used: then every problem stands on stderr. @throws BadUsage */
export async function openRules<T>(file: string, inspect: (json: string) => ReadDocument<T>): Promise<T | null> {
  const { document, problems } = inspect(await readText(file))
  for (const { code, place, message } of problems) tell(basename(file), code, place, message)
  if (document === null) process.exitCode = 1
  return document
}

/** @throws BadUsage when the file cannot be opened */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw unreadable(file, error)
  }
}

/** Bad usage when the file cannot be opened, else the error itself. */
export function unreadable(file: string | null, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code
  const isUsage = code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES' || code === 'ENOTDIR'
  return isUsage ? new BadUsage(`${file} cannot be read: ${code}`) : error
}

/** `line 7` of standard input, `members.csv line 7` of a file beside it. */
export const placeOf = (file: string | null, line: number): string =>
  file === null ? `line ${line}` : `${basename(file)} line ${line}`

export function tell(where: string, code: string, place: string, message: string): void {
  process.stderr.write(`${where}: ${code} at ${place}: ${message}\n`)
}

/** Everything at once; a reader that has seen enough (`| head`) is no failure. */
export async function writeOut(text: string): Promise<void> {
  if (text === '') return
  await new Promise<void>((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => (error.code === 'EPIPE' ? resolve() : reject(error))
    process.stdout.once('error', onError)
    if (process.stdout.write(text)) resolve()
    else process.stdout.once('drain', resolve)
  })
}
