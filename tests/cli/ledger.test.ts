// Would catch: a verb that prints something else than the books hold, another exit code than it says, a broken book called sound.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../database.ts'
import { type Ended, medsettle, runBatch } from './run-cli.ts'

let database: TestDatabase
let environment: Record<string, string>

beforeAll(async () => {
  database = await testDatabase()
  environment = { DATABASE_URL: database.ownerUrl }
})
afterAll(async () => {
  await database.drop()
})

const ledger = (...words: string[]): Promise<Ended> => medsettle(['ledger', ...words], environment)
type Answer = Record<string, unknown>
const answersOf = ({ stdout }: Ended): Answer[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Answer)

describe('the other verbs', () => {
  const RECIPE = 'examples/ledger/cross-period-reversal.jsonl'
  const BOOKS = ['--institution', 'VERBS']
  const INCOME = 'income/medical-service'
  const RUNS: Record<string, string[]> = {
    balance: ['balance', INCOME, ...BOOKS],
    json: ['balance', INCOME, '--json', ...BOOKS],
    asOf: ['balance', INCOME, '--as-of', '2026-01-31', '--json', ...BOOKS],
    before: ['balance', INCOME, '--at', '2026-01-01T00:00:00+08:00', '--json', ...BOOKS],
    prefix: ['balance', 'asset', '--prefix', ...BOOKS],
    statement: ['statement', INCOME, '--limit', '3', ...BOOKS],
    newest: ['statement', INCOME, '--newest-first', '--limit', '1', '--json', ...BOOKS],
    january: ['statement', INCOME, '--effective-to', '2026-01-31', '--json', ...BOOKS],
    early: ['statement', INCOME, '--to', '2026-01-31', '--json', ...BOOKS],
    trial: ['trial-balance', '--as-of', '2026-01-31', ...BOOKS],
    trialJson: ['trial-balance', '--json', ...BOOKS],
    verify: ['verify'],
    unknown: ['balance', INCOME, '--institution', 'NOBODY'],
    noAccount: ['balance', 'asset/nowhere', ...BOOKS],
    absent: ['apply', '/absent/file.jsonl'],
    badDate: ['balance', INCOME, '--as-of', '2026-02-30'],
    badInstant: ['balance', INCOME, '--at', '2026-02-28'],
    badLimit: ['statement', INCOME, '--limit', '0'],
    badInstitution: ['balance', INCOME, '--institution', 'a/b'],
    nothing: [],
    help: ['--help'],
    applyHelp: ['apply', '--help'],
  }
  let ended: ReadonlyMap<string, Ended>
  const told = (name: string): Ended => ended.get(name)!
  const json = (name: string): Answer => answersOf(told(name))[0]!

  beforeAll(async () => {
    expect((await ledger('apply', RECIPE, ...BOOKS)).code).toBe(0)
    ended = await runBatch(new Map(Object.entries(RUNS).map(([name, words]) => [name, () => ledger(...words)])), 2)
  }, 120_000)

  test('balance: a table for people, fen and yuan for machines', () => {
    expect(told('balance').stdout).toMatch(/income\/medical-service +80\.00 +135\.00 +55\.00/)
    expect(json('json')).toMatchObject({ balanceFen: 5500, balance: '55.00', debitsPendingFen: 0 })
    expect(json('asOf')).toMatchObject({ balanceFen: 8500 })
    expect(json('before')).toMatchObject({ balanceFen: 0 })
    expect(told('prefix').stdout).toContain('【逐级合计】')
  })

  test('statement: pages, filters, direction', () => {
    expect(told('statement').stdout).toMatch(/下一页 --after \d+\n$/)
    expect(told('statement').stdout).toContain('冲正')
    expect(json('newest').lines).toMatchObject([{ transferId: 'period.feb.again', balanceAfterFen: 5500 }])
    expect((json('january').lines as Answer[]).map((one) => one.transferId)).toEqual(['period.jan', 'period.jan.late'])
    expect(json('early').lines).toEqual([])
  })

  test('trial balance', () => {
    expect(told('trial').stdout).toContain('试算平衡 0.00')
    expect(json('trialJson')).toMatchObject({ differenceFen: 0, debitsFen: 21_500 })
  })

  test('verify: nothing found, exit 0', () => {
    expect(told('verify').stdout).toMatch(/^\d+ batches, \d+ transfers, 0 findings; next time --from-batch \d+\n$/)
    expect(
      Object.keys(RUNS)
        .slice(0, 12)
        .map((name) => told(name).code),
    ).toEqual(Array(12).fill(0))
  })

  test.each([
    ['unknown', 1, 'INSTITUTION_UNKNOWN at NOBODY'],
    ['noAccount', 1, 'ACCOUNT_NOT_FOUND at asset/nowhere'],
    ['absent', 1, 'FILE_NOT_FOUND at /absent/file.jsonl'],
    ['badDate', 2, '"2026-02-30" is not a date'],
    ['badInstant', 2, 'is not an instant like'],
    ['badLimit', 2, 'A page has 1 to 1000 lines.'],
    ['badInstitution', 2, 'is not an institution'],
    ['nothing', 2, 'Usage: medsettle ledger'],
  ])('%s: exit %i', (name, code, sentence) => {
    const { code: exit, stdout, stderr } = told(name)
    expect([exit, stdout]).toEqual([code, ''])
    expect(stderr).toContain(sentence)
  })

  test('help', () => {
    for (const verb of ['apply', 'balance', 'statement', 'trial-balance', 'verify'])
      expect(told('help').stdout).toContain(verb)
    expect(told('applyHelp').stdout).toContain('docs/ledger.md')
    expect([told('help').code, told('applyHelp').code]).toEqual([0, 0])
  })

  test('verify names what somebody changed, and exits 1', async () => {
    const pg = (await import('pg')).default
    const owner = new pg.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    await owner.query('set session_replication_role = replica')
    await owner.query(`update medsettle.transfer set code = 'other' where transfer_id = 'period.jan'`)
    const { code, stdout } = await ledger('verify')
    await owner.query(`update medsettle.transfer set code = 'income' where transfer_id = 'period.jan'`)
    await owner.end()
    expect([code, stdout.split('\n')[0]]).toEqual([1, expect.stringMatching(/^BATCH_DIGEST_DIFFERS at batch \d+: /)])
    expect((await ledger('verify')).code).toBe(0)
  })
})
