// Would catch: a recipe in docs/ledger.md that no longer runs or ends with other balances than it says, a file that is applied
// again and answers otherwise, codes in the page that are not those of the ledger.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inUnits } from '../../apps/cli/ledger/answers.ts'
import { apply } from '../../apps/cli/ledger/apply.ts'
import { openDesk } from '../../apps/cli/ledger/desk.ts'
import { LEDGER_REFUSALS } from '../../domain/ledger/ledger-refusal.ts'
import { connectDatabases, type Databases } from '../../store/database.ts'
import { ACCOUNT_REFUSALS } from '../../store/ledger/account-refusal.ts'
import { readBalance, readBalances } from '../../store/ledger/balances.ts'
import { verifyLedger } from '../../store/ledger/verify.ts'
import { type TestDatabase, testDatabase } from '../database.ts'
import { fencesOf } from '../docs/markdown.ts'

const ROOT = join(import.meta.dirname, '../..')
const FOLDER = 'examples/ledger'
const page = { path: 'docs/ledger.md', text: readFileSync(join(ROOT, 'docs/ledger.md'), 'utf8') }
const fences = fencesOf(page)
/** in the page: the file in a fence, then its name and balances in the next */
const RECIPES = fences.flatMap(({ language, text }, index) => {
  const [file, ...balances] = text.split('\n')
  return language === 'text' && file!.startsWith(FOLDER) ? [{ file: file!, balances, shown: fences[index - 1]! }] : []
})

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

/** Each recipe in books of its own; ids differ between the files, because they are one region's. */
async function run(file: string): Promise<Record<string, unknown>[]> {
  const desk = openDesk(databases.asPlatform(), { institution: booksOf(file), region: '330100', now: () => new Date() })
  const said: string[] = []
  const chunks = async function* () {
    yield readFileSync(join(ROOT, file))
  }
  const { bad } = await apply(desk, chunks(), async (text) => {
    said.push(text)
  })
  expect(bad).toBe(0)
  return said
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
}

const booksOf = (file: string): string => file.slice(FOLDER.length + 1, -'.jsonl'.length).slice(0, 20)

test('every file has its place in the page, as it is', () => {
  const files = readdirSync(join(ROOT, FOLDER)).filter((name) => name.endsWith('.jsonl'))
  expect(RECIPES.map(({ file }) => file).sort()).toEqual(files.map((name) => `${FOLDER}/${name}`).sort())
  for (const { file, shown } of RECIPES) expect(shown.text, file).toBe(readFileSync(join(ROOT, file), 'utf8').trimEnd())
})

describe('recipes', () => {
  test.each(RECIPES.map(({ file, balances }) => [file, balances] as const))('%s', async (file, balances) => {
    const answers = await run(file)
    expect(await standing(file, balances)).toEqual(balances)
    const again = await run(file)
    const once = (list: unknown): unknown =>
      JSON.parse(JSON.stringify(list).replaceAll('"replayed":false', '"replayed":true'))
    expect(again).toEqual(once(answers))
    expect(JSON.stringify(again)).not.toContain('"replayed":false')
  })

  test('leave books without a finding', async () => {
    expect((await verifyLedger(databases.asPlatform())).findings).toEqual([])
  })
})

/** The page's balances asked again: `path yuan`, an institution before it when there are two, ` as of ` a date after it. */
async function standing(file: string, balances: readonly string[]): Promise<string[]> {
  const paths = balances.map((line) => /^(?:([A-Z-]+) )?(\S+) \S+(?: as of (\S+))?$/.exec(line)!)
  const named = new Set(paths.map(([, institutionId]) => institutionId ?? booksOf(file)))
  const lines: string[] = []
  for (const institutionId of named) {
    const prefix = institutionId === booksOf(file) ? '' : `${institutionId} `
    for (const one of await readBalances(databases.asPlatform(), { institutionId }))
      lines.push(`${prefix}${one.path} ${inUnits(one.balance)}`)
  }
  for (const [, institutionId = booksOf(file), path, asOf] of paths) {
    if (asOf === undefined) continue
    const one = await readBalance(databases.asPlatform(), { institutionId, path: path!, asOf })
    lines.push(`${one.path} ${inUnits(one.balance)} as of ${asOf}`)
  }
  return lines
}

describe('codes in the page, in their order of precedence', () => {
  const lists = fences.map(({ text }) => text.split('\n').map((line) => line.split(/\s+/)[0]))
  test.each([
    ['of transfers', LEDGER_REFUSALS],
    ['of accounts', ACCOUNT_REFUSALS],
  ])('%s', (_, table) => {
    expect(lists).toContainEqual(Object.keys(table))
  })
})
