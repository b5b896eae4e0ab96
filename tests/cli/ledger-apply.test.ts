// Would catch: results out of order, a query that does not see what was written before it, a bad line that stops or hides the good
// ones, an amount rounded into a valid one, a file applied twice.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../database.ts'
import { type Desk, type Ended, medsettle, openDesk } from './run-cli.ts'

const ROOT = join(import.meta.dirname, '../..')

let database: TestDatabase
let desk: Desk
let environment: Record<string, string>

beforeAll(async () => {
  database = await testDatabase()
  environment = { DATABASE_URL: database.ownerUrl }
  desk = await openDesk()
})
afterAll(async () => {
  await desk.clear()
  await database.drop()
})

const ledger = (...words: string[]): Promise<Ended> => medsettle(['ledger', ...words], environment)
type Answer = Record<string, unknown>
const answersOf = ({ stdout }: Ended): Answer[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer)

const lines = (...commands: readonly (string | object)[]): string =>
  commands.map((one) => `${typeof one === 'string' ? one : JSON.stringify(one)}\n`).join('')
const open = (path: string, more: object = {}) => ({ do: 'open', path, ...more })
const move = (transferId: string, debit: string, credit: string, amountFen: number, more: object = {}) => ({
  do: 'transfer',
  transferId,
  debit,
  credit,
  amountFen,
  code: 'test',
  ...more,
})

describe('apply', () => {
  const BANK = 'asset/bank'
  const CARD = 'liability/prepaid/p1'

  test('carries out line by line; results stand in the same order and queries see what is before them', async () => {
    const file = await desk.put(
      'day.jsonl',
      lines(
        open(BANK),
        open(CARD, { limited: 'debits' }),
        move('d1', BANK, CARD, 10_000, { metadata: { price: 0.1, big: 12345678901234567890n.toString() } }),
        move('d2', CARD, BANK, 20_000),
        '',
        move('d3', CARD, BANK, 20_000, { balancing: true }),
        { do: 'balance', path: CARD },
        { do: 'group', transfers: [move('g1', BANK, CARD, 500), move('g2', BANK, 'asset/nowhere', 5)].map(bare) },
        { do: 'freeze', path: BANK, actId: 'f1' },
        move('d4', BANK, CARD, 1),
        { do: 'unfreeze', path: BANK, actId: 'f2' },
        move('d5', BANK, CARD, 100, { kind: 'pending' }),
        { do: 'close', path: CARD },
        { do: 'transfer', transferId: 'd5v', kind: 'void', pendingId: 'd5', code: 'test' },
        { do: 'limit', path: CARD, limited: 'none', actId: 'l1' },
        { do: 'expire' },
        { do: 'statement', path: CARD, limit: 2, order: 'backwards' },
        { do: 'trialBalance' },
        { do: 'balance', path: 'asset', prefix: true },
      ),
    )
    const first = await ledger('apply', file)
    expect([first.code, first.stderr]).toEqual([0, ''])
    const said = answersOf(first)
    expect(said.map(({ ok, code }) => code ?? ok)).toEqual([
      true,
      true,
      true,
      'DEBIT_LIMIT',
      true,
      true,
      false,
      true,
      'DEBIT_ACCOUNT_FROZEN',
      true,
      true,
      'ACCOUNT_HAS_PENDING',
      true,
      true,
      true,
      true,
      true,
      true,
    ])
    expect(said[4]).toMatchObject({ transferId: 'd3', amountFen: 10_000 })
    expect(said[5]).toMatchObject({
      debitsFen: 10_000,
      creditsFen: 10_000,
      balanceFen: 0,
      balance: '0.00',
      limited: 'debits',
    })
    expect((said[6]!.transfers as Answer[]).map((one) => one.code)).toEqual([
      'GROUP_FAILED',
      'CREDIT_ACCOUNT_NOT_FOUND',
    ])
    expect((said[15]!.lines as Answer[]).map((one) => [one.transferId, one.reservedFen])).toEqual([
      ['d5v', -100],
      ['d5', 100],
    ])
    expect(said[16]).toMatchObject({ debitsFen: 20_000, differenceFen: 0 })
    expect(said[17]).toMatchObject({
      tree: [
        { path: 'asset', accounts: 1 },
        { path: BANK, balanceFen: 0 },
      ],
    })

    const second = answersOf(await ledger('apply', file))
    expect(second.slice(0, 11)).toEqual([
      ...said.slice(0, 5).map((one) => ({ ...one, replayed: true })),
      // a query says how things stand now
      { ...said[5], limited: 'none' },
      expect.anything(),
      ...said.slice(7, 11).map((one) => ({ ...one, replayed: true })),
    ])
  })

  function bare({ do: _, ...transfer }: { do: string }): object {
    return transfer
  }

  test('lines that cannot be read are answered with where and why; the others are carried out; exit 1', async () => {
    const bad: readonly (readonly [string | Buffer, string, string?])[] = [
      ['not json', 'LINE_NOT_JSON'],
      ['[1]', 'LINE_NOT_A_COMMAND'],
      ['{"do":"pay"}', 'COMMAND_UNKNOWN', 'do'],
      ['{"path":"asset/x"}', 'COMMAND_UNKNOWN', 'do'],
      ['{"do":"open"}', 'FIELD_MISSING', 'path'],
      ['{"do":"open","path":7}', 'FIELD_INVALID', 'path'],
      ['{"do":"transfer","transferId":"x","code":"c","amountfen":1}', 'FIELD_UNKNOWN', 'amountfen'],
      ['{"do":"transfer","transferId":"x"}', 'FIELD_MISSING', 'code'],
      [
        '{"do":"group","transfers":[{"transferId":"x","code":"c","amountFen":"1"}]}',
        'FIELD_INVALID',
        'transfers[0].amountFen',
      ],
      ['{"do":"group","transfers":[]}', 'FIELD_INVALID', 'transfers'],
      ['{"do":"balance","path":"asset/x","asOf":"2026-02-30"}', 'FIELD_INVALID', 'asOf'],
      ['{"do":"balance","path":"asset/x","at":"noon"}', 'FIELD_INVALID', 'at'],
      ['{"do":"statement","path":"asset/x","limit":0}', 'FIELD_INVALID', 'limit'],
      [Buffer.from([0x22, 0xff, 0xfe, 0x22]), 'LINE_NOT_UTF8'],
      [`"${'x'.repeat(5 * 1024 * 1024)}"`, 'LINE_TOO_LONG'],
    ]
    const parts = bad.flatMap(([line], i) => [Buffer.from(line), Buffer.from(`\n${lines(open(`asset/good-${i}`))}`)])
    const ended = await ledger('apply', await desk.put('bad.jsonl', Buffer.concat(parts)))
    expect(ended.code).toBe(1)
    const said = answersOf(ended)
    expect(said.filter((_, i) => i % 2 === 0).map(({ ok, code, line, place }) => ({ ok, code, line, place }))).toEqual(
      bad.map(([, code, place], i) => ({ ok: false, code, line: 2 * i + 1, place })),
    )
    expect(said.filter((_, i) => i % 2 === 1).every(({ ok }) => ok)).toBe(true)
  })

  test('two institutions may use the same ids: each has its own books', async () => {
    const at = (institution: string, command: object) => ({ ...command, institution })
    const accounts = ['X-A', 'X-B'].flatMap((one) => [at(one, open('asset/a')), at(one, open('asset/b'))])
    const text = lines(
      { do: 'institution', id: 'X-A' },
      { do: 'institution', id: 'X-B' },
      ...accounts,
      at('X-A', move('same', 'asset/a', 'asset/b', 1)),
      at('X-A', { do: 'balance', path: 'asset/a' }),
      at('X-B', move('same', 'asset/a', 'asset/b', 1)),
      at('X-B', move('same', 'asset/a', 'asset/b', 2)),
    )
    const ended = await ledger('apply', await desk.put('two.jsonl', text))
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(answersOf(ended).slice(-2)).toMatchObject([
      { transferId: 'same', ok: true, replayed: false },
      { transferId: 'same', code: 'TRANSFER_ID_TAKEN', message: expect.stringContaining('amount') },
    ])
  })

  test('what is no amount is refused by the ledger, never rounded', async () => {
    const amounts = ['0', '-1', '1.5', '1e3', '9007199254740992', '9007199254740991.4', '0.1', '-0']
    const text = amounts.map(
      (one, i) =>
        `{"do":"transfer","transferId":"a${i}","code":"c","debit":"asset/a","credit":"asset/b","amountFen":${one}}\n`,
    )
    const ended = await ledger('apply', await desk.put('amounts.jsonl', text.join('')))
    expect([ended.code, answersOf(ended).map(({ code }) => code)]).toEqual([
      0,
      amounts.map(() => 'TRANSFER_AMOUNT_INVALID'),
    ])
  })

  test('10,000 lines from stdin, with bad ones and queries among them', async () => {
    const all = Array.from({ length: 10_000 }, (_, i) => {
      if (i === 0) return open('asset/many/a')
      if (i === 1) return open('income/many')
      if (i % 1000 === 777) return 'oops'
      if (i % 2500 === 2499) return { do: 'balance', path: 'asset/many/a' }
      return move(`m${i}`, 'asset/many/a', 'income/many', i)
    })
    const ended = await fed(['ledger', 'apply', '-'], lines(...all))
    expect(ended.code).toBe(1)
    const said = answersOf(ended)
    expect(said).toHaveLength(10_000)
    let sum = 0
    all.forEach((command, i) => {
      if (command === 'oops') expect(said[i]).toMatchObject({ code: 'LINE_NOT_JSON', line: i + 1 })
      else if ((command as Answer).do === 'transfer') {
        sum += i
        expect(said[i]).toMatchObject({ ok: true, transferId: `m${i}` })
      } else if ((command as Answer).do === 'balance') expect(said[i]).toMatchObject({ balanceFen: sum })
    })
  })

  function fed(words: readonly string[], text: string): Promise<Ended> {
    const child = spawn(join(ROOT, 'node_modules/.bin/node'), [join(ROOT, 'apps/cli/main.ts'), ...words], {
      cwd: ROOT,
      env: { ...process.env, ...environment },
    })
    const said = { stdout: '', stderr: '' }
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (said.stdout += chunk))
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (said.stderr += chunk))
    child.stdin.end(text)
    return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...said })))
  }
})
