// Would catch: an example of docs/value/bundles.md that is no longer true, rules with problems that settle anyway, a bad row that
// stops a file, an exit code that hides an empty result.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BadUsage } from '../bad-usage.ts'
import { blocksOf, runValue } from './fixtures/run-value.ts'

const PAGE = await readFile(join(import.meta.dirname, '../../../docs/value/bundles.md'), 'utf8')
const [RULES, SERVICES, PERSONS] = [blocksOf(PAGE, 'json')[0]!, ...blocksOf(PAGE, 'csv')]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}
const bundle = async (rules: string, services: string, ...more: string[]) =>
  runValue('bundle', '--rules', await file('r.json', rules), '--services', await file('s.csv', services), ...more)

test('docs/value/bundles.md', async () => {
  const { out, exit } = await bundle(RULES, SERVICES!, '--persons', await file('p.csv', PERSONS!))
  expect(out).toBe(blocksOf(PAGE, 'text')[0])
  expect(exit).toBe(0)
})

test('--results is the last table, --json the rows by table', async () => {
  const { out } = await bundle(RULES, SERVICES!, '--results')
  expect(out.split('\n').map((line) => line.split(',')[0])).toEqual(['method', 'bundle', 'bundle', ''])
  const rows = (await bundle(RULES, SERVICES!, '--json')).out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(rows.filter(({ table }) => table === 'results')[1]).toMatchObject({ institution: 'T1', totalYuan: '5200.00' })
})

test('all problems of the rules, then nothing: exit 1', async () => {
  const bad = RULES.replace('"in": "injury"', '"in": "injuries"').replace('"share": "0.3"', '"share": "0.4"')
  const { out, err, exit } = await bundle(bad, SERVICES!)
  expect([out, exit]).toEqual(['', 1])
  expect(err.match(/RULE_\w+ at \S+:/g)).toEqual([
    'RULE_LIST_UNKNOWN at bundles[0].exclude[0].when.diagnosis:',
    'RULE_SHARES_NOT_ONE at conveners[0].shares.parts:',
  ])
})

test('bad rows and columns that are not there are told, the rest goes on', async () => {
  const { out, err, exit } = await bundle(
    RULES,
    'id,person,institution,date,group,cost\n1,A,H1,2026-03-01,IC25,1\n2,A\n3,A,H1,x,,1\n',
  )
  expect(out).toContain('1,hip,A,H1')
  expect(err).toBe(
    [
      'services: note: the rules look at columns that are not there: diagnosis',
      'services line 3: ROW_MALFORMED at row: the row does not have the columns of its header: 2 columns, the header has 6',
      'services line 4, id 3: ROW_DATE_INVALID at date: this is not a date like 2026-03-02: "x"',
      'services: 3 rows, 1 taken, 2 refused\n',
    ].join('\n'),
  )
  expect(exit).toBe(0)
})

test.each([
  ['empty', ''],
  ['a header alone', 'id,person\n'],
  ['nothing that can be taken', 'id,person\n1,A\n'],
])('%s: exit 1', async (_what, services) => {
  expect((await bundle(RULES, services)).exit).toBe(1)
})

test('bad usage', async () => {
  await expect(runValue('bundle')).rejects.toThrow(CommanderError)
  await expect(bundle(RULES, SERVICES!, '--persons', join(folder, 'none.csv'))).rejects.toThrow(BadUsage)
})
