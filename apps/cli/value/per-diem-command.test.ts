// Would catch: bad words answered with a stack, an exit code that hides that nothing was read, totals that are not those of the rows.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommanderError } from 'commander'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PER_DIEM_RULES } from '../../../domain/value/per-diem/fixture-rules.ts'
import { BadUsage } from '../bad-usage.ts'
import { runValue } from './fixture-run.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'per-diem-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}
const rules = (): Promise<string> => file('rules.json', JSON.stringify(PER_DIEM_RULES))

test('bad usage', async () => {
  await expect(runValue('per-diem')).rejects.toThrow(CommanderError)
  await expect(runValue('per-diem', '--rules', join(folder, 'none.json'))).rejects.toThrow(BadUsage)
  await expect(runValue('per-diem', '--rules', await rules(), join(folder, 'none.csv'))).rejects.toThrow(BadUsage)
  const said = await runValue('per-diem', '--rules', await file('bad.json', '[]'))
  expect(said.err).toContain('bad.json: DOCUMENT_FIELD_INVALID at document')
  expect(said.exitCode).toBe(1)
})

test('nothing could be read: exit 1', async () => {
  const said = await runValue('per-diem', '--rules', await rules(), await file('empty.csv', ''))
  expect(said.err).toContain('empty.csv line 1: PER_DIEM_ROW_MALFORMED')
  expect(said.err).toContain('stays: 1 rows, 0 counted, 1 refused')
  expect(said.exitCode).toBe(1)
})

test('totals are those of the rows, as CSV and as JSON', async () => {
  const stays = await file(
    'stays.csv',
    'id,institution,person,package,from,to,quantity\na,H,p,BED,2026-03-01,2026-03-03,\nb,H,p,HOME,2026-03-01,,2\nc,"H,2",q,BED,2026-03-01,2026-03-02,\n',
  )
  const words = ['per-diem', '--rules', await rules(), stays]
  expect((await runValue(...words, '--totals')).out).toBe(
    [
      'method,rule,version,institution,from,to,totalYuan,fundYuan,providerYuan',
      'perDiem,p,1,H,2026-01-01,2026-12-31,200.00,160.00,40.00',
      'perUnit,p,1,H,2026-01-01,2026-12-31,80.00,60.00,20.00',
      'perDiem,p,1,"H,2",2026-01-01,2026-12-31,100.00,80.00,20.00',
      '',
    ].join('\n'),
  )
  const [first] = (await runValue(...words, '--totals', '--json')).out.split('\n')
  expect(JSON.parse(first!)).toMatchObject({ method: 'perDiem', rule: { id: 'p', version: '1' }, total: 20000 })
})
