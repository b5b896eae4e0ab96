// Would catch: a verb that ends with a stack trace when its reader has seen enough (`| head`).
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')
const BUDGET = 'examples/value/budget'
const VERBS: [verb: string, words: string][] = [
  ['budget', `--json --rules ${BUDGET}/rules.json --facts ${BUDGET}/facts.json --results ${BUDGET}/results.csv`],
  ['check', '--tariff examples/value/drg-tariff.json --tariff examples/value/chain/tariff.json'],
  ['price', '--json --tariff examples/value/drg-tariff.json examples/value/drg-groups.csv'],
]

test.each(VERBS)('value %s, read by nobody', async (verb, words) => {
  const line = `"$NODE" apps/cli/main.ts value ${verb} ${words} | true`
  const env = { ...process.env, NODE: process.execPath }
  const { stderr } = await promisify(execFile)('bash', ['-o', 'pipefail', '-c', line], {
    cwd: ROOT,
    env,
  })
  expect(stderr).not.toContain('EPIPE')
})
