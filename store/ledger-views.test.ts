// Would catch: a BI login that reads another hospital's money or anything beside the views, writes, or sees a view whose sums are
// not those of the books; a column nobody explained.
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeInstitution } from './institution.ts'
import { openAccount } from './ledger/accounts.ts'
import { openLedger } from './ledger/open-ledger.ts'
import { openTestBooks, type TestBooks } from './ledger/open-test-books.ts'
import { migrate } from './migrate.ts'

const VIEWS = ['account', 'balance', 'transfer', 'statement_line', 'daily_totals', 'trial_balance', 'open_reservation']
const PASSWORD = 'test-only'

let home: TestBooks
/** roles belong to the cluster, which other tests use at the same time */
let login: string
let reader: pg.Client
let stranger: pg.Client

beforeAll(async () => {
  home = await openTestBooks('H0001')
  const other = { regionId: '330100', institutionId: 'H0002' }
  await writeInstitution(home.database, { ...other, name: '测试医院乙', hospitalLevel: '2' })
  for (const books of [home.books, other])
    for (const path of ['asset/bank', 'income/fees', 'liability/deposits'])
      await openAccount(home.database, books, { path })
  await home.post('T1 asset/bank <- liability/deposits 100.00', { effectiveDate: '2026-01-31', orderId: 'O1' })
  await home.post('T2 liability/deposits <- income/fees 60.00')
  await home.post('T3 asset/bank <- liability/deposits 5.00', { kind: 'pending', timeoutMs: 86_400_000 })
  await home.post('T4 asset/bank <- liability/deposits 7.00', { kind: 'pending' })
  await home.ledger.post([{ transferId: 'T4.void', kind: 'void', pendingId: 'T4', code: 'test' }])
  const ledger = openLedger(home.database, other, { now: () => new Date() })
  await ledger.post([
    {
      transferId: 'X1',
      kind: 'posted',
      debit: 'asset/bank',
      credit: 'income/fees',
      amount: 900 as never,
      code: 'test',
    },
  ])
  login = new URL(home.ownerUrl).pathname.slice(1).replace('t_', 'bi_')
  for (const name of [login, `${login}_no`])
    await home.asOwner(`create role ${name} login password '${PASSWORD}' in role medsettle_bi`)
  await home.asOwner(`insert into medsettle.bi_reader values ('${login}', 'H0001')`)
  ;[reader, stranger] = await Promise.all([connect(login), connect(`${login}_no`)])
})
afterAll(async () => {
  await Promise.all([reader.end(), stranger.end()])
  await home.asOwner(`drop role ${login}; drop role ${login}_no`)
  await home.drop()
})

async function connect(user: string): Promise<pg.Client> {
  const url = new URL(home.ownerUrl)
  url.username = user
  url.password = PASSWORD
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  return client
}

const rows = async (sql: string): Promise<Record<string, unknown>[]> => (await reader.query(sql)).rows

describe('a hospital’s login reads its own', () => {
  test.each(VIEWS)('%s', async (view) => {
    const seen = await rows(`select * from medsettle_bi.${view}`)
    expect(seen.length).toBeGreaterThan(0)
    expect(new Set(seen.map((row) => row.institution_id))).toEqual(new Set(['H0001']))
    expect((await stranger.query(`select * from medsettle_bi.${view}`)).rows).toEqual([])
  })

  test('and putting on the common role shows no more', async () => {
    await reader.query('set role medsettle_bi')
    expect(await rows('select distinct institution_id from medsettle_bi.transfer')).toEqual([
      { institution_id: 'H0001' },
    ])
    await reader.query('reset role')
  })

  test('one listed for all sees all', async () => {
    await home.asOwner(`insert into medsettle.bi_reader values ('${login}_no', '*')`)
    const seen = (await stranger.query('select distinct institution_id as id from medsettle_bi.balance order by 1'))
      .rows
    expect(seen).toEqual([{ id: 'H0001' }, { id: 'H0002' }])
    await home.asOwner(`delete from medsettle.bi_reader where institution_id = '*'`)
  })
})

describe('and nothing else', () => {
  test('no table, no function, no writing', async () => {
    const tables = await home.asOwner(`select tablename as t from pg_tables where schemaname = 'medsettle'`)
    expect(tables.length).toBeGreaterThan(20)
    for (const { t } of tables) await expect(rows(`select * from medsettle.${t}`)).rejects.toThrow(/permission denied/)
    for (const view of VIEWS) {
      await expect(rows(`delete from medsettle_bi.${view}`)).rejects.toThrow(/permission denied|cannot delete/)
      await expect(rows(`update medsettle_bi.${view} set region_id = 'x'`)).rejects.toThrow(
        /permission denied|cannot update/,
      )
    }
    await expect(rows(`select medsettle.open_accounts('330100', 'H0001', array['asset/x'])`)).rejects.toThrow(
      /permission denied/,
    )
    await expect(rows('create table medsettle_bi.x (a int)')).rejects.toThrow(/permission denied/)
  })
})

describe('what the views say', () => {
  test('balance, on the natural side', async () => {
    expect(await rows('select path, balance_fen::int as fen from medsettle_bi.balance order by path')).toEqual([
      { path: 'asset/bank', fen: 10_000 },
      { path: 'income/fees', fen: 6000 },
      { path: 'liability/deposits', fen: 4000 },
    ])
  })

  test('trial balance: both columns add up to the same', async () => {
    const sums =
      'sum(debit_balance_fen)::int as debit, sum(credit_balance_fen)::int as credit, max(difference_fen)::int as difference'
    expect(await rows(`select ${sums} from medsettle_bi.trial_balance`)).toEqual([
      { debit: 10_000, credit: 10_000, difference: 0 },
    ])
  })

  test('statement with running balance', async () => {
    const lines = await rows(
      `select transfer_id as id, counter_path as counter, debit_fen::int as debit, credit_fen::int as credit, balance_after_fen::int as after
       from medsettle_bi.statement_line where path = 'liability/deposits' order by booking_no`,
    )
    expect(lines).toEqual([
      { id: 'T1', counter: 'asset/bank', debit: 0, credit: 10_000, after: 10_000 },
      { id: 'T2', counter: 'income/fees', debit: 6000, credit: 0, after: 4000 },
      { id: 'T3', counter: 'asset/bank', debit: 0, credit: 0, after: 4000 },
      { id: 'T4', counter: 'asset/bank', debit: 0, credit: 0, after: 4000 },
      { id: 'T4.void', counter: 'asset/bank', debit: 0, credit: 0, after: 4000 },
    ])
  })

  test('daily totals by the day it belongs to', async () => {
    const days = await rows(
      `select effective_date::text as day, debits_fen::int as debits, transfers::int from medsettle_bi.daily_totals
       where path = 'asset/bank' order by 1`,
    )
    expect(days[0]).toEqual({ day: '2026-01-31', debits: 10_000, transfers: 1 })
    expect(days.slice(1).reduce((n, day) => n + Number(day.transfers), 0)).toBe(3)
  })

  test('reservations nobody answered', async () => {
    const open = await rows(
      `select transfer_id as id, amount_fen::int as fen, expires_at > booked_at as ends from medsettle_bi.open_reservation`,
    )
    expect(open).toEqual([{ id: 'T3', fen: 500, ends: true }])
  })

  test('transfers with both paths', async () => {
    const [first] = await rows(
      `select debit_path, credit_path, amount_fen::int as fen, order_id from medsettle_bi.transfer order by booking_no`,
    )
    expect(first).toEqual({ debit_path: 'asset/bank', credit_path: 'liability/deposits', fen: 10_000, order_id: 'O1' })
  })
})

test('every view and every column is explained in English and Chinese', async () => {
  const said = await rows(`select c.relname as view, a.attname as col, col_description(c.oid, a.attnum) as text
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
    where c.relnamespace = 'medsettle_bi'::regnamespace and c.relkind = 'v'
    union all select c.relname, '', obj_description(c.oid) from pg_class c
    where c.relnamespace = 'medsettle_bi'::regnamespace and c.relkind = 'v'`)
  expect(new Set(said.map((row) => row.view))).toEqual(new Set(VIEWS))
  for (const { view, col, text } of said) expect(text, `${view}.${col}`).toMatch(/^[\x20-\x7e]+ · .*\p{Script=Han}/u)
})

test('a second database of the cluster is migrated beside the role that is there', async () => {
  await migrate(home.ownerUrl)
  const second = await openTestBooks('H0001')
  await second.drop()
})
