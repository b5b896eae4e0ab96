// Would catch: bad words answered with a stack, a bad row that stops a file, an exit code that hides an empty result, an example of
// docs/value/tariffs.md that is no longer true.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { BadUsage } from '../bad-usage.ts'
import { valueCommand } from './command.ts'
import { csvField, splitRow } from './csv-lines.ts'

const ROOT = join(import.meta.dirname, '../../..')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'value-'))
})
afterAll(() => rm(folder, { recursive: true }))

const said = { out: '', err: '' }
beforeEach(() => {
  said.out = ''
  said.err = ''
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
  const program = new Command('medsettle').exitOverride()
  valueCommand(program)
  for (const verb of program.commands[0]!.commands) verb.exitOverride()
  await program.parseAsync(['value', ...words], { from: 'user' })
}

async function file(name: string, text: string | Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const TARIFF = JSON.stringify({
  id: 't',
  version: '1',
  source: 'test',
  validFrom: '2026-01-01',
  dimensions: { insuranceType: { values: ['职工'], default: '职工' } },
  formula: [{ name: 'price', by: ['group', 'insuranceType'], table: { A: { 职工: '100.5' }, 'B,1': { 职工: '7' } } }],
})

describe('docs/value/tariffs.md', async () => {
  const text = await readFile(join(ROOT, 'docs/value/tariffs.md'), 'utf8')
  const examples = text.split(/^### /m).slice(1)
  test('has its worked examples', () => expect(examples.length).toBe(4))
  test.each(examples.map((part) => [part.split('\n')[0]!, part]))('%s', async (_, part) => {
    const blocks = (kind: string): string[] =>
      [...part.matchAll(new RegExp(`\`\`\`${kind}\n(.*?)\`\`\``, 'gs'))].map((block) => block[1]!)
    const tariff = await file('doc.json', blocks('json')[0]!)
    await run('price', '--tariff', tariff, await file('doc.csv', blocks('csv')[0]!))
    expect(said.out).toBe(blocks('csv')[1])
    expect(said.err.replace(/^\d+ rows.*\n/m, '')).toBe(blocks('text')[0] ?? '')
    await run('check', '--tariff', tariff)
    expect(process.exitCode).toBeUndefined()
  })
})

describe('price', () => {
  test('a byte-order mark, CRLF, quotes, blanks, columns in any order; bad rows on stderr by line', async () => {
    const groups = await file(
      'odd.csv',
      '\uFEFFnote,"drg", id ,insurance_type\r\n"a ""b""","B,1",x\u4e00,职工\r\n,A,2\r\n\r\n,A,"3\r\n,A, 4 ,\r\n,A,5,农民\r\n',
    )
    await run('price', '--tariff', await file('t.json', TARIFF), groups)
    expect(said.out).toBe(
      'id,group,standardFen,priceYuan,reason,standardYuan\nx一,"B,1",700,7.00,ordinary,7\n4,A,10050,100.50,ordinary,100.5\n',
    )
    expect(said.err.split('\n').map((line) => line.split(':').slice(0, 2).join(':'))).toEqual([
      'line 3: VALUE_ROW_MALFORMED at row',
      'line 5: VALUE_ROW_MALFORMED at row',
      'line 7, id 5: VALUE_DIMENSION_UNKNOWN at insuranceType',
      '5 rows, 2 priced, 3 refused',
      '',
    ])
    expect(process.exitCode).toBeUndefined()
  })

  test.each([
    ['an empty file', '', 'VALUE_ROW_MALFORMED: the input is empty'],
    ['a header twice', 'id,id\n1,2\n', 'two columns are called id'],
    ['only malformed rows', 'id,group\n1\n2\n', 'line 3: VALUE_ROW_MALFORMED'],
    ['a header alone', 'id,group\n', '0 rows, 0 priced'],
    ['no text', new Uint8Array([0xff, 0xfe, 0x0a]), 'UTF-8'],
  ])('%s: nothing could be read, exit 1', async (_, text, expected) => {
    await run('price', '--tariff', await file('t.json', TARIFF), await file('bad.csv', text))
    expect(said.err).toContain(expected)
    expect(process.exitCode).toBe(1)
  })

  test('bad usage, and a tariff that is none', async () => {
    await expect(run('price')).rejects.toThrow(CommanderError)
    await expect(run('price', '--tariff', join(folder, 'none.json'))).rejects.toThrow(BadUsage)
    await expect(run('price', '--tariff', await file('t.json', TARIFF), join(folder, 'none.csv'))).rejects.toThrow(
      BadUsage,
    )
    await expect(run('price', '--tariff', await file('t.json', TARIFF), folder)).rejects.toThrow('EISDIR')
    for (const bad of [await file('x.json', '{'), await file('x.csv', 'drg,published_standard\n')]) {
      process.exitCode = undefined
      await run(
        'price',
        '--tariff',
        await file('t.json', TARIFF),
        '--tariff',
        bad,
        await file('g.csv', 'id,group\n1,A\n'),
      )
      expect([said.out, process.exitCode]).toEqual(['', 1])
    }
    expect(said.err).toMatch(/x\.json: TARIFF_NOT_JSON at document: .*\n.*x\.csv: TARIFF_TABLE_EMPTY at table/)
  })
})

const TABLE = `city,year,drg,rw,rate,coefficient,level_or_scheme,same_price_group,published_standard
a,2024,G1,1.5,9000,0.8,二级,,10800
a,2024,G1,1.5,9000,1.1,三级,,14850
a,2024,G2,0.3333,9000,0.8,二级,,2399.8
a,2024,G2,0.3333,9000,1.1,三级,,3299.7
`

describe('a published table', () => {
  test('is imported, and prices the rows it consists of', async () => {
    const table = await file('table.csv', TABLE)
    await run('import', table, '--out', join(folder, 'out'))
    const tariff = said.out.trim()
    said.out = ''
    for (const path of [tariff, table]) await run('price', '--tariff', path, table)
    const figures = said.out.split('\n').map((line) => line.split(',')[5])
    expect(figures).toEqual([
      ...Array(2).fill(['standardYuan', '10800', '14850', '2399.8', '3299.7']).flat(),
      undefined,
    ])
    await run('import', table)
    expect(JSON.parse(said.out.slice(said.out.indexOf('{'))).round).toEqual({ decimals: 1, mode: 'halfUp' })
  })

  test('check and import tell what does not agree, exit 1', async () => {
    const table = await file('wrong.csv', TABLE.replace('3299.7', '3333.3'))
    await run('check', '--tariff', table, '--json')
    expect(JSON.parse(said.out)).toMatchObject({ severity: 'error', code: 'TARIFF_TABLE_MISFIT', place: 'line 5' })
    expect(process.exitCode).toBe(1)
    process.exitCode = undefined
    await run('import', table)
    expect(process.exitCode).toBe(1)
    await expect(run('import', await file('t.json', TARIFF))).rejects.toThrow(BadUsage)
    await expect(run('import', await file('two.csv', `${TABLE}b,2024,G1,1,1,1,,,1\n`))).rejects.toThrow('--out')
  })
})

test('a row of CSV there and back', () => {
  const fields = ['a', '', 'b,c', '"', '二级']
  expect(splitRow(fields.map(csvField).join(','))).toEqual(fields)
  expect(splitRow('"a"b,c')).toBeNull()
})
