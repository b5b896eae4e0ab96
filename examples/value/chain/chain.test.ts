// Would catch: a verb whose output the next one cannot read, a guide whose commands do not run, a fen lost between cases and books.
import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../../../tests/database.ts'

const ROOT = join(import.meta.dirname, '../../..')
const PAGE = join(ROOT, 'docs/value/README.md')

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(async () => database.drop())

/** The lines of the page in a shell, one after the other; the first that fails stops them. */
async function runLines(lines: string): Promise<{ stdout: string; stderr: string }> {
  const medsettle = 'medsettle() { "$NODE" "$ROOT/apps/cli/main.ts" "$@"; }'
  const env = { ...process.env, NODE: process.execPath, ROOT, DATABASE_URL: database.ownerUrl }
  return promisify(execFile)('bash', ['-euo', 'pipefail', '-c', `${medsettle}\n${lines}`], { cwd: ROOT, env })
}

const blockOf = (page: string, kind: string): string => new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 's').exec(page)![1]!

test('the lines of docs/value/README.md run, and print what the page says', async () => {
  const page = await readFile(PAGE, 'utf8')
  const { stdout, stderr } = await runLines(blockOf(page, 'sh'))
  const results = stdout.slice(0, stdout.indexOf('【'))
  const books = stdout.slice(results.length)
  if (process.env.UPDATE_GOLDEN === '1')
    await writeFile(
      PAGE,
      page
        .replace(/```csv\n.*?```/s, `\`\`\`csv\n${results.trim()}\n\`\`\``)
        .replace(/```text\n.*?```/s, `\`\`\`text\n${books.trim()}\n\`\`\``),
    )
  else
    expect({ results: results.trim(), books: books.trim() }).toEqual({
      results: blockOf(page, 'csv').trim(),
      books: blockOf(page, 'text').trim(),
    })
  expect(stderr.split('\n').filter((line) => /^(\d+ rows|cases: |\d+ cases)/.test(line))).toEqual([
    '21 cases, 6 without a group',
    '21 rows, 14 priced, 7 refused',
    '16 rows: 1 admitted, 0 overQuota, 0 notEligible, 0 late, 1 excluded, 12 ordinary, 2 refused',
    'cases: 16 rows, 14 taken, 2 refused',
    '1 cases: the person paid more than the price; the fund pays nothing',
    '13 cases paid, 1 paid elsewhere: total 423968.05, fund 328873.64',
    '5 rows, 5 added up, 0 refused',
    '5 rows, 5 added up, 0 refused',
  ])
})
