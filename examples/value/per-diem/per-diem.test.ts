// Would catch: any fen that a change moves in a stay, an hour or a tablet, a refused row without its line, a page that is no longer
// true.
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runValue, type Said } from '../../../apps/cli/value/fixture-run.ts'
import { expectGolden, expectQuoted } from '../method-golden.ts'

const HERE = import.meta.dirname
const file = (name: string): string => join(HERE, name)
const run = (...more: string[]): Promise<Said> =>
  runValue('per-diem', '--rules', file('rules.json'), '--services', file('services.csv'), ...more, file('stays.csv'))

test('stays, hours, sessions, tablets and contracts', async () => {
  const { out, err, exitCode } = await run()
  await expectGolden(HERE, 'payments.csv', out)
  await expectGolden(HERE, 'refusals.txt', err)
  expect(exitCode).toBeUndefined()
  await expectGolden(HERE, 'payments.jsonl', (await run('--json')).out)
  const totals = (await run('--totals')).out
  await expectGolden(HERE, 'totals.csv', totals)
  await expectQuoted(join(HERE, '../../../docs/value/per-diem.md'), ['csv', 'text'], [out, err, totals])
})
