// Would catch: any fen or point a change moves in a worked year of performance, a refused row that stops a file.
import { join } from 'node:path'
import { test } from 'vitest'
import { checkGolden, runValue } from '../../../apps/cli/value/fixtures/run-value.ts'

const at = (name: string): string => join(import.meta.dirname, name)

test('rates, points, scores, payments, cases', async () => {
  const words = ['performance', '--each', '--rules', at('rules.json'), '--cases', at('cases.csv')]
  words.push('--baseline', at('baseline.csv'), '--surveys', at('surveys.csv'), '--payments', at('payments.csv'))
  const { out, err } = await runValue(...words)
  await checkGolden(at('answer.txt'), out)
  await checkGolden(at('refusals.txt'), err)
})
