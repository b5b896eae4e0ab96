// Would catch: a recipe of docs/value/grouping.md whose commands print something else by now, or whose example file differs.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { drgCommand } from './drg-command.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PAGE = readFileSync(join(ROOT, 'docs/value/grouping.md'), 'utf8')
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!)

/** What a terminal shows: the results, then the reasons. */
const shown = { out: '', err: '' }
beforeEach(() => {
  shown.out = ''
  shown.err = ''
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk, ...rest: unknown[]) => {
    shown.out += Buffer.from(chunk as Uint8Array).toString()
    const written = rest.at(-1)
    if (typeof written === 'function') written()
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    shown.err += Buffer.from(chunk as Uint8Array).toString()
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

test('there are recipes', () => expect(blocks('console').length).toBeGreaterThanOrEqual(3))

test.each(blocks('console').map((block) => [block.split('\n')[0]!, block]))('%s', async (command, block) => {
  const words = command.replace('$ medsettle ', '').split(' ')
  const inRoot = words.map((word) => (word.includes('/') ? join(ROOT, word) : word))
  await drgCommand(new Command('medsettle').exitOverride()).parent!.parseAsync(inRoot, { from: 'user' })
  expect(`${command}\n${shown.out}${shown.err}`).toBe(block)
})

test('the cases shown are those of the example, and the trace shown is that of r-1', async () => {
  expect(blocks('csv')).toEqual([readFileSync(join(ROOT, 'examples/drg/recipe.csv'), 'utf8')])
  const words = ['drg', 'group', '--trace', '--scheme', join(ROOT, 'packages/grouper/demo-scheme')]
  const program = new Command('medsettle').exitOverride()
  drgCommand(program)
  await program.parseAsync([...words, join(ROOT, 'examples/drg/recipe.csv')], { from: 'user' })
  expect(JSON.parse(blocks('json')[0]!)).toEqual(JSON.parse(shown.out.split('\n')[0]!).trace.severity)
})
