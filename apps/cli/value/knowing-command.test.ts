// Would catch: a word too few answered with a stack, a bad row that stops the others, rows that are neither used nor told, an exit code
// that hides an empty result.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { BadUsage } from '../bad-usage.ts'
import { valueCommand } from './command.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'knowing-'))
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

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, text)
  return path
}

const tariff = (weights: Record<string, string>, level = '1.1'): string =>
  JSON.stringify({
    id: 't',
    version: '1',
    source: 'test',
    validFrom: '2026-01-01',
    dimensions: { level: { values: ['二级', '三级'] } },
    formula: [
      { name: 'weight', by: ['group'], table: weights },
      { name: 'rate', value: '10000' },
      { name: 'coefficient', by: ['level'], table: { 二级: '1', 三级: level } },
    ],
    toFen: 'halfUp',
  })
const TARIFF = tariff({ A11: '2', A15: '1' })
const CASES = `id,drg,level,hospital,costYuan
1,A11,三级,"甲,院",22000
2,A15,二级,乙院,9000
3,A15,二级,,11000.005
4,ZZ99,二级,乙院,9000
5,A15,二级
6,A15,二级,乙院,
`

describe('estimate', () => {
  test('bad rows are told by line, the rest goes on, counts add up', async () => {
    await run('estimate', '--tariff', await file('t.json', TARIFF), await file('cases.csv', CASES))
    expect(said.err.split('\n').map((line) => line.split(':').slice(0, 2).join(':'))).toEqual([
      'line 5, id 4: VALUE_TARIFF_GAP at weight',
      'line 6: VALUE_ROW_MALFORMED at row',
      'line 7, id 6: ESTIMATE_COST_MISSING at cost',
      '6 rows, 3 in the sample, 3 refused',
      '',
    ])
    expect(said.out).toContain('Σ weight × cases: 4 before, 4 after')
  })
  test('files and JSON say the same; the default method can be edited', async () => {
    const out = join(folder, 'estimate')
    await run('estimate', '--show-method')
    const method = await file('method.json', said.out.replace('"version": "1"', '"version": "mine"'))
    said.out = ''
    const words = ['--tariff', await file('t.json', TARIFF), '--method', method, '--out', out, '--json']
    await run('estimate', ...words, await file('cases.csv', CASES))
    const report = JSON.parse(said.out)
    expect(report.method).toMatchObject({ id: 'estimate-default', version: 'mine' })
    expect(JSON.parse(await readFile(join(out, 'tariff.json'), 'utf8'))).toEqual(report.newTariff)
    expect((await readdir(out)).sort()).toEqual([
      'coefficients.csv',
      'groups.csv',
      'hospitals.csv',
      'report.json',
      'tariff.json',
    ])
  })
  test('nothing to estimate from, a method that does not fit, words missing', async () => {
    const path = await file('t.json', TARIFF)
    await expect(run('estimate', '--tariff', path, await file('none.csv', 'id,group\n'))).rejects.toThrow(
      'ESTIMATE_NO_CASES',
    )
    expect(process.exitCode).toBe(1)
    await expect(run('estimate', '--tariff', path, join(folder, 'no.csv'))).rejects.toThrow(BadUsage)
    await expect(run('estimate', await file('cases.csv', CASES))).rejects.toThrow(BadUsage)
    const method = await file('m.json', '{"id": "x"}')
    await expect(run('estimate', '--tariff', path, '--method', method, path)).rejects.toThrow('DOCUMENT_FIELD_MISSING')
  })
})

describe('what-if', () => {
  const policies = async (): Promise<string[]> => [
    ...['--before', await file('before.json', TARIFF)],
    ...['--after', await file('after.json', tariff({ A11: '2.1', A15: '1' }))],
  ]
  test('an account of three cases: A11 at the third level gains 1,100 yuan, the unnamed hospital stays', async () => {
    await run('what-if', ...(await policies()), '--by', 'hospital', '--json', await file('cases.csv', CASES))
    const { total, by, rows } = JSON.parse(said.out)
    expect(said.err).not.toContain('no case says')
    // case 6 has no cost and is compared all the same
    expect(rows).toEqual({ compared: 4, refused: 2 })
    expect(total).toMatchObject({ beforeFen: 5_200_000, afterFen: 5_310_000, changePercent: '+2.12' })
    expect(by.hospital.map((line: { name: string; changeFen: number }) => `${line.name}: ${line.changeFen}`)).toEqual([
      '甲,院: 110000',
      ': 0',
      '乙院: 0',
    ])
    expect(said.err).toContain('6 rows, 4 compared, 2 refused')
  })
  test('files: CSV with quotes where needed, charts, one page that asks for nothing from elsewhere', async () => {
    const out = join(folder, 'what-if')
    await run('what-if', ...(await policies()), '--neutral', '--out', out, await file('cases.csv', CASES))
    expect(await readFile(join(out, 'by-hospital.csv'), 'utf8')).toContain('"甲,院",1,22000.00,22621.47,621.47,+2.82,')
    expect(await readFile(join(out, 'budget.csv'), 'utf8')).toBe(
      'step,yuan\nbefore,52000.00\nprice,1100.00\nrescaling,-1100.00\nafter,52000.00\n',
    )
    const page = await readFile(join(out, 'report.html'), 'utf8')
    expect(page).toContain('<html lang="zh-CN">')
    expect(page.match(/<svg /g)?.length).toBe(6)
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|<link|@import|src=/)
  })
  test('words that cannot be', async () => {
    const [cases, both] = [await file('cases.csv', CASES), await policies()]
    await expect(run('what-if', '--before', both[1]!, cases)).rejects.toThrow(CommanderError)
    await expect(run('what-if', ...both, '--by', 'hospital,hospital', cases)).rejects.toThrow('each once')
    await expect(run('what-if', ...both, '--language', 'fr', cases)).rejects.toThrow(CommanderError)
    await expect(run('what-if', ...both, '--behaviour', join(folder, 'no.json'), cases)).rejects.toThrow(BadUsage)
    await run('what-if', ...both, await file('none.csv', ''))
    expect(process.exitCode).toBe(1)
    expect(said.out).toBe('')
  })
})

test('simulate: parameters that cannot be used name their place', async () => {
  const path = await file('p.json', '{"undercoding": 2}')
  await expect(run('simulate', '--parameters', path)).rejects.toMatchObject({
    code: 'SIMULATION_PARAMETERS_INVALID',
    place: 'undercoding',
  })
  await run('simulate', '--cases', '0')
  expect(said.out.split('\n').length).toBe(2)
})

describe('indicators', () => {
  test('a case without weight is told, columns nobody gives leave their figures empty', async () => {
    const cases = await file('cases.csv', CASES)
    await run('indicators', '--tariff', await file('t.json', TARIFF), '--by', 'hospital', '--json', cases)
    const { rows, total, by } = JSON.parse(said.out)
    expect(rows).toEqual({ counted: 4, refused: 2 })
    expect(total).toMatchObject({
      cases: '4',
      caseMixIndex: '1.2500',
      costIndex: '1.0000',
      meanStay: '',
      deathPercent: '',
    })
    expect(Object.keys(total)).not.toContain('return14Percent')
    expect(by.hospital.map(({ name }: { name: string }) => name)).toEqual(['', '乙院', '甲,院'])
    expect(said.err).toContain('line 5, id 4: VALUE_TARIFF_GAP at weight')
    expect(said.err).toContain('6 rows, 4 counted, 2 refused')
  })
  test('words that cannot be', async () => {
    const [path, cases] = [await file('t.json', TARIFF), await file('cases.csv', CASES)]
    await expect(run('indicators', cases)).rejects.toThrow(BadUsage)
    await run('indicators', '--tariff', path, '--by', 'hospitl', cases)
    expect(said.err).toContain('no case says hospitl; is it a column of the cases?')
    said.out = ''
    await expect(run('indicators', '--tariff', path, '--by', '', cases)).rejects.toThrow('each once')
    const fund = await file('fund.json', '{"id":"f","version":"1","source":"s","years":[{"year":"2025"}]}')
    await expect(run('indicators', '--tariff', path, '--fund', fund, cases)).rejects.toThrow('years[0].fund')
    await run('indicators', '--show-method')
    expect(JSON.parse(said.out).id).toBe('indicators-default')
    await run('indicators', '--tariff', path, await file('none.csv', 'id,group\n'))
    expect(process.exitCode).toBe(1)
  })
})
