// Would catch: any figure of a worked example that a change moves, a page of docs/value whose example is no longer true.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { valueCommand } from '../../../apps/cli/value/command.ts'

const HERE = import.meta.dirname
const DOCS = join(HERE, '../../../docs/value')
const said = { out: '', err: '' }
beforeEach(() => {
  said.out = ''
  said.err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    said.out += String(chunk)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    said.err += String(chunk)
    return true
  })
})
afterEach(() => vi.restoreAllMocks())

async function run(...words: string[]): Promise<void> {
  said.out = ''
  said.err = ''
  const program = new Command('medsettle').exitOverride()
  valueCommand(program)
  await program.parseAsync(['value', ...words], { from: 'user' })
}

async function golden(name: string, text: string): Promise<void> {
  const path = join(HERE, name)
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(path, text)
  expect(text).toBe(await readFile(path, 'utf8'))
}

const page = (name: string): Promise<string> => readFile(join(DOCS, name), 'utf8')

test('simulated cases', async () => {
  await run('simulate', '--seed', '2026', '--cases', '600')
  await golden('cases.csv', said.out)
  await run('simulate', '--seed', '3', '--cases', '3')
  expect(await page('simulator.md')).toContain(said.out)
  await run('simulate', '--show-parameters')
  expect(JSON.parse(said.out).hospitals).toHaveLength(12)
})
