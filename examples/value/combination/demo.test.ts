// Would catch: any fen a change moves in a region's year, a result of no method that is paid in silence.
import { join } from 'node:path'
import { test } from 'vitest'
import { checkGolden, runValue } from '../../../apps/cli/value/fixtures/run-value.ts'

const at = (name: string): string => join(import.meta.dirname, name)

test('parts, payments, care, results', async () => {
  const { out, err } = await runValue(
    'combine',
    '--rules',
    at('rules.json'),
    '--care',
    at('care.csv'),
    at('results.csv'),
  )
  await checkGolden(at('answer.txt'), out)
  await checkGolden(at('refusals.txt'), err)
})
