// Would catch: any score or fen that a change moves on the worked region, a refused row that stops a file, a trace that hides a factor,
// a catalogue that another order of its cases would change.
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dipCommand } from '../../apps/cli/dip/dip-command.ts'

const HERE = import.meta.dirname
const at = (name: string): string => join(HERE, name)
const said = { out: '', err: '' }
beforeEach(() => {
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
  dipCommand(program)
  await program.parseAsync(['dip', ...words], { from: 'user' })
}

async function golden(name: string, text: string): Promise<void> {
  if (process.env.UPDATE_GOLDEN === '1') await writeFile(at(name), text)
  expect(text).toBe(await readFile(at(name), 'utf8'))
}

test('build: the catalogue and what was not counted', async () => {
  await run('build', '--rules', at('rules.json'), at('cases.csv'))
  await golden('catalogue.json', said.out)
  await golden('build-summary.txt', said.err)
})

test('build: the rows from last to first give the same catalogue', async () => {
  const [header, ...rows] = (await readFile(at('cases.csv'), 'utf8')).trimEnd().split('\n')
  const turned = join(tmpdir(), `dip-turned-${process.pid}.csv`)
  await writeFile(turned, `${[header, ...rows.reverse()].join('\n')}\n`)
  await run('build', '--rules', at('rules.json'), turned)
  await rm(turned)
  expect(said.out).toBe(await readFile(at('catalogue.json'), 'utf8'))
})

test('score: points, refusals, traces', async () => {
  const files = ['--catalogue', at('catalogue.json'), '--coefficients', at('coefficients.json')]
  await run('score', ...files, '--keep', 'hospital,cost', at('score-cases.csv'))
  await golden('scores.csv', said.out)
  await golden('score-refusals.txt', said.err)
  await run('score', ...files, '--trace', at('score-cases.csv'))
  await golden('score-traces.jsonl', said.out)
})

test('the example of the library prints what it says', async () => {
  const root = join(HERE, '../..')
  const room = join(root, 'packages/grouper/src/dip')
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(await readFile(join(room, 'README.md'), 'utf8')) ?? []
  const folder = await mkdtemp(join(tmpdir(), 'dip-readme-'))
  try {
    const file = join(folder, 'example.ts')
    await writeFile(file, example.replace("'@medsettle/grouper/dip'", JSON.stringify(join(room, 'dip.ts'))))
    const printed = execFileSync(process.execPath, [file], { cwd: root, encoding: 'utf8' })
    expect(printed.trimEnd().split('\n')).toEqual([...example.matchAll(/^\/\/ (.*)$/gm)].map((match) => match[1]))
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('clear: a line a hospital, its statement, what the fund keeps', async () => {
  await run('clear', '--rules', at('clearing.json'), at('scores.csv'))
  await golden('clearing.csv', said.out)
  await golden('clearing-summary.txt', said.err)
  await run('clear', '--rules', at('clearing.json'), '--json', at('scores.csv'))
  await golden('clearing-statements.json', said.out)
})
