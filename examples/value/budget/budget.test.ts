// Would catch: any fen that a change moves in a worked year, a page that no longer tells what is printed, a verb that books otherwise
// than it says, another exit code.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { BadUsage } from '../../../apps/cli/bad-usage.ts'
import { valueCommand } from '../../../apps/cli/value/command.ts'
import { type TestDatabase, testDatabase } from '../../../tests/database.ts'

const HERE = import.meta.dirname
const PAGE = join(HERE, '../../../docs/value/budget.md')
const FILES = [
  '--rules',
  join(HERE, 'rules.json'),
  '--facts',
  join(HERE, 'facts.json'),
  '--results',
  join(HERE, 'results.csv'),
]

let folder: string
let database: TestDatabase
const said = { out: '', err: '' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'budget-'))
  database = await testDatabase()
})
afterAll(async () => {
  await database.drop()
  await rm(folder, { recursive: true })
})
beforeEach(() => {
  process.exitCode = undefined
  vi.stubEnv('DATABASE_URL', database.ownerUrl)
  for (const [stream, key] of [
    [process.stdout, 'out'],
    [process.stderr, 'err'],
  ] as const)
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      said[key] += String(chunk)
      return true
    })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
})

/** What was printed; stderr after it. */
async function run(...words: string[]): Promise<string> {
  said.out = ''
  said.err = ''
  const program = new Command('medsettle').exitOverride()
  valueCommand(program)
  await program.parseAsync(['value', ...words], { from: 'user' })
  return said.out
}

async function golden(name: string, text: string): Promise<void> {
  const path = join(HERE, name)
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(path, text)
  expect(text).toBe(await readFile(path, 'utf8'))
}

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

test('the year, a month, a quarter, a statement, and the reasons', async () => {
  const statements = join(folder, 'statements')
  await golden('year.txt', await run('budget', ...FILES, '--statements', statements))
  expect((await readdir(statements)).length).toBe(6)
  await golden('statement-NORTH-T1.txt', await readFile(join(statements, 'NORTH-T1.txt'), 'utf8'))
  await golden('month-3.txt', await run('budget', ...FILES, '--month', '3'))
  await golden('quarter-4.txt', await run('budget', ...FILES, '--quarter', '4'))
  await golden('reasons.txt', `${JSON.stringify(JSON.parse(await run('budget', ...FILES, '--json')), null, 1)}\n`)
})

test('settled, settled again, taken back: what is printed', async () => {
  await golden('settled.txt', await run('settle', '--period', '2026', ...FILES))
  expect(await run('settle', '--period', '2026', ...FILES)).toContain('入账 0 笔')
  const rules = (await readFile(join(HERE, 'rules.json'), 'utf8')).replace('"fundBears": "0.7"', '"fundBears": "0.8"')
  await expect(run('settle', '--period', '2026', ...FILES, '--rules', await file('other.json', rules))).rejects.toThrow(
    'overspend-share of CITY: 1309479.23, now 1496547.70',
  )
  await golden(
    'reversed.txt',
    await run('settle', '--period', '2026', '--reverse', '--rules', join(HERE, 'rules.json')),
  )
  expect(process.exitCode).toBeUndefined()
})

describe('docs/value/budget.md', async () => {
  const text = (await readFile(PAGE, 'utf8')).split('## A worked example')[1]!
  const block = (kind: string): string => new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 's').exec(text)![1]!
  test('its worked example', async () => {
    const files = [
      '--rules',
      await file('worked.json', block('json')),
      '--results',
      await file('worked.csv', block('csv')),
    ]
    const printed = await run('budget', ...files)
    if (process.env.UPDATE_GOLDEN === '1')
      await writeFile(PAGE, (await readFile(PAGE, 'utf8')).replace(/```text\n.*?```/s, `\`\`\`text\n${printed}\`\`\``))
    else expect(printed).toBe(block('text'))
    expect(JSON.parse(await run('settle', '--period', '2026', ...files, '--json'))).toMatchObject({ differenceFen: 0 })
  })
})

describe('what cannot be used', () => {
  test('a year without any result is no year in which nobody earned anything', async () => {
    const empty = await file('none.csv', 'institution,method,rule,version,from,to,total,fund\n')
    await run('budget', ...FILES, '--results', empty)
    expect(process.exitCode).toBe(1)
    process.exitCode = undefined
    await run('budget', ...FILES, '--results', empty, '--month', '3')
    expect(process.exitCode).toBeUndefined()
  })

  test('rows are told by line and the others go on; nothing is settled', async () => {
    const results = await readFile(join(HERE, 'results.csv'), 'utf8')
    const files = [
      ...FILES,
      '--results',
      await file('bad.csv', `${results}NOWHERE,drg,r,1,2026-01-01,2026-01-31,1.00,1.00\nCITY,drg\n`),
    ]
    await golden('year.txt', await run('budget', ...files))
    expect(said.err.split('\n')).toEqual([
      'line 28: BUDGET_RESULT_UNKNOWN at institution: the budget does not name this institution: NOWHERE',
      'line 29: BUDGET_ROW_MALFORMED at row: the row does not have the columns of its header: 2 columns, the header has 8',
      '28 rows, 26 added up, 2 refused',
      '',
    ])
    expect(process.exitCode).toBeUndefined()
    expect(await run('settle', '--period', '2026', ...files)).toBe('')
    expect(said.err).toContain('nothing was settled')
    expect(process.exitCode).toBe(1)
  })
  test('no header, no rows: exit 1, and nothing is settled', async () => {
    for (const [name, text] of [
      ['empty.csv', ''],
      ['header.csv', 'institution,method,rule,version,from,to,total,fund\n'],
    ] as const) {
      expect(await run('settle', '--period', '2026', ...FILES, '--results', await file(name, text))).toBe('')
      expect(said.err).toContain('nothing was settled')
      expect(process.exitCode).toBe(1)
    }
  })
  test('rules: every problem with its place', async () => {
    const rules = (await readFile(join(HERE, 'rules.json'), 'utf8'))
      .replace('"upTo": "0.85"', '"upTo": "0.9"')
      .replace('"lead": "0.6"', '"lead": "0.7"')
    await run('budget', ...FILES, '--rules', await file('wrong.json', rules))
    expect(said.err.split('\n').map((line) => line.split(':').slice(0, 2).join(':'))).toEqual([
      'BUDGET_BANDS_OVERLAP at rules: bands[1]',
      'BUDGET_SHARES_NOT_ONE at rules: recipients[0].distribution.byTier',
      '',
    ])
    expect(process.exitCode).toBe(1)
  })
  test('words', async () => {
    await expect(run('budget', ...FILES, '--month', '1', '--quarter', '1')).rejects.toThrow(BadUsage)
    await expect(run('budget', ...FILES, '--month', '13')).rejects.toThrow('from 1 to 12')
    await expect(run('budget', ...FILES, '--facts', join(folder, 'none.json'))).rejects.toThrow(BadUsage)
    const taken = await file('taken.txt', '')
    await expect(run('budget', ...FILES, '--statements', taken)).rejects.toThrow(BadUsage)
    await expect(run('settle', '--period', '2026', '--rules', join(HERE, 'rules.json'))).rejects.toThrow('--results')
    await expect(run('settle', '--period', '2026-13', ...FILES)).rejects.toThrow('VALUE_PERIOD_INVALID')
  })
})
