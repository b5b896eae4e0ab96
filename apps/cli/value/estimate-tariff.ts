import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createChangeEffects } from '../../../domain/value/estimate/change-effects.ts'
import { DEFAULT_METHOD } from '../../../domain/value/estimate/default-method.ts'
import {
  changeSteps,
  type DraftEstimate,
  draftEstimate,
  estimatedTariff,
} from '../../../domain/value/estimate/draft-estimate.ts'
import { createRateFit, type RateEstimate } from '../../../domain/value/estimate/fit-rate.ts'
import { readMethod } from '../../../domain/value/estimate/method.ts'
import { createSample } from '../../../domain/value/estimate/sample.ts'
import { readTariff } from '../../../domain/value/tariff/read-tariff.ts'
import { BadUsage } from '../bad-usage.ts'
import { createCaseCount } from './case-count.ts'
import { type CaseSource, openCases } from './case-source.ts'
import { type Effect, type EstimateReport, estimateFiles, estimateJson, estimateText } from './estimate-report.ts'
import { readDocumentFile } from './read-document-file.ts'

export interface EstimateOptions {
  readonly tariff?: string
  readonly method?: string
  readonly showMethod?: boolean
  readonly out?: string
  readonly json?: boolean
}

/** `value estimate`: reads the cases three times – to collect, to fit the rate, to see the effect. */
export async function estimate(file: string | null, options: EstimateOptions): Promise<void> {
  if (options.showMethod) {
    process.stdout.write(DEFAULT_METHOD)
    return
  }
  if (options.tariff === undefined) throw new BadUsage('say which tariff is to be re-estimated with --tariff')
  const json = await readDocumentFile(options.tariff)
  const method = readMethod(options.method === undefined ? DEFAULT_METHOD : await readDocumentFile(options.method))
  const source = { json, tariff: readTariff(json), method }
  const cases = await openCases(file)
  try {
    const draft = await collect(source, cases)
    const rates = await fitRate(source, draft, cases)
    const tariff = estimatedTariff(source, draft, rates)
    const effect = await effectOf(source, draft, tariff, cases)
    await write({ source, draft, rates, tariff, effect }, options)
  } finally {
    await cases.close()
  }
}

type Source = Parameters<typeof draftEstimate>[0]

async function collect(source: Source, cases: CaseSource): Promise<DraftEstimate> {
  const sample = createSample(source.tariff, source.method)
  const count = createCaseCount()
  for await (const row of cases.read(count.badRow)) {
    const refusal = sample.take(row.one)
    if (refusal === null) count.used++
    else count.refuse(row, refusal)
  }
  count.finish('in the sample')
  return draftEstimate(source, sample)
}

async function fitRate({ tariff, method }: Source, draft: DraftEstimate, cases: CaseSource): Promise<RateEstimate[]> {
  if (method.rate === null) return []
  const fit = createRateFit(tariff, draft.tariff, method.rate)
  for await (const { one } of cases.read()) fit.take(one)
  return fit.finish()
}

async function effectOf({ tariff }: Source, draft: DraftEstimate, json: string, cases: CaseSource): Promise<Effect> {
  const effects = createChangeEffects(tariff, changeSteps(draft, readTariff(json)))
  for await (const { one } of cases.read()) effects.take(one)
  return effects.finish()
}

async function write(report: EstimateReport, { out, json }: EstimateOptions): Promise<void> {
  if (out !== undefined) {
    await mkdir(out, { recursive: true })
    for (const [name, text] of Object.entries(estimateFiles(report))) await writeFile(join(out, name), text)
  }
  process.stdout.write(json ? `${JSON.stringify(estimateJson(report))}\n` : estimateText(report))
}
