import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isNote } from '../../../domain/value/tariff/check-tariff.ts'
import type { ImportedDocument } from '../../../domain/value/tariff/import-published.ts'
import { BadUsage } from '../bad-usage.ts'
import { letReaderGo } from './line-writer.ts'
import { openTariffFile } from './read-tariffs.ts'

/** `value import`: exit 1 when the table has no tariff, or one that does not reproduce every figure. */
export async function importTable(file: string, options: { readonly out?: string }): Promise<void> {
  letReaderGo()
  if (!/\.csv$/i.test(file)) throw new BadUsage(`${file} is not a CSV file`)
  const { documents, problems } = await openTariffFile(file)
  for (const { code, place, message } of problems) process.stderr.write(`${code} at ${place}: ${message}\n`)
  const tariffs = documents.map((json) => JSON.parse(json) as ImportedDocument)
  if (options.out === undefined && tariffs.length > 1)
    throw new BadUsage(`the table has ${tariffs.length} tariffs; say where they go with --out`)
  for (const tariff of tariffs) await write(tariff, options.out)
  if (tariffs.length === 0 || problems.some((problem) => !isNote(problem))) process.exitCode = 1
}

async function write(tariff: ImportedDocument, folder: string | undefined): Promise<void> {
  const text = `${JSON.stringify(tariff, null, 1)}\n`
  if (folder === undefined) {
    process.stdout.write(text)
    return
  }
  await mkdir(folder, { recursive: true })
  const path = join(folder, `${tariff.id.replace(/[^\p{L}\p{N}-]/gu, '_')}.json`)
  await writeFile(path, text)
  process.stdout.write(`${path}\n`)
}
