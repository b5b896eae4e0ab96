// Would catch: any figure of a worked example that a change moves, a page of docs/value whose example is no longer true.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
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
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'knowing-'))
})
afterAll(() => rm(folder, { recursive: true }))

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

/** Every file a verb wrote; JSON as text, which the formatter leaves alone. */
async function goldenFolder(name: string): Promise<void> {
  const goldenName = (file: string): string => file.replace(/\.json$/, '.json.txt')
  const written = (await readdir(join(folder, name))).sort()
  for (const file of written)
    await golden(`${name}/${goldenName(file)}`, await readFile(join(folder, name, file), 'utf8'))
  expect((await readdir(join(HERE, name))).sort()).toEqual(written.map(goldenName).sort())
}

/** Lines of a page's fenced block stand in the output, in this order. */
function expectExcerpt(pageText: string, output: string): void {
  const block = /```text\n(.*?)```/s.exec(pageText)![1]!
  let from = 0
  for (const line of block.split('\n').filter((one) => one !== '' && one !== '…')) {
    const at = output.indexOf(`${line}\n`, from)
    expect(at, line).toBeGreaterThanOrEqual(0)
    from = at + line.length
  }
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

test('re-estimation: new tariff, weights, effect on each hospital', async () => {
  await run(
    'estimate',
    '--tariff',
    join(HERE, 'tariff-2026.json'),
    '--out',
    join(folder, 'estimate'),
    join(HERE, 'cases.csv'),
  )
  await golden('estimate.txt', said.out)
  await golden('estimate-refusals.txt', said.err)
  await goldenFolder('estimate')
  expectExcerpt(await page('estimate.md'), said.out)
  // the new tariff is a tariff like any other
  await run('check', '--tariff', join(folder, 'estimate/tariff.json'))
  expect(said.out).toBe('')
})

test('what-if: two policies with assumed behaviour at the same budget', async () => {
  const files = ['tariff-2026', 'tariff-2027', 'behaviour'].map((name) => join(HERE, `${name}.json`))
  const [before, after, behaviour] = files as [string, string, string]
  const options = ['--behaviour', behaviour, '--neutral', '--by', 'hospital,insuranceType', '--language', 'en']
  const policies = ['--before', before, '--after', after]
  await run('what-if', ...policies, ...options, '--out', join(folder, 'what-if'), join(HERE, 'cases.csv'))
  await golden('what-if.txt', said.out)
  await goldenFolder('what-if')
  expectExcerpt(await page('what-if.md'), said.out)
  const shown = JSON.parse(/```json\n(.*?)```/s.exec(await page('what-if.md'))![1]!)
  expect(shown).toEqual(JSON.parse(await readFile(behaviour, 'utf8')))
  // the proposal is what the re-estimation wrote
  const estimated = JSON.parse(await readFile(join(HERE, 'estimate/tariff.json.txt'), 'utf8'))
  expect({ ...JSON.parse(await readFile(after, 'utf8')), version: 'estimated' }).toEqual(estimated)
})

test('indicators of hospitals, and of the fund', async () => {
  const documents = ['--tariff', join(HERE, 'tariff-2026.json'), '--fund', join(HERE, 'fund.json')]
  const options = ['--by', 'hospital', '--language', 'en', '--out', join(folder, 'indicators')]
  await run('indicators', ...documents, ...options, join(HERE, 'cases.csv'))
  await golden('indicators.txt', said.out)
  await golden('indicators-refusals.txt', said.err)
  await goldenFolder('indicators')
  expectExcerpt(await page('indicators.md'), said.out)
})
