// Would catch: any fen that a change moves in a worked agreement, a hash that is another tomorrow, a trace that hides a value, a problem
// of a document that is not told or has lost its place.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { agreementCommand } from '../../apps/cli/agreement/command.ts'
import { parseExpression } from '../../domain/value/agreement/language/parse-expression.ts'

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
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

async function run(...words: string[]): Promise<void> {
  said.out = ''
  const program = new Command('medsettle').exitOverride()
  agreementCommand(program)
  await program.parseAsync(['agreement', ...words], { from: 'user' })
}

async function golden(name: string, text: string): Promise<void> {
  const path = join(HERE, name)
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(path, text)
  expect(text).toBe(await readFile(path, 'utf8'))
}

test.each(['drg-year', 'drug-rebate'])('%s: signed by all, fit, evaluated, traced', async (name) => {
  const [agreement, facts] = [join(HERE, `${name}.json`), join(HERE, `${name}.facts.json`)]
  await run('verify', agreement)
  expect(said.out).toContain('is signed by all')
  await run('check', agreement)
  expect([said.out, said.err]).toEqual(['', expect.stringMatching(/^0 errors, 0 notes; hash [0-9a-f]{64}\n$/)])
  await run('evaluate', agreement, '--facts', facts)
  await golden(`${name}.evaluation.txt`, said.out)
  await run('evaluate', agreement, '--facts', facts, '--trace')
  await golden(`${name}.trace.txt`, said.out)
  expect(process.exitCode).toBeUndefined()
})

test('everything that is wrong with a document at once', async () => {
  await run('check', join(HERE, 'unfit.json'))
  await golden('unfit.findings.txt', said.out + said.err)
  expect(process.exitCode).toBe(1)
})

test('docs/value/agreements.md quotes what is printed', async () => {
  const page = await readFile(join(HERE, '../../docs/value/agreements.md'), 'utf8')
  const printed = await Promise.all(
    ['drg-year.evaluation.txt', 'drg-year.trace.txt', 'drug-rebate.evaluation.txt'].map((name) =>
      readFile(join(HERE, name), 'utf8'),
    ),
  )
  const quotes = [...page.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, inside = '']) => inside)
  expect(quotes).toHaveLength(5)
  // the first shows the language; each of its formulas can be read
  const [language = '', ...outputs] = quotes
  for (const output of outputs) expect(printed.some((text) => text.includes(output))).toBe(true)
  for (const line of language.trim().split('\n')) {
    const expression = parseExpression(line.slice(line.indexOf('=') + 1).trim())
    expect([line, 'kind' in expression]).toEqual([line, true])
  }
})
