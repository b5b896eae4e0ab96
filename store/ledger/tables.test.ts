// Would catch: a refusal that hides a graver one, money booked or freed twice, a limit that leaks, a group half booked, an answer
// that is another one the second time or from another process, totals that are not the sum of what was booked.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LEDGER_REFUSALS } from '../../domain/ledger/ledger-refusal.ts'
import { type TestDatabase, testDatabase } from '../../tests/database.ts'
import { connectDatabases, type Databases } from '../database.ts'
import { writeInstitution } from '../institution.ts'
import { parseTable } from './tables/parse-table.ts'
import { runTable, WRITERS } from './tables/run-table.ts'
import { casesOf } from './tables/table.ts'

const FOLDER = join(import.meta.dirname, 'tables')
const tables = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.txt'))
  .sort()
  .map((name) => parseTable(name, readFileSync(join(FOLDER, name), 'utf8')))

let database: TestDatabase
let databases: Databases

beforeAll(async () => {
  database = await testDatabase()
  databases = connectDatabases(database.ownerUrl, 4)
})
afterAll(async () => {
  await databases.close()
  await database.drop()
})

describe.each(WRITERS)('told to %s', (writers) => {
  test.concurrent.each(tables.map((table) => [table.name, table.title, table] as const))(
    '%s: %s',
    async (_name, _title, table) => {
      const institutionId = `T${tables.indexOf(table)}-${WRITERS.indexOf(writers)}`
      // transfer ids are unique in a region, and tables use short ones
      const books = { institutionId, regionId: institutionId }
      await writeInstitution(databases.asPlatform(), { ...books, name: '测试医院', hospitalLevel: '3' })
      expect(await runTable(table, { database: databases.asPlatform(), books, writers })).toEqual([])
    },
  )
})

test('every refusal of the ledger is expected somewhere', () => {
  const expected = tables.flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.do === 'group' ? step.members.map((one) => (one.expected.says === 'refused' ? one.expected.code : '')) : [],
    ),
  )
  expect(Object.keys(LEDGER_REFUSALS).filter((code) => !expected.includes(code))).toEqual([])
})

test('there are at least 150 cases', () => {
  expect(tables.reduce((sum, table) => sum + casesOf(table), 0)).toBeGreaterThanOrEqual(150)
})
