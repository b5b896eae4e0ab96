// Would catch: a verb that answers bad words with a stack, a bad row that stops a file, threads that change the order, lines
// counted anew in every block, a compiled file that is not accepted.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { BadUsage } from '../bad-usage.ts'
import { drgCommand } from './drg-command.ts'

const ROOT = join(import.meta.dirname, '../../..')
const SCHEME = join(ROOT, 'packages/grouper/demo-scheme')
const CASES = join(ROOT, 'examples/drg/cases.csv')

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'drg-'))
})
afterAll(() => rm(folder, { recursive: true }))

const said = { out: '', err: '' }
beforeEach(() => {
  said.out = ''
  said.err = ''
  process.exitCode = undefined
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk, ...rest: unknown[]) => {
    said.out += Buffer.from(chunk as Uint8Array).toString()
    const written = rest.at(-1)
    if (typeof written === 'function') written()
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    said.err += Buffer.from(chunk as Uint8Array).toString()
    return true
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

async function run(...words: string[]): Promise<void> {
  const program = new Command('medsettle').exitOverride()
  drgCommand(program)
  await program.parseAsync(['drg', ...words], { from: 'user' })
}

describe('group', () => {
  test('the demo cases, from tables, from a compiled file and over threads', async () => {
    const expected = await readFile(join(ROOT, 'examples/drg/groups.csv'), 'utf8')
    const compiled = join(folder, 'demo.drg')
    await run('scheme', 'compile', SCHEME, '--out', compiled)
    for (const words of [
      ['--scheme', SCHEME],
      ['--scheme', compiled],
      ['--scheme', compiled, '--threads', '3'],
    ]) {
      said.out = ''
      await run('group', ...words, CASES)
      expect(said.out).toBe(expected)
    }
    expect(said.err).toContain(await readFile(join(ROOT, 'examples/drg/refusals.txt'), 'utf8'))
  })

  test('lines are counted over all blocks, and ids that come twice are told', async () => {
    const file = join(folder, 'many.csv')
    const good = 'x,1,63,23000,,department,9,1,I63.900,\n'
    await writeFile(file, `${good.repeat(30_000)}bad,1\n${good.repeat(30_000)}`)
    for (const threads of ['1', '2']) {
      said.out = ''
      said.err = ''
      await run('group', '--scheme', SCHEME, '--threads', threads, file)
      expect(said.out).toBe(`${'x,BR25\n'.repeat(30_000)}bad,0000\n${'x,BR25\n'.repeat(30_000)}`)
      expect(said.err).toContain('line 30001, id bad: ROW_MALFORMED')
      expect(said.err).toContain('line 2: ID_TWICE')
      expect(said.err).toContain('59999 cases have the id of an earlier one')
    }
  })

  test('a trace is JSON lines', async () => {
    await run('group', '--scheme', SCHEME, '--trace', CASES)
    expect(said.out).toBe(await readFile(join(ROOT, 'examples/drg/traces.jsonl'), 'utf8'))
  })

  test.each([
    ['', 'there is no case in the input'],
    ['nothing\n,\n', 'no row of the input is a case'],
  ])('an input %j without a case is an error', async (text, message) => {
    const file = join(folder, 'none.csv')
    await writeFile(file, text)
    await expect(run('group', '--scheme', SCHEME, file)).rejects.toMatchObject({ code: 'GROUPER_NO_CASES', message })
  })

  test('a line that never ends is refused as one row and not kept; the rest goes on', async () => {
    const file = join(folder, 'long.csv')
    const good = '2,1,63,23000,,department,9,1,I63.900,\n'
    await writeFile(file, `1,${'x'.repeat(9 << 20)}\n${good}`)
    for (const threads of ['1', '2']) {
      said.out = ''
      said.err = ''
      await run('group', '--scheme', SCHEME, '--threads', threads, file)
      expect(said.out).toBe('1,0000\n2,BR25\n')
      expect(said.err).toBe(
        'line 1, id 1: ROW_TOO_LONG at row: the row has more than 65536 characters\n2 cases, 1 without a group\n',
      )
    }
  })

  test.each([
    ['a workbook', Buffer.from('PK\u0003\u0004and more'), 'this is a workbook; save its sheet as CSV'],
    ['UTF-16', Buffer.from('\ufeff1,1', 'utf16le'), 'every other byte is zero, as in UTF-16'],
  ])('%s is told once, not row by row', async (_, bytes, message) => {
    const file = join(folder, 'other.csv')
    await writeFile(file, bytes)
    await expect(run('group', '--scheme', SCHEME, file)).rejects.toMatchObject({
      code: 'GROUPER_NOT_CSV',
      message: expect.stringContaining(message),
    })
    expect(said.out).toBe('')
  })

  test('what stands in a row cannot command the terminal', async () => {
    const file = join(folder, 'escape.csv')
    await writeFile(file, '\u001b[2J,1\n1,1,63,23000,,,9,1,I63.900,\n')
    await run('group', '--scheme', SCHEME, file)
    expect(said.err).toContain('line 1, id \ufffd[2J: ROW_MALFORMED at row: the row has 2 columns')
  })

  test.each([
    ['no scheme', ['group', CASES]],
    ['threads of none', ['group', '--scheme', SCHEME, '--threads', '0', CASES]],
    ['an unknown option', ['group', '--scheme', SCHEME, '--fast', CASES]],
  ])('bad usage: %s', async (_, words) => {
    await expect(run(...words)).rejects.toBeInstanceOf(CommanderError)
  })

  test.each([
    ['a file that is no scheme', ['group', '--scheme', CASES, CASES]],
    ['the same version twice', ['group', '--scheme', SCHEME, '--scheme', SCHEME, CASES]],
  ])('bad usage: %s', async (_, words) => {
    await expect(run(...words)).rejects.toBeInstanceOf(BadUsage)
  })
})

test('review: a line per row, the labels kept apart, no code that is not on the record', async () => {
  const file = join(folder, 'review.csv')
  await writeFile(file, '1,1,63,23000,,,9,1,I63.900|I61.900,,,30\nbad,1\n')
  await run('review', '--scheme', SCHEME, file)
  const lines = said.out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    {
      id: '1',
      drg: 'BR25',
      changes: [
        { label: 'documentation-gap', kind: 'severity', code: null, to: ['BR21'] },
        { label: 'documentation-gap', kind: 'severity', code: null, to: ['BR23'] },
        { label: 'revenue-advice', kind: 'other-principal-diagnosis', code: 'I61.900', to: ['BR15'] },
      ],
    },
    { id: 'bad', drg: '0000', refusal: { code: 'ROW_MALFORMED' }, changes: [] },
  ])
  expect(said.err).toBe('2 cases, 1 without a group, 2 documentation gaps, 1 pieces of revenue advice\n')
  said.out = ''
  await run('review', '--scheme', SCHEME, '--label', 'revenue-advice', file)
  expect(JSON.parse(said.out.split('\n')[0]!).changes).toHaveLength(1)
})

describe('scheme', () => {
  test('check says what is wrong and sets the exit code', async () => {
    await run('scheme', 'check', SCHEME)
    expect(said.out).toContain('0 errors, 0 warnings')
    expect(process.exitCode).toBeUndefined()
    const broken = join(folder, 'broken')
    await run('scheme', 'import', SCHEME, '--out', broken)
    const drgs = JSON.parse(await readFile(join(broken, 'drg.json'), 'utf8'))
    await writeFile(join(broken, 'drg.json'), JSON.stringify({ ...drgs, XX19: { name: '', requires: 'none' } }))
    said.out = ''
    await run('scheme', 'check', broken)
    expect(said.out).toContain('error   DRG_WITHOUT_ADRG at drg.json: XX19: no ADRG leads to DRG XX19\n')
    expect(process.exitCode).toBe(1)
  })

  test('import reads one CSV file per table and names what it left out', async () => {
    const files = {
      MDC: 'MDC编码\nT\n',
      ADRG: 'ADRG编码\nTR1\n',
      DRG: 'DRG编码\nTR19\n',
      诊断编码: 'ADRG编码,MDC编码,诊断编码\n,T,D1\nTR1,,D1\n',
      封面: 'x\n',
    }
    const paths: string[] = []
    for (const [name, text] of Object.entries(files)) {
      paths.push(join(folder, `${name}.csv`))
      await writeFile(paths.at(-1)!, text)
    }
    const out = join(folder, 'imported')
    await run('scheme', 'import', ...paths, '--out', out, '--scheme-version', 'test-1')
    expect(said.out).toContain('test-1, 1 MDC, 1 ADRG, 1 DRG')
    expect(said.err).toContain('"封面" was not understood')
    const cases = join(folder, 'one.csv')
    await writeFile(cases, '1,1,50,18300,,,3,1,D1,,test-1\n')
    said.out = ''
    await run('group', '--scheme', out, cases)
    expect(said.out).toBe('1,TR19\n')
  })

  test('a compiled scheme that was damaged is refused', async () => {
    const file = join(folder, 'damaged.drg')
    await run('scheme', 'compile', SCHEME, '--out', file)
    const bytes = await readFile(file)
    bytes[bytes.length - 1]! ^= 1
    await writeFile(file, bytes)
    await expect(run('group', '--scheme', file, CASES)).rejects.toMatchObject({
      code: 'GROUPER_DAMAGED_FILE',
      place: file,
    })
  })
})
