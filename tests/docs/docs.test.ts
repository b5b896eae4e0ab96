// Would catch: a command in a document that nobody has ever run, a link that leads nowhere, an output that the program no
// longer prints, a translation that says less than its twin, a table that a merge has put twice under itself.
import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Ended, run, runBatch } from '../cli/run-cli.ts'
import { commandsOf, fencesOf, linksOf, type Page, skeletonOf, tablesOf } from './markdown.ts'

const ROOT = join(import.meta.dirname, '../..')
const LONGEST_README = 120

const page = (path: string): Page => ({ path, text: readFileSync(join(ROOT, path), 'utf8') })
const READMES = [page('README.md'), page('README.zh-CN.md')] as const
const PAGES = [
  ...READMES,
  page('CONTRIBUTING.md'),
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => page(`docs/${name}`)),
]

/** Cheap ones are run here as they stand; what they print must hold the sentence. */
const RUN_HERE: Readonly<Record<string, string>> = {
  'npm run --silent medsettle -- statement parse --channel wechat-pay channels/wechat-pay/fixtures/trade-bill.csv':
    '"feeText":"0.07404"',
  'npm run --silent medsettle -- drg group --scheme packages/grouper/demo-scheme examples/drg/recipe.csv': 'r-1,BR25',
  'npm run --silent medsettle -- value --help': 'what-if',
  'npm run --silent medsettle -- nhsa check channels/nhsa/fixtures/2207-answer.txt': '5 hold, 0 broken, 0 not checked',
}

/** Others are run by the file named here, in the form in which a test can afford them. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'npm install': '.ci/run',
  'npm test': '.ci/run',
  'npm install && npm test': '.ci/run',
  'npm install && npm run demo': 'tests/cli/demo.test.ts',
  'npm start': 'tests/cli/start.test.ts',
  'npm run check': '.ci/run',
  'npm run --silent medsettle -- demo --bills FILE.jsonl': 'tests/cli/demo.test.ts',
  'npm run --silent medsettle -- simulate --seed 42 --days 1': 'sim/simulate.test.ts',
  'npm run --silent medsettle -- ledger apply examples/ledger/split-tender.jsonl': 'tests/cli/ledger-recipes.test.ts',
  'npm run --silent medsettle -- ledger balance liability/patient-deposits': 'tests/cli/ledger.test.ts',
  'npm run --silent medsettle -- ledger statement income/medical-service --limit 20': 'tests/cli/ledger.test.ts',
  'npm run --silent medsettle -- ledger trial-balance --as-of 2026-01-31': 'tests/cli/ledger.test.ts',
  'npm run --silent medsettle -- ledger verify': 'tests/cli/ledger.test.ts',
}

let ended: ReadonlyMap<string, Ended>

beforeAll(async () => {
  const jobs = Object.keys(RUN_HERE).map((command) => [command, () => run('bash', ['-c', command])] as const)
  ended = await runBatch(new Map(jobs), 2)
}, 120_000)

describe('commands', () => {
  test.each(PAGES.flatMap((one) => commandsOf(one).map((command) => [one.path, command] as const)))(
    '%s: %s',
    (_path, command) => {
      const elsewhere = RUN_ELSEWHERE[command]
      expect(elsewhere ?? RUN_HERE[command], 'is run by no test: add it to the tables above').toBeDefined()
      if (elsewhere) expect(existsSync(join(ROOT, elsewhere)), elsewhere).toBe(true)
    },
  )

  test.each(Object.entries(RUN_HERE))('runs: %s', (command, sentence) => {
    const { code, stdout } = ended.get(command)!
    expect(code).toBe(0)
    expect(stdout).toContain(sentence)
  })

  test('the tables hold nothing that no document says', () => {
    const said = new Set(PAGES.flatMap(commandsOf))
    expect([...Object.keys(RUN_HERE), ...Object.keys(RUN_ELSEWHERE)].filter((command) => !said.has(command))).toEqual(
      [],
    )
  })
})

test('no table of any page has a second head below its rows', () => {
  const paths = globSync('**/*.md', { cwd: ROOT, exclude: ['**/node_modules', '.*'] })
  expect(paths).toContain('store/README.md')
  const rules = (table: readonly string[]): number => table.filter((row) => /^\|( *:?-+:? *\|)+$/.test(row)).length
  expect(paths.filter((path) => tablesOf(page(path)).some((table) => rules(table) > 1))).toEqual([])
})

test.each(PAGES.map((one) => [one.path, one] as const))('every link of %s leads somewhere', (path, one) => {
  const lost = linksOf(one).filter((target) => !existsSync(join(ROOT, dirname(path), target)))
  expect(lost).toEqual([])
})

describe('the two READMEs', () => {
  const golden = readFileSync(join(ROOT, 'examples/one-bill.golden.txt'), 'utf8')

  test.each(READMES.map((one) => [one.path, one] as const))(
    '%s is short and its output is the program’s',
    (_path, one) => {
      expect(one.text.trimEnd().split('\n').length).toBeLessThanOrEqual(LONGEST_README)
      const outputs = fencesOf(one).filter(({ language }) => language === 'text')
      expect(outputs.map(({ text }) => text.split('\n')[0])).toEqual(['【二、谁付多少】', '【试算平衡 0.00】'])
      for (const { text } of outputs) expect(golden).toContain(`\n${text}\n`)
    },
  )

  test('are twins: the same headings, tables, commands, outputs and links', () => {
    const [english, chinese] = READMES
    expect(skeletonOf(chinese)).toEqual(skeletonOf(english))
    expect(commandsOf(chinese)).toEqual(commandsOf(english))
  })
})
