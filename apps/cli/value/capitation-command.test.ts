// Would catch: bad words answered with a stack, a table the rules do not ask for that is passed over in silence, an exit code that
// hides that nobody was read.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CAPITATION_RULES } from '../../../domain/value/capitation/fixture-rules.ts'
import { BadUsage } from '../bad-usage.ts'
import { runValue } from './fixture-run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'capitation-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}
const HEADER = 'person,institution,cohort,sex,birth,from,to,death\n'

test('bad usage', async () => {
  const rules = await file('rules.json', JSON.stringify(CAPITATION_RULES))
  const members = await file('members.csv', HEADER)
  await expect(runValue('capitation', '--members', members)).rejects.toThrow(CommanderError)
  await expect(runValue('capitation', '--rules', rules)).rejects.toThrow(CommanderError)
  await expect(runValue('capitation', '--rules', rules, '--members', join(folder, 'no.csv'))).rejects.toThrow(BadUsage)
  const broken = await file('broken.json', '{"id":1')
  const said = await runValue('capitation', '--rules', broken, '--members', members)
  expect(said.err).toContain('broken.json: DOCUMENT_NOT_JSON at document')
  expect(said.exitCode).toBe(1)
})

test('nobody was read: exit 1', async () => {
  const rules = await file('rules.json', JSON.stringify(CAPITATION_RULES))
  const said = await runValue('capitation', '--rules', rules, '--members', await file('m.csv', `${HEADER}a,b\n`))
  expect(said.err).toContain('m.csv line 2: CAPITATION_ROW_MALFORMED at row')
  expect(said.err).toContain('members: 1 rows, 0 counted, 1 refused')
  expect(said.exitCode).toBe(1)
})

test('a table nobody asks for is told', async () => {
  const rules = await file('plain.json', JSON.stringify({ ...CAPITATION_RULES, risk: null, outflow: null }))
  const members = await file('one.csv', `${HEADER}p,H,A,男,1980-01-01,2026-01-01,,\n`)
  const diagnoses = await file('dx.csv', 'person,code,date\np,I50,2025-05-05\n')
  const said = await runValue('capitation', '--rules', rules, '--members', members, '--diagnoses', diagnoses)
  expect(said.err).toContain('--diagnoses: the rules do not ask for it')
  expect(said.err).not.toContain('diagnoses: 1 rows')
  expect(said.out.split('\n')[1]).toBe('H,1,1,0,0,0,0,1,12,1,730.00,73.00,,0.00,0,0.00,0.00,657.00')
})
