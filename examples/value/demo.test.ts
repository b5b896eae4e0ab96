// Would catch: any fen that a change moves on a worked case, a refused row that stops a file, a trace that hides a factor.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { valueCommand } from '../../apps/cli/value/command.ts'

const HERE = import.meta.dirname
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
  const program = new Command('medsettle').exitOverride()
  valueCommand(program)
  await program.parseAsync(['value', ...words], { from: 'user' })
}

async function golden(name: string, text: string): Promise<void> {
  const path = join(HERE, name)
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(path, text)
  expect(text).toBe(await readFile(path, 'utf8'))
}

test.each(['drg', 'dip'])('%s: prices, refusals and traces', async (scheme) => {
  const [tariff, groups] = [join(HERE, `${scheme}-tariff.json`), join(HERE, `${scheme}-groups.csv`)]
  await run('price', '--tariff', tariff, groups)
  await golden(`${scheme}-prices.csv`, said.out)
  await golden(`${scheme}-refusals.txt`, said.err)
  said.out = ''
  await run('price', '--tariff', tariff, '--json', groups)
  await golden(`${scheme}-traces.jsonl`, said.out)
  said.out = ''
  await run('check', '--tariff', tariff)
  await golden(`${scheme}-findings.txt`, said.out)
})
