// Would catch: an example of docs/value/combination.md that is no longer true, results of one verb that the next cannot read, rules with
// problems that pay anyway.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { BadUsage } from '../bad-usage.ts'
import { blocksOf, runValue } from './fixtures/run-value.ts'

const pageOf = (name: string): Promise<string> =>
  readFile(join(import.meta.dirname, '../../../docs/value', name), 'utf8')
const PAGE = await pageOf('combination.md')
const [RULES, RESULTS] = [blocksOf(PAGE, 'json')[0]!, blocksOf(PAGE, 'csv')[0]!]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'combine-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}
const combine = async (rules: string, results: string, ...more: string[]) =>
  runValue('combine', '--rules', await file('rules.json', rules), await file('results.csv', results), ...more)

test('docs/value/combination.md', async () => {
  const { out, exit } = await combine(RULES, RESULTS)
  expect(out).toBe(blocksOf(PAGE, 'text')[0])
  expect(exit).toBe(0)
})

test('what bundles say is read as it was written', async () => {
  const bundles = await pageOf('bundles.md')
  const rules = await file('bundle.json', blocksOf(bundles, 'json')[0]!)
  const services = await file('services.csv', blocksOf(bundles, 'csv')[0]!)
  const said = await runValue('bundle', '--rules', rules, '--services', services, '--results')
  const { parts, ...region } = JSON.parse(RULES)
  const part = {
    ...parts[1],
    results: { method: 'bundle', rule: 'example-hip' },
    budget: { kind: 'fixed', share: '1' },
  }
  const { out, err } = await combine(JSON.stringify({ ...region, parts: [part] }), said.out, '--results')
  expect(
    out
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(6).join(',')),
  ).toEqual(
    said.out
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').slice(6).join(',')),
  )
  expect(err).toBe('results: 2 rows, 2 taken, 0 refused\n')
})

test('records of care are sorted; the budget by last year', async () => {
  const care = await file('care.csv', 'id,setting,cost\n1,inpatient,3\n2,outpatient,1\n3,home,1\n')
  const byYear = RULES.replace('{ "kind": "fixed", "share": "0.7" }', '{ "kind": "priorYear" }').replace(
    '"residual"',
    '"priorYear"',
  )
  const { out, err } = await combine(byYear, RESULTS, '--care', care, '--prior', care)
  expect(out).toContain('inpatient,750000.00,')
  expect(out).toContain('# care\nid,part,costYuan\n1,inpatient,3.00\n2,outpatient,1.00\n')
  expect(err).toContain('care line 4, id 3: ROW_CARE_UNCLAIMED at care:')
  await expect(combine(byYear, RESULTS)).rejects.toThrow('RULE_FIELD_CONTRADICTS')
})

test('all problems of the rules, then nothing; no result: exit 1; bad usage', async () => {
  const bad = RULES.replace('"old": "0.5"', '"old": "0.4"').replace('"method": "capitation"', '"method": "dip"')
  const { out, err, exit } = await combine(bad, RESULTS)
  expect([out, exit]).toEqual(['', 1])
  expect(err.match(/RULE_\w+ at \S+:/g)).toEqual([
    'RULE_SHARES_NOT_ONE at parts[0].transition.years.2026:',
    'RULE_NAME_TWICE at parts[1].results:',
  ])
  expect((await combine(RULES, 'method,institution\n')).exit).toBe(1)
  await expect(runValue('combine')).rejects.toThrow(CommanderError)
  await expect(combine(RULES, RESULTS, '--care', join(folder, 'none.csv'))).rejects.toThrow(BadUsage)
})
