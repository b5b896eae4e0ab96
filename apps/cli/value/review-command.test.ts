// Would catch: bad words answered with a stack, a row without a header that ends well, a price that stands twice and is taken anyway.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { REVIEW_RULES } from '../../../domain/value/review/fixture-rules.ts'
import { BadUsage } from '../bad-usage.ts'
import { runValue, type Said } from './fixture-run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'review-'))
})
afterAll(() => rm(folder, { recursive: true }))

const run = (...words: string[]): Promise<Said> => runValue('review', ...words)

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}
const rules = (): Promise<string> => file('rules.json', JSON.stringify(REVIEW_RULES))

test('bad usage', async () => {
  await expect(run()).rejects.toThrow(CommanderError)
  await expect(run('--rules', join(folder, 'none.json'))).rejects.toThrow(BadUsage)
  await expect(run('--rules', await rules(), join(folder, 'none.csv'))).rejects.toThrow(BadUsage)
  await expect(run('--rules', await rules(), '--on', '2026-02-30')).rejects.toThrow(CommanderError)
  await expect(run('--rules', await rules(), '--prices', join(folder, 'none.jsonl'))).rejects.toThrow(BadUsage)
})

test('rules that cannot be used: every problem with its place, exit 1', async () => {
  const text = JSON.stringify({ ...REVIEW_RULES, period: 'week', order: [], extra: 1 })
  const said = await run('--rules', await file('bad.json', text))
  expect(said.err.split('\n').map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
    'bad.json: DOCUMENT_FIELD_INVALID at period',
    'bad.json: DOCUMENT_FIELD_INVALID at order',
    'bad.json: DOCUMENT_FIELD_UNKNOWN at extra',
    '',
  ])
  expect(said.exitCode).toBe(1)
})

test.each([
  ['an empty file', '', 'line 1: REVIEW_ROW_MALFORMED'],
  ['only malformed rows', 'id,group\n1\n', 'line 2: REVIEW_ROW_MALFORMED'],
])('%s: nothing could be read, exit 1', async (_, text, expected) => {
  const said = await run('--rules', await rules(), await file('cases.csv', text))
  expect(said.err).toContain(expected)
  expect(said.err).toContain('1 refused')
  expect(said.exitCode).toBe(1)
})

test('prices are joined by id; a price that stands twice, or that is no JSON, prices nothing', async () => {
  const price = (id: string, reason: string): string =>
    JSON.stringify({ id, standardYuan: '100', priceYuan: '100.00', reason, factors: [{ name: 'weight', value: '1' }] })
  const prices = await file(
    'prices.jsonl',
    [price('a', 'ordinary'), price('b', 'ordinary'), price('b', 'ordinary'), '{', price('c', 'excluded: x')].join('\n'),
  )
  const cases = await file(
    'cases.csv',
    'id,group,hospital,date,cost\na,G,H,2026-03-02,900\nb,G,H,2026-03-02,900\nc,G,H,2026-03-02,900\n',
  )
  const said = await run('--rules', await rules(), '--prices', prices, cases)
  const outcomes = said.out.split('\n').map((line) => line.split(',').slice(5, 7).join(' '))
  expect(outcomes).toEqual(['id outcome', 'a admitted', 'c excluded', ''])
  expect(
    said.err
      .split('\n')
      .filter((line) => / at /.test(line))
      .map((line) => line.split(':').slice(0, 2).join(':')),
  ).toEqual([
    'prices.jsonl line 4: REVIEW_ROW_MALFORMED at row',
    'line 3, id b: REVIEW_STANDARD_MISSING at standardYuan',
  ])
  expect(said.err).toContain(
    '3 rows: 1 admitted, 0 overQuota, 0 notEligible, 0 late, 1 excluded, 0 ordinary, 1 refused',
  )
})
