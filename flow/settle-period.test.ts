// Would catch: a fen that is in one institution's books and not in the other's, a settlement booked twice or half, a period that is
// settled again otherwise, a reversal that leaves something behind.
import { formatYuan } from '@medsettle/money'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { renamedYear, sampleYear } from '../domain/value/budget/sample-year.ts'
import { settleYear } from '../domain/value/budget/settle-year.ts'
import { connectDatabases, type Databases } from '../store/database.ts'
import { writeInstitution } from '../store/institution.ts'
import { freezeAccount, unfreezeAccount } from '../store/ledger/accounts.ts'
import { readTrialBalanceAt } from '../store/ledger/balances.ts'
import { frailDatabase } from '../store/ledger/model/frail-database.ts'
import { verifyLedger } from '../store/ledger/verify.ts'
import { testDatabase } from '../tests/database.ts'
import { booksOfPolicy, reversePeriod, settlePeriod, type ValueBooks } from './settle-period.ts'

fc.configureGlobal({ seed: 20261128 })

const LINES = [
  'L1 drg 600000.00 480000.00',
  'T1 drg 150000.00 120000.00',
  'T2 drg 60000.00 50000.00',
  'V1 drg 20000.00 20000.00',
  'H1 drg 300000.00 260000.00',
]
const FINES = { penalties: [{ recipient: 'H1', amount: '100.00', reason: 'audit' }] }
const YEAR = sampleYear(LINES, {}, FINES)

let databases: Databases
let drop: () => Promise<void>
let books: ValueBooks
let region = 330_100

beforeAll(async () => {
  const database = await testDatabase()
  databases = connectDatabases(database.ownerUrl, 4)
  drop = database.drop
})
afterAll(async () => {
  await databases.close()
  await drop()
})

/** Ids are one region's, so each test has a region and institutions of its own. */
let year = YEAR
beforeEach(() => fresh())
async function fresh(of = YEAR): Promise<void> {
  region++
  year = renamedYear(of, `-${region}`)
  books = { database: databases.asPlatform(), regionId: String(region), now: () => new Date('2027-01-10T02:00:00Z') }
  for (const institutionId of booksOfPolicy(year.policy))
    await writeInstitution(books.database, {
      institutionId,
      regionId: String(region),
      name: institutionId,
      hospitalLevel: '3',
    })
}

/** `H1 asset/due-from/fund 256000.00`, without the region and what is zero; each institution's books balance by themselves. */
async function balances(): Promise<string[]> {
  const lines: string[] = []
  for (const institutionId of booksOfPolicy(year.policy)) {
    const balance = await readTrialBalanceAt(books.database, { institutionId })
    expect(balance.difference).toBe(0)
    for (const one of balance.accounts)
      if (one.balance !== 0)
        lines.push(`${institutionId} ${one.path} ${formatYuan(one.balance as never)}`.replaceAll(`-${region}`, ''))
  }
  return lines
}

const CLOSED = [
  'FUND liability/budget/2026/reserve 20800.00',
  'FUND liability/budget/2026/risk-adjustment 22100.00',
  'FUND liability/due-to/c1 741000.00',
  'FUND liability/due-to/h1 256000.00',
  'FUND liability/pooled-fund -1039900.00',
  'C1 asset/due-from/fund 741000.00',
  'C1 expense/value/distribution 741000.00',
  'C1 income/value/earned 670000.00',
  'C1 income/value/surplus-kept 71000.00',
  'C1 liability/due-to/l1 518340.00',
  'C1 liability/due-to/t1 137040.00',
  'C1 liability/due-to/t2 56390.00',
  'C1 liability/due-to/v1 29230.00',
  'L1 asset/due-from/c1 518340.00',
  'L1 income/value/distribution 38340.00',
  'L1 income/value/earned 480000.00',
  'T1 asset/due-from/c1 137040.00',
  'T1 income/value/distribution 12780.00',
  'T1 income/value/earned 120000.00',
  'T1 liability/due-to/family-doctors/fd-1 4260.00',
  'T2 asset/due-from/c1 56390.00',
  'T2 income/value/distribution 6390.00',
  'T2 income/value/earned 50000.00',
  'V1 asset/due-from/c1 29230.00',
  'V1 income/value/distribution 6390.00',
  'V1 income/value/earned 20000.00',
  'V1 liability/due-to/family-doctors/fd-2 2840.00',
  'H1 asset/due-from/fund 256000.00',
  'H1 expense/value/penalty 100.00',
  'H1 income/value/earned 247000.00',
  'H1 income/value/overspend-share 9100.00',
]

test('a year becomes closed books: what one owes is what the other is owed', async () => {
  const { settlements, posted, replayed } = await settlePeriod(books, year, '2026')
  expect(settlements.map(({ period }) => period)).toEqual([
    '2026-open',
    ...Array.from({ length: 12 }, (_, index) => `2026-${String(index + 1).padStart(2, '0')}`),
    '2026',
  ])
  expect([posted > 0, replayed]).toEqual([true, 0])
  expect(await balances()).toEqual(CLOSED)
})

test('settled twice is booked once', async () => {
  const first = await settlePeriod(books, year, '2026')
  const second = await settlePeriod(books, year, '2026')
  expect(second).toMatchObject({ posted: 0, replayed: first.posted })
  expect(await balances()).toEqual(CLOSED)
})

test('two processes settle at once: the same books', async () => {
  await Promise.all([
    settlePeriod(books, year, '2026-Q1'),
    settlePeriod(books, year, '2026-Q1'),
    settlePeriod(books, year, '2026-02'),
  ])
  await Promise.all([settlePeriod(books, year, '2026'), settlePeriod(books, year, '2026')])
  expect(await balances()).toEqual(CLOSED)
})

test('a frozen account: what the ledger refused is taken back with the rest and settled anew', async () => {
  const h1 = { regionId: books.regionId, institutionId: `H1-${region}` }
  const on = { path: `asset/due-from/fund-${region}` }
  await settlePeriod(books, year, '2026-01')
  await freezeAccount(books.database, h1, on)
  await expect(settlePeriod(books, year, '2026-02')).rejects.toThrow('DEBIT_ACCOUNT_FROZEN')
  await unfreezeAccount(books.database, h1, on)
  await expect(settlePeriod(books, year, '2026-02')).rejects.toThrow('DEBIT_ACCOUNT_FROZEN')
  await freezeAccount(books.database, h1, on)
  await expect(reversePeriod(books, year.policy, '2026-01')).rejects.toThrow('ACCOUNT_FROZEN')
  await expect(settlePeriod(books, year, '2026-01')).rejects.toThrow('VALUE_PERIOD_REVERSING')
  await unfreezeAccount(books.database, h1, on)
  for (const period of ['2026-02', '2026-01']) await reversePeriod(books, year.policy, period)
  expect(await balances()).toEqual([])
  const { settlements } = await settlePeriod(books, year, '2026')
  expect(settlements.find(({ period }) => period === '2026-02')!.settlementNo).toBe(2)
  expect(await balances()).toEqual(CLOSED)
})

test('month by month, a quarter, the year: the same books in the end', async () => {
  for (const period of ['2026-01', '2026-Q1', '2026-07', '2026-open', '2026']) await settlePeriod(books, year, period)
  expect(await balances()).toEqual(CLOSED)
})

test('settled and taken back is nothing, and can be settled anew', async () => {
  await settlePeriod(books, year, '2026')
  await reversePeriod(books, year.policy, '2026')
  expect(await balances()).toEqual([])
  await expect(reversePeriod(books, year.policy, '2026')).rejects.toThrow('VALUE_PERIOD_NOT_SETTLED')
  await settlePeriod(books, year, '2026')
  expect(await balances()).toEqual(CLOSED)
})

test('what was prepaid before stays when the year is taken back', async () => {
  await settlePeriod(books, year, '2026-01')
  const before = await balances()
  await settlePeriod(books, year, '2026')
  await expect(reversePeriod(books, year.policy, '2026-01')).rejects.toThrow('VALUE_PERIOD_COUNTED')
  await reversePeriod(books, year.policy, '2026')
  expect(await balances()).toEqual(before)
})

describe('refused', () => {
  test('a period closed twice with other content, naming what differs', async () => {
    await settlePeriod(books, year, '2026')
    const rows: [change: typeof year, field: string][] = [
      [{ ...year, policy: { ...year.policy, version: '2' } }, 'policy.version: 1, now 2'],
      [{ ...year, facts: { ...year.facts, penalties: [] } }, `penalty of H1-${region}: 100.00, now nothing`],
      [{ ...year, plan: { ...year.plan, setAside: [] } }, 'set-aside of risk-adjustment: 31200.00, now nothing'],
    ]
    for (const [change, field] of rows) await expect(settlePeriod(books, change, '2026')).rejects.toThrow(field)
    expect(await balances()).toEqual(CLOSED)
  })
  test('a month after its year, a period of another year, an institution without books', async () => {
    await settlePeriod(books, year, '2026-Q1')
    await settlePeriod(books, year, '2026-02')
    await settlePeriod(books, year, '2026')
    await expect(settlePeriod(books, { ...year, policy: { ...year.policy, version: '2' } }, '2026-03')).rejects.toThrow(
      'VALUE_PERIOD_SETTLED',
    )
    await expect(settlePeriod(books, year, '2026-Q4')).rejects.toThrow('VALUE_PERIOD_COUNTED')
    await expect(settlePeriod(books, year, '2025')).rejects.toThrow('VALUE_PERIOD_INVALID')
    await expect(settlePeriod({ ...books, regionId: '999999' }, year, '2026')).rejects.toThrow('VALUE_BOOKS_MISSING')
  })
})

test('a settlement that was kept cannot be changed', async () => {
  await settlePeriod(books, year, '2026-01')
  await expect(books.database.query(`update medsettle.value_settlement set policy_version = '2'`)).rejects.toThrow(
    'permission denied',
  )
  const foreign = databases.asInstitution('SOMEBODY-ELSE')
  expect(await foreign.query('select from medsettle.value_settlement')).toEqual([])
})

test('interrupted after any statement and run again: the same books, also when taken back', async () => {
  const settleAndBack = async (at: ValueBooks): Promise<void> => {
    await settlePeriod(at, year, '2026-01')
    await reversePeriod(at, year.policy, '2026-01')
  }
  const frail = frailDatabase(books.database)
  let broken = true
  for (let atStatement = 1; broken; atStatement += 5) {
    frail.breakAt({ atStatement, when: atStatement % 2 === 0 ? 'before' : 'after', isCrash: true })
    await settleAndBack({ ...books, database: frail }).catch(() => {})
    broken = frail.hasBroken()
    // whatever was done, going on from it ends in the same place; only taking back is finished first
    await settlePeriod(books, year, '2026-01').catch(async (error: Error) => {
      expect(error.message).toContain('VALUE_PERIOD_REVERSING')
      await reversePeriod(books, year.policy, '2026-01')
      await settlePeriod(books, year, '2026-01')
    })
    const due = (await balances()).filter((line) => line.startsWith('H1'))
    expect(due).toEqual(['H1 asset/due-from/fund 18525.00', 'H1 liability/prepaid/2026 18525.00'])
    await reversePeriod(books, year.policy, '2026-01')
    expect(await balances()).toEqual([])
  }
})

test('whatever was earned: the books say what the rules say, and nothing after the reversal', async () => {
  const fund = fc.integer({ min: 0, max: 60_000_000 })
  await fc.assert(
    fc.asyncProperty(fc.array(fund, { minLength: 5, maxLength: 5 }), async (earned) => {
      const lines = ['L1', 'T1', 'T2', 'V1', 'H1'].map(
        (id, index) =>
          `${id} drg ${formatYuan(earned[index] as never)} ${formatYuan(earned[index] as never)} 2026-01-01 2026-03-31`,
      )
      await fresh(sampleYear(lines, { trueUp: { share: '0.9', limit: '0.1' } }, FINES))
      await settlePeriod(books, year, '2026')
      const said = settleYear(year)
      const inBooks = new Map(
        (await balances()).map((line) => [line.slice(0, line.lastIndexOf(' ')), line.slice(line.lastIndexOf(' ') + 1)]),
      )
      for (const { recipientId, entitlement } of said.clearings)
        expect(inBooks.get(`FUND liability/due-to/${recipientId.split('-')[0]!.toLowerCase()}`) ?? '0.00').toBe(
          formatYuan(entitlement),
        )
      for (const { institutionId, result } of said.outcomes) {
        const id = institutionId.split('-')[0]!
        expect(inBooks.get(`${id} asset/due-from/${id === 'H1' ? 'fund' : 'c1'}`) ?? '0.00').toBe(
          formatYuan(result.fundShare),
        )
      }
      const passing = [
        'asset/prepaid/',
        'liability/prepaid/',
        '/entitlement/',
        '/overspend/',
        '/budget/2026/c1',
        '/budget/2026/h1',
      ]
      expect([...inBooks.keys()].filter((key) => passing.some((path) => key.includes(path)))).toEqual([])
      await reversePeriod(books, year.policy, '2026')
      expect(await balances()).toEqual([])
    }),
    { numRuns: 3 },
  )
  expect((await verifyLedger(books.database, {})).found).toBe(0)
})
