// Would catch: an example of docs/value/performance.md that is no longer true, a measure of the program that cannot be read, a measure
// of one's own that is passed over, rules with problems that settle anyway.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BadUsage } from '../bad-usage.ts'
import { blocksOf, runValue } from './fixtures/run-value.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PAGE = await readFile(join(ROOT, 'docs/value/performance.md'), 'utf8')
const RULES = blocksOf(PAGE, 'json')[0]!
const [CASES, SURVEYS, PAYMENTS] = blocksOf(PAGE, 'csv')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'performance-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}
const performance = async (rules: string, cases: string, ...more: string[]) =>
  runValue('performance', '--rules', await file('r.json', rules), '--cases', await file('c.csv', cases), ...more)

test('docs/value/performance.md', async () => {
  const more = ['--surveys', await file('s.csv', SURVEYS!), '--payments', await file('p.csv', PAYMENTS!)]
  const { out, exit } = await performance(RULES, CASES!, ...more)
  expect(out).toBe(blocksOf(PAGE, 'text')[0])
  expect(exit).toBe(0)
  const results = (await performance(RULES, CASES!, '--results', ...more)).out
  expect(results.split('\n').map((line) => line.split(',')[3])).toEqual(['institution', 'H1', 'H2', undefined])
})

test('--each: what every case says, as JSON', async () => {
  const { out } = await performance(RULES, CASES!, '--each', '--json')
  const cases = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter(({ table }) => table === 'cases')
  expect(
    cases.filter(({ measure }) => measure === 'readmission-30-day').map((one) => `${one.case} ${one.reason}`),
  ).toEqual([
    '1 back as 2 after 22 days',
    '2 ',
    '3 ',
    '5 ',
    '6 died',
    '7 8 after 11 days was planned',
    '8 the stay was for planned care',
  ])
})

test('the measures that come with the program, all of them in the list of their folder', async () => {
  const { out, exit } = await runValue('measures')
  const ids = out
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]!)
  const list = await readFile(join(ROOT, 'domain/value/performance/measures/README.md'), 'utf8')
  expect([...list.matchAll(/^\| `([\w-]+)`/gm)].map((row) => row[1]).sort()).toEqual([...ids].sort())
  expect(exit).toBe(0)
})

test("a measure of one's own replaces the program's", async () => {
  const text = await readFile(join(ROOT, 'domain/value/performance/measures/readmission-30-day.json'), 'utf8')
  const own = await file('own.json', text.replace('"withinDays": 30', '"withinDays": 7'))
  const { out } = await performance(RULES, CASES!, '--measure', own)
  expect(out).toContain('readmission-30-day,1,H1,2,1,0,0,')
})

test('all problems of rules and measures, then nothing: exit 1', async () => {
  const bad = RULES.replace('"weight": "0.3"', '"weight": "0.2"').replaceAll('function-score-change', 'function-score')
  const { out, err, exit } = await performance(bad, CASES!)
  expect([out, exit]).toEqual(['', 1])
  expect(err.match(/RULE_\w+ at \S+:/g)).toEqual([
    'RULE_MEASURE_UNKNOWN at scoring[1].measure:',
    'RULE_SHARES_NOT_ONE at domains:',
  ])
  const mark = await performance(RULES.replace('"threshold": "0.5"', '"threshold": "half"'), CASES!)
  expect(mark.err).toContain('DOCUMENT_FIELD_INVALID at scoring[0].threshold: a field cannot be read: a number, or')
  const broken = await performance(RULES, CASES!, '--measure', await file('broken.json', '{"id":"x"}'))
  expect([broken.out, broken.exit]).toEqual(['', 1])
  expect(broken.err).toContain('DOCUMENT_FIELD_MISSING at numerator')
})

test('columns that are not there are told; no case: exit 1; bad usage', async () => {
  const { err } = await performance(RULES, 'id,person,institution,admission,discharge\n1,A,H1,2026-01-01,2026-01-02\n')
  expect(err).toContain('note: the rules look at columns that are not there: setting, dischargeWay')
  expect((await performance(RULES, '')).exit).toBe(1)
  await expect(runValue('performance')).rejects.toThrow(CommanderError)
  await expect(performance(RULES, CASES!, '--surveys', join(folder, 'none.csv'))).rejects.toThrow(BadUsage)
})
