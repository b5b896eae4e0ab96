import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inspectMeasure, type Measure } from '../../../domain/value/performance/measure-document.ts'
import { rulesFrom } from './rule-files.ts'

const BUILT_IN = join(import.meta.dirname, '../../../domain/value/performance/measures')

/** The measures that come with the program and the caller's own, which replace one of the same id; null: one has problems. */
export async function readMeasures(own: readonly string[]): Promise<Map<string, Measure> | null> {
  const files = (await readdir(BUILT_IN)).filter((name) => name.endsWith('.json')).sort()
  const measures = new Map<string, Measure>()
  let isSound = true
  for (const path of [...files.map((name) => join(BUILT_IN, name)), ...own]) {
    const measure = await rulesFrom(path, inspectMeasure)
    if (measure === null) isSound = false
    else measures.set(measure.id, measure)
  }
  return isSound ? measures : null
}

/** `value measures` */
export async function listMeasures(): Promise<void> {
  const measures = await readMeasures([])
  for (const { id, better, title } of measures?.values() ?? [])
    process.stdout.write(`${id.padEnd(42)} ${better.padEnd(7)} ${title ?? ''}\n`)
}
