import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { type ImportedTariffs, importPublished, type TableLine } from '../../../domain/value/tariff/import-published.ts'
import { inspectTariff } from '../../../domain/value/tariff/read-tariff.ts'
import type { Tariff } from '../../../domain/value/tariff/tariff.ts'
import { type TariffProblem, tariffProblem } from '../../../domain/value/tariff/tariff-refusal.ts'
import { NoHeader, readCsv } from './csv-lines.ts'
import { unreadable } from './method-rows.ts'

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
    throw unreadable(path, error)
  }
}

/** Tariffs for pricing; what a table left open, or why a document is none, is told on stderr. Null: one of them cannot be used. */
export async function readTariffs(paths: readonly string[]): Promise<Tariff[] | null> {
  const tariffs: Tariff[] = []
  let isWhole = true
  for (const path of paths) {
    const { documents, problems } = await openTariffFile(path)
    const read = documents.map(inspectTariff)
    for (const { code, place, message } of [...problems, ...read.flatMap((one) => one.problems)])
      process.stderr.write(`${path}: ${code} at ${place}: ${message}\n`)
    tariffs.push(...read.flatMap(({ tariff }) => tariff ?? []))
    if (documents.length === 0 || read.some(({ tariff }) => tariff === null)) isWhole = false
  }
  return isWhole ? tariffs : null
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
