// Would catch: any departure from the reference's answers on the national 1.1 scheme. The tables belong to others and are not
// part of this repository: the suite is whole without them, `packages/grouper/src/compiled-equals-tables.test.ts` judges the engine.
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CompiledScheme,
  checkScheme,
  compileScheme,
  createBlockGrouper,
  createTracer,
  type GroupingCase,
  loadScheme,
  readTablesFolder,
  type SchemeTables,
  saveScheme,
} from '@medsettle/grouper'
import { createRandom } from '@medsettle/seeded'
import { beforeAll, describe, expect, test } from 'vitest'
import { createCaseDraw } from '../../packages/grouper/fixtures/cases-of-tables.ts'
import { groupNaively } from '../../packages/grouper/fixtures/naive-grouping.ts'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = join(process.env.MEDSETTLE_SHARED_DATA ?? join(ROOT, '../shared/data'), 'chs-drg-1.1')

describe.runIf(existsSync(FOLDER))('the national 1.1 tables', () => {
  let tables: SchemeTables
  let scheme: CompiledScheme
  let cases: Buffer
  let expected: string
  beforeAll(async () => {
    tables = await readTablesFolder(FOLDER)
    scheme = compileScheme(tables)
    cases = await readFile(join(FOLDER, 'cases.csv'))
    expected = await readFile(join(FOLDER, 'expected.csv'), 'utf8')
  })

  test('1,500 of 1,500 cases agree, as do those of a saved scheme and of a trace', () => {
    const plain = createBlockGrouper([scheme])(cases, true)
    expect(Buffer.from(plain.output).toString()).toBe(expected)
    expect(plain.cases).toBe(1500)
    const loaded = createBlockGrouper([loadScheme(saveScheme(scheme))])(cases, true)
    expect(Buffer.from(loaded.output).toString()).toBe(expected)
    const traced = Buffer.from(createBlockGrouper([scheme], { trace: true })(cases, true).output).toString()
    const groups = traced
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; drg: string })
    expect(groups.map(({ id, drg }) => `${id},${drg}\n`).join('')).toBe(expected)
  })

  test('30,000 cases drawn from the tables themselves: compiled and walked agree in every ADRG and DRG', () => {
    const draw = createCaseDraw(tables, createRandom(20261128))
    const trace = createTracer(scheme)
    const seen = { drgs: new Set<string>(), excluding: new Set<string>(), refusals: new Set<string>() }
    for (let index = 0; index < 30_000; index++) {
      const { record } = draw()
      const { drg, trace: reasons, refusal } = trace(record)
      if (refusal?.code === 'NEWBORN_WITHOUT_WEIGHT')
        expect(groupsOverWeights(record).size, refusal.message).not.toBe(1)
      else expect({ record, drg }).toEqual({ record, drg: groupNaively(tables, record) })
      seen.drgs.add(drg)
      if (refusal) seen.refusals.add(refusal.code)
      for (const { counts, table } of reasons?.severity.diagnoses ?? []) if (!counts) seen.excluding.add(table)
    }
    expect(seen.drgs.size - 1).toBe(Object.keys(tables.drgs).length)
    const exclusionTables = new Set(Object.values(tables.exclusionByPrincipal))
    expect(seen.excluding.size / exclusionTables.size).toBeGreaterThan(0.95)
    expect([...seen.refusals].sort()).toEqual([
      'NEWBORN_WITHOUT_WEIGHT',
      'NO_ADRG_MATCHES',
      'PRINCIPAL_DIAGNOSIS_IN_NO_MDC',
      'SEX_CONFLICT',
    ])
  })

  /** What the tables would say to each weight: a newborn without one is refused only where they differ. */
  const groupsOverWeights = (record: GroupingCase): Set<string> =>
    new Set([1, 1500, 2000, 2500].map((birthWeightGrams) => groupNaively(tables, { ...record, birthWeightGrams })))

  test('the check finds no error in them', () => {
    expect(checkScheme(tables).filter((finding) => finding.severity !== 'note')).toEqual([])
  })
})
