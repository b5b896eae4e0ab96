import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type ImportedTariffs, importPublished, type TableLine } from '../../../domain/value/tariff/import-published.ts'
import { readTariff } from '../../../domain/value/tariff/read-tariff.ts'
import type { Tariff } from '../../../domain/value/tariff/tariff.ts'
import { type TariffProblem, tariffProblem } from '../../../domain/value/tariff/tariff-refusal.ts'
import { BadUsage } from '../bad-usage.ts'
import { NoHeader, readCsv } from './csv-lines.ts'

/** A file of tariffs: JSON documents, and what was found on the way. */
export interface TariffFile {
  readonly path: string
  readonly documents: readonly string[]
  readonly problems: readonly TariffProblem[]
}

/** @throws BadUsage when the file cannot be opened */
export async function openTariffFile(path: string): Promise<TariffFile> {
  try {
    if (!/\.csv$/i.test(path)) return { path, documents: [await readFile(path, 'utf8')], problems: [] }
    const { documents, problems } = await readPublishedTable(path)
    return { path, documents: documents.map((document) => JSON.stringify(document)), problems }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'EISDIR' || code === 'EACCES')
      throw new BadUsage(`${path} cannot be read: ${code}`)
    throw error
  }
}

/** Tariffs for pricing; what a table left open is told on stderr. @throws RefusalError when one cannot be read */
export async function readTariffs(paths: readonly string[]): Promise<Tariff[]> {
  const tariffs: Tariff[] = []
  for (const path of paths) {
    const { documents, problems } = await openTariffFile(path)
    for (const { code, place, message } of problems) process.stderr.write(`${path}: ${code} at ${place}: ${message}\n`)
    tariffs.push(...documents.map(readTariff))
  }
  return tariffs
}

export async function readPublishedTable(path: string): Promise<ImportedTariffs> {
  const lines: TableLine[] = []
  const faults: TariffProblem[] = []
  try {
    for await (const row of readCsv(createReadStream(path))) {
      if ('fault' in row) faults.push(tariffProblem('TARIFF_FIELD_INVALID', `line ${row.line}`, row.fault))
      else lines.push(row)
    }
  } catch (error) {
    if (!(error instanceof NoHeader)) throw error
    faults.push(tariffProblem('TARIFF_FIELD_INVALID', 'line 1', error.message))
  }
  const { documents, problems } = importPublished(lines)
  return { documents, problems: [...faults, ...problems] }
}
