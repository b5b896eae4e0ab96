// Would catch: a demo scheme that is not sound, an engine that leaves its committed answers, a README example that lies.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkScheme, compileScheme, createBlockGrouper, readTablesFolder } from '@medsettle/grouper'
import { expect, test } from 'vitest'

const EXAMPLES = import.meta.dirname
const PACKAGE = join(EXAMPLES, '../../packages/grouper')

const golden = (name: string, text: string): void => {
  const path = join(EXAMPLES, name)
  if (process.env.UPDATE_GOLDEN) writeFileSync(path, text)
  expect(text).toBe(readFileSync(path, 'utf8'))
}

test('the demo scheme has no errors and no warnings', async () => {
  const findings = checkScheme(await readTablesFolder(join(PACKAGE, 'demo-scheme')))
  expect(findings.filter((finding) => finding.severity !== 'note')).toEqual([])
})

test('the demo cases give the committed groups, reasons and refusals', async () => {
  const scheme = compileScheme(await readTablesFolder(join(PACKAGE, 'demo-scheme')))
  const cases = readFileSync(join(EXAMPLES, 'cases.csv'))
  const grouped = createBlockGrouper([scheme])(cases, true)
  golden('groups.csv', Buffer.from(grouped.output).toString())
  golden(
    'refusals.txt',
    grouped.refusals
      .map(({ line, id, code, place, message }) => `line ${line}, id ${id}: ${code} at ${place}: ${message}\n`)
      .join(''),
  )
  golden('traces.jsonl', Buffer.from(createBlockGrouper([scheme], { trace: true })(cases, true).output).toString())
})

test('the example of the README prints what it says', async () => {
  const [, example] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(PACKAGE, 'README.md'), 'utf8'))!
  const folder = await mkdtemp(join(tmpdir(), 'grouper-readme-'))
  try {
    const file = join(folder, 'example.ts')
    await writeFile(file, example!.replace("'@medsettle/grouper'", JSON.stringify(join(PACKAGE, 'src/grouper.ts'))))
    const printed = execFileSync(process.execPath, [file], { cwd: join(PACKAGE, '../..'), encoding: 'utf8' })
    const said = [...example!.matchAll(/^\/\/ (.*)$/gm)].map((match) => match[1])
    expect(printed.trimEnd().split('\n')).toEqual(said)
  } finally {
    await rm(folder, { recursive: true })
  }
})
