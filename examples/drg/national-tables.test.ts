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
  loadScheme,
  readTablesFolder,
  type SchemeTables,
  saveScheme,
} from '@medsettle/grouper'
import { beforeAll, describe, expect, test } from 'vitest'

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

  test('the check finds no error in them', () => {
    expect(checkScheme(tables).filter((finding) => finding.severity !== 'note')).toEqual([])
  })
})
