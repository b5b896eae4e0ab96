// Would catch: any fen a change moves in a worked settlement of bundles, a refused row that stops a file.
import { join } from 'node:path'
import { test } from 'vitest'
import { checkGolden, runValue } from '../../../apps/cli/value/fixtures/run-value.ts'

const at = (name: string): string => join(import.meta.dirname, name)

test('episodes, services, conveners, shares, results', async () => {
  const words = ['bundle', '--rules', at('rules.json'), '--services', at('services.csv')]
  words.push('--persons', at('persons.csv'), '--baseline', at('baseline.csv'))
  const tables = await runValue(...words)
  await checkGolden(at('answer.txt'), tables.out)
  await checkGolden(at('refusals.txt'), tables.err)
  await checkGolden(at('answer.jsonl'), (await runValue(...words, '--json')).out)
})
