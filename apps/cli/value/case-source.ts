import { createReadStream, createWriteStream } from 'node:fs'
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { ValueCase } from '../../../domain/value/tariff/value-case.ts'
import { BadUsage } from '../bad-usage.ts'
import { NoHeader, readCsv } from './csv-lines.ts'
import { caseOf, columnName } from './group-row.ts'

/** Cases that can be read more than once: a file, or standard input kept in a file until `close`. */
export interface CaseSource {
  /** @param tell called with each row that is none; later readings pass over the same rows in silence */
  read(tell?: (row: BadRow) => void): AsyncGenerator<NumberedCase>
  close(): Promise<void>
}

export interface NumberedCase {
  readonly line: number
  readonly one: ValueCase
}

export interface BadRow {
  readonly line: number
  readonly fault: string
}

/** @throws BadUsage when the file is not there */
export async function openCases(file: string | null): Promise<CaseSource> {
  if (file !== null) {
    await access(file).catch(() => {
      throw new BadUsage(`${file} is not there`)
    })
    return { read: (tell) => readCases(file, tell), close: async () => {} }
  }
  const folder = await mkdtemp(join(tmpdir(), 'medsettle-cases-'))
  const path = join(folder, 'cases.csv')
  await pipeline(process.stdin, createWriteStream(path))
  return { read: (tell) => readCases(path, tell), close: () => rm(folder, { recursive: true }) }
}

async function* readCases(path: string, tell: (row: BadRow) => void = () => {}): AsyncGenerator<NumberedCase> {
  try {
    for await (const row of readCsv(createReadStream(path), columnName)) {
      if ('fault' in row) tell(row)
      else yield { line: row.line, one: caseOf(row) }
    }
  } catch (error) {
    if (!(error instanceof NoHeader)) throw error
    tell({ line: 1, fault: error.message })
  }
}
