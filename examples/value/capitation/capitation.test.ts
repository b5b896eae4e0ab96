// Would catch: any fen that a change moves in a year of capitation, a refused row without its file and line, a page that is no
// longer true.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runValue, type Said } from '../../../apps/cli/value/fixture-run.ts'
import { expectGolden, expectQuoted } from '../method-golden.ts'

const HERE = import.meta.dirname
const file = (name: string): string => join(HERE, name)
const TABLES = ['members', 'diagnoses', 'outflows', 'quality'].flatMap((name) => [`--${name}`, file(`${name}.csv`)])
const run = (...more: string[]): Promise<Said> =>
  runValue('capitation', '--rules', file('rules.json'), ...TABLES, ...more)

test('a year of three institutions', async () => {
  const { out, err, exitCode } = await run()
  await expectGolden(HERE, 'institutions.csv', out)
  await expectGolden(HERE, 'refusals.txt', err)
  expect(exitCode).toBeUndefined()
  const json = (await run('--json')).out
  await expectGolden(HERE, 'institutions.jsonl', json)
  const trace = (await run('--trace')).out
  await expectGolden(HERE, 'members.jsonl', trace)
  await expectQuoted(join(HERE, '../../../docs/value/capitation.md'), ['csv', 'text', 'jsonl'], [out, err, trace])
})
