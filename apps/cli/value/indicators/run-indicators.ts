import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DEFAULT_METHOD } from '../../../../domain/value/indicators/default-method.ts'
import { fundSafety } from '../../../../domain/value/indicators/fund-safety.ts'
import { createIndicators } from '../../../../domain/value/indicators/indicators.ts'
import { readFundAccounts, readIndicatorMethod } from '../../../../domain/value/indicators/method.ts'
import { BadUsage } from '../../bad-usage.ts'
import { createCaseCount } from '../case-count.ts'
import { openCases } from '../case-source.ts'
import { readDocumentFile } from '../read-document-file.ts'
import { readTariffs } from '../read-tariffs.ts'
import { type IndicatorResult, indicatorFiles, indicatorJson, indicatorText } from './write-indicators.ts'

export interface IndicatorOptions {
  readonly tariff?: readonly string[]
  readonly method?: string
  readonly showMethod?: boolean
  readonly fund?: string
  readonly by: readonly string[]
  readonly language: 'zh' | 'en'
  readonly out?: string
  readonly json?: boolean
}

/** `value indicators`: one pass over the cases. */
export async function indicators(file: string | null, options: IndicatorOptions): Promise<void> {
  if (options.showMethod) {
    process.stdout.write(DEFAULT_METHOD)
    return
  }
  if (options.tariff === undefined) throw new BadUsage('say whose weights count with --tariff')
  const tariffs = await readTariffs(options.tariff)
  if (tariffs === null) {
    process.exitCode = 1
    return
  }
  const method = readIndicatorMethod(
    options.method === undefined ? DEFAULT_METHOD : await readDocumentFile(options.method),
  )
  const accounts = options.fund === undefined ? null : readFundAccounts(await readDocumentFile(options.fund))
  const collected = createIndicators(tariffs, method, options.by)
  const count = createCaseCount()
  const cases = await openCases(file)
  try {
    for await (const row of cases.read(count.badRow)) {
      const refusal = collected.take(row.one)
      if (refusal === null) count.used++
      else count.refuse(row, refusal)
    }
  } finally {
    await cases.close()
  }
  const report = collected.finish()
  count.noteEmpty(report.tables)
  count.finish('counted')
  if (count.used === 0) return
  const years = accounts === null ? [] : fundSafety(accounts, method)
  await write({ method, report, years, rows: { counted: count.used, refused: count.refused } }, options)
}

async function write(result: IndicatorResult, { out, json, language }: IndicatorOptions): Promise<void> {
  if (out !== undefined) {
    await mkdir(out, { recursive: true })
    for (const [name, text] of indicatorFiles(result)) await writeFile(join(out, name), text)
  }
  process.stdout.write(json ? `${JSON.stringify(indicatorJson(result))}\n` : indicatorText(result, language))
}
