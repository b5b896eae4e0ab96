// Would catch: a case that gets into review by the order of its line, a quota that is a case too wide, an agreed amount a fen off,
// prices of `value price` that no longer join, a docs page that is no longer true.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runValue } from '../../../apps/cli/value/fixture-run.ts'
import { expectGolden, expectQuoted } from '../method-golden.ts'

const HERE = import.meta.dirname
const file = (name: string): string => join(HERE, name)
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'review-'))
  for (const [name, json] of [
    ['prices.csv', []],
    ['prices.jsonl', ['--json']],
  ] as const) {
    const { out } = await runValue('price', ...json, '--tariff', join(HERE, '../drg-tariff.json'), file('cases.csv'))
    await writeFile(join(folder, name), out)
  }
})
afterAll(() => rm(folder, { recursive: true }))

const review = (prices: string, ...more: string[]) =>
  runValue('review', '--rules', file('rules.json'), '--prices', join(folder, prices), ...more, file('cases.csv'))

test('who gets in, and what became of each review', async () => {
  const followed = ['--events', file('events.csv'), '--on', '2026-06-01']
  const { out, err, exitCode } = await review('prices.jsonl', ...followed)
  await expectGolden(HERE, 'reviews.csv', out)
  await expectGolden(HERE, 'reviews.txt', err)
  expect(exitCode).toBeUndefined()
  await expectGolden(HERE, 'reviews.jsonl', (await review('prices.jsonl', ...followed, '--json')).out)
  await expectQuoted(join(HERE, '../../../docs/value/review.md'), ['csv', 'text'], [out, err])
})

test('prices as CSV admit the same cases', async () => {
  const admitted = ({ out }: { readonly out: string }): string[] =>
    out.split('\n').flatMap((line) => (line.includes(',admitted,') ? [line.split(',')[5]!] : []))
  expect(admitted(await review('prices.csv'))).toEqual(admitted(await review('prices.jsonl')))
})
