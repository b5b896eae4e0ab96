// Would catch: a balance of yesterday that knows what was booked today, a date's balance that forgets what was booked back to it
// or counts what belongs to a later date, a branch that adds up its neighbour, an income shown as a debt.
import { type Fen, formatYuan, parseYuan } from '@medsettle/money'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openAccount } from './accounts.ts'
import { type Moment, readBalance, readBalances, readTreeTotals, readTrialBalanceAt } from './balances.ts'
import { openTestBooks, type TestBooks } from './open-test-books.ts'

let home: TestBooks
const institutionId = 'H0001'
const BANK = 'asset/bank'
const INCOME = 'income/medical-service'
const FEE = 'expense/channel-fee'
const DEPOSITS = 'liability/patient-deposits'

/** How the history runs: what is booked, on which real day (by the clock we give the rows), and to which date it belongs. */
const HISTORY = `
  T1  2026-01-30 10:00  asset/bank                 <- liability/patient-deposits  100.00  2026-01-30
  T2  2026-01-31 23:59  liability/patient-deposits <- income/medical-service       80.00  2026-01-31
  T3  2026-02-01 00:00  expense/channel-fee        <- asset/bank                    0.60  2026-01-31
  T4  2026-02-02 09:00  asset/bank                 <- liability/patient-deposits   50.00  2026-02-03
  T5  2026-02-05 09:00  income/medical-service     <- liability/patient-deposits   30.00  2026-01-31
  T6  2026-02-06 09:00  asset/bank                 <- liability/patient-deposits    7.00  2026-02-06
`
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))

/** The ledger books at the database's clock; the rows are then put on the days of the history. */
async function book(): Promise<void> {
  for (const path of [BANK, INCOME, FEE, DEPOSITS, 'asset/receivable/alipay', 'asset/receivables'])
    await openAccount(home.database, home.books, { path })
  await home.asOwner(`update medsettle.account set opened_at = '2026-01-01'`, true)
  for (const [id, day, time, debit, , credit, yuan, effectiveDate] of HISTORY) {
    const answer = await home.post(`${id} ${debit} <- ${credit} ${yuan}`, { effectiveDate: effectiveDate! })
    if (!answer.posted) throw new Error(answer.refusal.code)
    const batch = Math.floor(answer.bookingNo / 8192)
    const at = `${day}T${time}:00+08:00`
    await home.asOwner(
      `update medsettle.ledger_batch set booked_at = '${at}' where batch_no = ${batch};
       update medsettle.transfer set booked_at = '${at}' where booking_no / 8192 = ${batch};
       update medsettle.posting set booked_at = '${at}', booked_date = '${day}' where batch_no = ${batch}`,
      true,
    )
  }
}

beforeAll(async () => {
  home = await openTestBooks(institutionId)
  await book()
})
afterAll(() => home.drop())

const balance = async (path: string, moment: Moment = {}): Promise<string> =>
  formatYuan((await readBalance(home.database, { institutionId, path, ...moment })).balance as Fen)

test.each([
  ['now', {}, '156.40', '107.00', '50.00', '0.60'],
  ['before everything', { at: '2026-01-30T09:59:59+08:00' }, '0.00', '0.00', '0.00', '0.00'],
  ['at the very instant of T1', { at: '2026-01-30T10:00:00+08:00' }, '100.00', '100.00', '0.00', '0.00'],
  ['on the last of January, late', { at: '2026-01-31T23:59:59.999999+08:00' }, '100.00', '20.00', '80.00', '0.00'],
  ['a day later', { at: '2026-02-01T23:00:00+08:00' }, '99.40', '20.00', '80.00', '0.60'],
  ['after everything', { at: '2030-01-01T00:00:00Z' }, '156.40', '107.00', '50.00', '0.60'],
  ['as of 30 January', { asOf: '2026-01-30' }, '100.00', '100.00', '0.00', '0.00'],
  [
    'as of 31 January: the fee and the correction belong to it',
    { asOf: '2026-01-31' },
    '99.40',
    '50.00',
    '50.00',
    '0.60',
  ],
  ['as of 2 February: T4 belongs to the third', { asOf: '2026-02-02' }, '99.40', '50.00', '50.00', '0.60'],
  ['as of 3 February', { asOf: '2026-02-03' }, '149.40', '100.00', '50.00', '0.60'],
  ['as of a day to come', { asOf: '2030-12-31' }, '156.40', '107.00', '50.00', '0.60'],
  [
    '31 January as known that night',
    { asOf: '2026-01-31', at: '2026-01-31T23:59:59+08:00' },
    '100.00',
    '20.00',
    '80.00',
    '0.00',
  ],
  [
    '31 January as known a day later',
    { asOf: '2026-01-31', at: '2026-02-01T12:00:00+08:00' },
    '99.40',
    '20.00',
    '80.00',
    '0.60',
  ],
  [
    '31 January as known on the fifth',
    { asOf: '2026-01-31', at: '2026-02-05T12:00:00+08:00' },
    '99.40',
    '50.00',
    '50.00',
    '0.60',
  ],
  [
    '3 February as known on the second: T4 was known',
    { asOf: '2026-02-03', at: '2026-02-02T12:00:00+08:00' },
    '149.40',
    '70.00',
    '80.00',
    '0.60',
  ],
  [
    '2 February as known on the second: T4 is not of it',
    { asOf: '2026-02-02', at: '2026-02-02T12:00:00+08:00' },
    '99.40',
    '20.00',
    '80.00',
    '0.60',
  ],
] as [string, Moment, string, string, string, string][])('%s', async (_, moment, ...expected) => {
  const stood = await Promise.all([BANK, DEPOSITS, INCOME, FEE].map((path) => balance(path, moment)))
  expect(stood).toEqual(expected)
  const trial = await readTrialBalanceAt(home.database, { institutionId, ...moment })
  expect(trial.difference).toBe(0)
})

describe('agrees with adding the transfers up', () => {
  const instants = fc
    .integer({ min: 0, max: 10 * 24 })
    .map((hours) => Date.parse('2026-01-29T16:00:00Z') + hours * 3600_000)
  const days = fc
    .integer({ min: 0, max: 10 })
    .map((n) => new Date(Date.UTC(2026, 0, 29 + n)).toISOString().slice(0, 10))
  const moments = fc.record({ at: fc.option(instants), asOf: fc.option(days) })

  test('at any instant, as of any date, both', async () => {
    await fc.assert(
      fc.asyncProperty(moments, async ({ at, asOf }) => {
        const moment = { ...(at === null ? {} : { at: new Date(at) }), ...(asOf === null ? {} : { asOf }) }
        for (const path of [BANK, DEPOSITS]) {
          const stood = await readBalance(home.database, { institutionId, path, ...moment })
          const sum = (side: number): number =>
            HISTORY.filter((row) => row[side] === path)
              .filter((row) => at === null || Date.parse(`${row[1]}T${row[2]}:00+08:00`) <= at)
              .filter((row) => asOf === null || row[7]! <= asOf)
              .reduce((fen, row) => fen + parseYuan(row[6]!), 0)
          expect([stood.debits, stood.credits], JSON.stringify(moment)).toEqual([sum(3), sum(5)])
        }
      }),
      { numRuns: 60, seed: 20260131 },
    )
  })
})

test('batches whose numbers and times interleave: the account is asked, not the number', async () => {
  const other = await openTestBooks('H0009')
  for (const path of ['asset/a', 'asset/b', 'income/x']) await openAccount(other.database, other.books, { path })
  await other.post('A1 asset/a <- income/x 1.00')
  await other.post('B1 asset/b <- income/x 2.00')
  // A1 took the lower number and, interrupted, the later time
  await other.asOwner(
    `update medsettle.ledger_batch set booked_at = timestamptz '2026-03-01T00:00:00Z' + (3 - batch_no) * interval '1 second';
     update medsettle.posting p set booked_at = b.booked_at, booked_date = '2026-03-01' from medsettle.ledger_batch b where b.batch_no = p.batch_no`,
    true,
  )
  const at = async (path: string, instant: string): Promise<number> =>
    (await readBalance(other.database, { institutionId: 'H0009', path, at: instant })).debits
  expect([await at('asset/a', '2026-03-01T00:00:01.5Z'), await at('asset/b', '2026-03-01T00:00:01.5Z')]).toEqual([
    0, 200,
  ])
  expect([await at('asset/a', '2026-03-01T00:00:02Z'), await at('asset/b', '2026-03-01T00:00:02Z')]).toEqual([100, 200])
  await other.drop()
})

test('reservations stand beside the balance at any instant, and on no date', async () => {
  await home.post('R1 asset/receivable/alipay <- liability/patient-deposits 9.00', { kind: 'pending' })
  const path = 'asset/receivable/alipay'
  const now = await readBalance(home.database, { institutionId, path })
  expect([now.balance, now.debitsPending, now.creditsPending]).toEqual([0, 900, 0])
  const before = await readBalance(home.database, { institutionId, path, at: '2026-02-10T00:00:00Z' })
  expect(before.debitsPending).toBe(0)
  const asOf = await readBalance(home.database, { institutionId, path, asOf: '2030-01-01' })
  expect(asOf.debitsPending).toBeNull()
})

describe('the tree', () => {
  test('adds up whole words of a path', async () => {
    const tree = await readTreeTotals(home.database, { institutionId, prefix: 'asset', at: '2026-02-07T00:00:00Z' })
    expect(tree.map((one) => `${one.path} ${one.accounts} ${one.balance}`)).toEqual([
      'asset 3 15640',
      'asset/bank 1 15640',
      'asset/receivable 1 0',
      'asset/receivable/alipay 1 0',
      'asset/receivables 1 0',
    ])
    const below = await readBalances(home.database, { institutionId, prefix: 'asset/receivable' })
    expect(below.map((one) => one.path)).toEqual(['asset/receivable/alipay'])
  })

  test('an account opened later is not there before', async () => {
    expect(await readBalances(home.database, { institutionId, at: '2025-12-31T00:00:00Z' })).toEqual([])
    expect(await balance(BANK, { at: '2025-12-31T00:00:00Z' })).toBe('0.00')
  })
})

test.each([
  ['asset/nowhere', 'ACCOUNT_NOT_FOUND'],
  ['Asset/Bank', 'ACCOUNT_PATH_MALFORMED'],
])('refuses %s', async (path, code) => {
  await expect(balance(path)).rejects.toMatchObject({ refusal: { code, place: path } })
})

test('one institution does not see another’s', async () => {
  const seen = await readBalances(home.databases.asInstitution('H0002'), { institutionId })
  expect(seen).toEqual([])
})
