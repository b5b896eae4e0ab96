// Would catch: the worked example of docs/value/dip.md no longer true, bad words answered with a stack, a bad row that stops a file,
// rows that are neither used nor refused, an exit code that hides an empty result.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { BadUsage } from '../bad-usage.ts'
import { dipCommand } from './dip-command.ts'

const ROOT = join(import.meta.dirname, '../../..')
const DEMO = join(ROOT, 'examples/dip')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dip-'))
})
afterAll(() => rm(folder, { recursive: true }))

const said = { out: '', err: '' }
beforeEach(() => {
  process.exitCode = undefined
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
  said.err = ''
  const program = new Command('medsettle').exitOverride()
  dipCommand(program)
  for (const verb of program.commands[0]!.commands) verb.exitOverride()
  await program.parseAsync(['dip', ...words], { from: 'user' })
}

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

test('the worked example of docs/value/dip.md', async () => {
  const text = await readFile(join(ROOT, 'docs/value/dip.md'), 'utf8')
  const [, example = ''] = text.split('## Worked example')
  const blocks = (kind: string): string[] =>
    [...example.matchAll(new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 'gs'))].map((block) => block[1]!)
  const [rules, coefficients, clearing] = blocks('json') as [string, string, string]
  const [cases, toScore, scores, statements] = blocks('csv') as [string, string, string, string]
  const [entries, refusals] = blocks('text')
  await run('build', '--rules', await file('rules.json', rules), await file('cases.csv', cases))
  const catalogue = await file('catalogue.json', said.out)
  expect(said.err).toContain('10 rows, 9 counted, 1 refused')
  const built = JSON.parse(said.out).entries as {
    id: string
    kind: string
    cases: number
    mean: string
    score: string
  }[]
  const told = built.map(
    ({ id, kind, cases, mean, score }) => `${id} ${kind}, ${cases} cases, mean ${mean}, score ${score}\n`,
  )
  expect(told.join('')).toBe(entries)
  const given = ['--coefficients', await file('coefficients.json', coefficients), '--keep', 'hospital,cost']
  await run('score', '--catalogue', catalogue, ...given, await file('score.csv', toScore))
  expect(said.out).toBe(scores)
  expect(said.err).toBe(refusals)
  await run('clear', '--rules', await file('clearing.json', clearing), await file('scores.csv', said.out))
  expect(said.out).toBe(statements)
})

describe('rows', () => {
  test('columns in any order, a mark, CRLF, quotes, names with underscores; bad rows by line, the rest goes on', async () => {
    const cases = await file(
      'odd.csv',
      '\uFEFFlevel,note,"cost", procedures ,diagnoses,id,stay_days,age_years\r\n三级,"a, ""b""",9000.00,47.01,K35.8,"x,1",7,40\r\n三级,,9000\r\n\r\n三级,,9000,47.01,K35.8,y,long,40\r\n',
    )
    await run('score', '--catalogue', join(DEMO, 'catalogue.json'), '--keep', 'note', cases)
    expect(said.out).toBe(
      'id,group,score,reason,note\n"x,1",K35.8:47.01,1145.49,core operation; severity I-B 1; demo-dip 2025.1,"a, ""b"""\n',
    )
    expect(said.err.split('\n').map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
      'line 3: DIP_ROW_MALFORMED at row',
      'line 5, id y: ROW_BAD_NUMBER at column stayDays',
      '3 rows, 1 scored by demo-dip 2025.1, 2 refused',
      '',
    ])
    expect(process.exitCode).toBeUndefined()
  })
  test('lines in GBK and lines in UTF-8', async () => {
    const row = (id: string): string => `${id},40,7,K35.8,47.01,9000.00,`
    const bytes = [
      Buffer.from(`id,age_years,stay_days,diagnoses,procedures,cost,level\n${row('gbk')}`),
      Buffer.from([0xc8, 0xfd, 0xbc, 0xb6]), // 三级
      Buffer.from(`\n${row('utf8')}三级\n${row('neither')}`),
      Buffer.from([0xff, 0xff]),
    ]
    await run('score', '--catalogue', join(DEMO, 'catalogue.json'), await file('gbk.csv', Buffer.concat(bytes)))
    expect(said.out.split('\n').map((line) => line.split(',')[0])).toEqual(['id', 'gbk', 'utf8', ''])
    expect(said.err).toContain('line 4, id neither: DIP_LEVEL_UNKNOWN at column level')
  })
  test('--results is what a budget and a combination read', async () => {
    const scores = await file('scores.csv', 'id,hospital,score,cost\n1,H1,1000,9000.00\n2,H2,500,4000.00\n')
    await run('clear', '--rules', join(DEMO, 'clearing.json'), '--results', scores)
    const [header, ...rows] = said.out.trim().split('\n')
    expect(header).toBe('method,rule,version,institution,from,to,totalYuan,fundYuan,providerYuan')
    const read = rows.map((row) => row.split(','))
    expect(read[0]!.slice(0, 7)).toEqual(['dip', 'demo-clearing', '2025', 'H1', '2025-01-01', '2025-12-31', '9000.00'])
    for (const [, , , , , , total, fund, provider] of read)
      expect(Math.round(Number(fund) * 100) + Math.round(Number(provider) * 100)).toBe(Math.round(Number(total) * 100))
  })

  test('a case twice is cleared once', async () => {
    const scores = await file('twice.csv', 'id,hospital,score,cost\n1,H1,100,1000\n1,H1,100,1000\n2,H2,100,1000\n')
    await run('clear', '--rules', join(DEMO, 'clearing.json'), scores)
    expect(said.err).toContain('line 3, id 1: DIP_CLEAR_ID_TWICE at column id')
    expect(said.err).toContain('3 rows, 2 cleared, 1 refused')
    expect(said.out.split('\n').map((line) => line.split(',').slice(0, 3).join(' '))).toEqual([
      'hospital cases points',
      ...['H1 1 100', 'H2 1 100', 'H3 0 0', 'H4 0 0', ''],
    ])
  })
  test('rows of another fund are passed over and counted', async () => {
    const rules = JSON.parse(await readFile(join(DEMO, 'clearing.json'), 'utf8'))
    const path = await file('fund.json', JSON.stringify({ ...rules, only: { insuranceType: ['职工'] } }))
    const scores = await file(
      'funds.csv',
      'id,hospital,score,cost,insurance_type\n1,H1,100,1000,职工\n2,H1,90,1000,居民\n3,H9,1,1,职工\n',
    )
    await run('clear', '--rules', path, scores)
    expect(said.err).toContain('3 rows, 1 cleared, 1 refused, 1 of other funds')
    expect(said.out).toContain('\nH1,1,100,1000.00,')
  })
  test('traces also say why a case has no score', async () => {
    const cases = await file('none.csv', 'id,diagnoses,procedures,cost,level\na,A00.0,,1,三级\n')
    await run('score', '--catalogue', join(DEMO, 'catalogue.json'), '--trace', cases)
    expect(JSON.parse(said.out)).toMatchObject({
      id: 'a',
      outcome: 'refused',
      catalogue: { version: '2025.1' },
      code: 'DIP_NO_GROUP',
    })
    expect(process.exitCode).toBe(1)
  })
})

describe('what cannot be', () => {
  const built = join(DEMO, 'catalogue.json')
  test.each([
    ['an empty file', '', 'DIP_COLUMN_MISSING'],
    ['a header that lacks columns', 'id,diagnoses\n1,K35.8\n', 'DIP_COLUMN_MISSING'],
    ['two columns of one name', 'id,id\n1,2\n', 'DIP_COLUMN_MISSING'],
  ])('%s', async (_, text, code) => {
    const cases = await file('bad.csv', text)
    await expect(run('score', '--catalogue', built, cases)).rejects.toMatchObject({ code, place: 'line 1' })
    await expect(run('clear', '--rules', join(DEMO, 'clearing.json'), cases)).rejects.toMatchObject({ code })
    await expect(run('build', '--rules', join(DEMO, 'rules.json'), cases)).rejects.toMatchObject({ code })
  })
  test('a header alone: nothing scored, nothing built', async () => {
    const cases = await file('header.csv', 'id,diagnoses,procedures,cost,level,year\n')
    await run('score', '--catalogue', built, cases)
    expect(process.exitCode).toBe(1)
    await expect(run('build', '--rules', join(DEMO, 'rules.json'), cases)).rejects.toMatchObject({
      code: 'DIP_NO_CASES',
    })
  })
  test('bad usage', async () => {
    await expect(run('score')).rejects.toThrow(CommanderError)
    await expect(run('build', '--rules', join(folder, 'none.json'))).rejects.toThrow(BadUsage)
    await expect(run('score', '--catalogue', built, join(folder, 'missing.csv'))).rejects.toThrow(BadUsage)
    await expect(run('score', '--catalogue', built, '--keep', 'id', built)).rejects.toThrow('--keep id')
  })
  test('documents that are none say where', async () => {
    const cases = join(DEMO, 'score-cases.csv')
    await expect(run('score', '--catalogue', join(DEMO, 'rules.json'), cases)).rejects.toMatchObject({
      code: 'DIP_BAD_FIELD',
    })
    await expect(run('build', '--rules', await file('x.json', '{'), cases)).rejects.toMatchObject({
      code: 'DIP_NOT_JSON',
    })
    await expect(run('clear', '--rules', await file('x.json', '{'), cases)).rejects.toThrow('DOCUMENT_NOT_JSON')
  })
})
