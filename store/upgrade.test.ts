// Would catch: a migration that only works on an empty database, or that moves, hides or frees what stood there before it.
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fen } from '@medsettle/money'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InstitutionId } from '../domain/identity/ids.ts'
import { connectDatabases, type Databases } from './database.ts'
import { writeInstitution } from './institution.ts'
import { readTransfers, readTrialBalance } from './ledger-queries.ts'
import { migrate } from './migrate.ts'
import { launchPostgres } from './postgres/launch.ts'
import { createSealer } from './seal.ts'
import { openLedgers, openStore } from './store.ts'

const MIGRATIONS = join(import.meta.dirname, 'migrations')
const BEFORE = readdirSync(MIGRATIONS)
  .filter((name) => name.endsWith('.sql') && name < '0007')
  .sort()
const [H1, H2] = ['H0001', 'H0002'] as InstitutionId[]

let server: string
let url: string
let owner: pg.Client
let databases: Databases

/** A database as the version before value-based payment left it, with books in it. */
beforeAll(async () => {
  server = (await launchPostgres({ cluster: 'test' })).url
  const name = `t_${randomBytes(6).toString('hex')}`
  const maker = new pg.Client({ connectionString: server })
  await maker.connect()
  await maker.query(`create database ${name}`)
  await maker.end()
  const at = new URL(server)
  at.pathname = `/${name}`
  url = at.href
  owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(
    'create table public.medsettle_migration (name text primary key, sha256 text not null, applied_at timestamptz not null default now())',
  )
  for (const file of BEFORE) {
    const sql = readFileSync(join(MIGRATIONS, file), 'utf8')
    await owner.query(sql)
    await owner.query('insert into public.medsettle_migration (name, sha256) values ($1, $2)', [
      file,
      createHash('sha256').update(sql).digest('hex'),
    ])
  }
  databases = connectDatabases(url, 4)
  for (const institutionId of [H1!, H2!])
    await writeInstitution(databases.asPlatform(), {
      institutionId,
      regionId: '330100',
      name: '测试',
      hospitalLevel: '3',
    })
  await post('before')
})
afterAll(async () => {
  await databases.close()
  const name = new URL(url).pathname.slice(1)
  await owner.end()
  const maker = new pg.Client({ connectionString: server })
  await maker.connect()
  await maker.query(`drop database if exists ${name} with (force)`)
  await maker.end()
})

async function post(transferId: string): Promise<void> {
  const database = databases.asPlatform()
  const ledgers = openLedgers(() => database, { now: () => new Date('2026-03-02T02:00:00Z') })
  const transfer = {
    transferId,
    kind: 'posted' as const,
    debit: 'asset/receivable/wechat-pay',
    credit: 'liability/patient-deposits',
    amount: fen(1234),
    code: 'charge' as const,
    effectiveDate: '2026-03-02',
  }
  const store = openStore(database, createSealer(Buffer.alloc(32, 1)), ledgers)
  await store.commit({ region: '330100', institution: H1!, transfers: [transfer] })
}

const SETTLEMENT = `insert into medsettle.value_settlement
  (region_id, institution_id, period, settlement_no, settled_with, policy_id, policy_version, effective_date, lines)
  values ('330100', $1, '2026-Q1', 1, '2026-Q1', 'p', '1', '2026-03-31', '[]')`

test('books from before stay as they were, and new ones can be kept beside them', async () => {
  expect(BEFORE).toHaveLength(6)
  const before = await readTransfers(databases.asPlatform(), { institutionId: H1! })
  await migrate(url)
  await migrate(url)
  expect(await readTransfers(databases.asPlatform(), { institutionId: H1! })).toEqual(before)
  await post('before')
  await post('after')
  const { accounts, difference } = await readTrialBalance(databases.asPlatform(), H1!)
  expect([difference, ...accounts.map(({ debits, credits }) => debits - credits)]).toEqual([0, 2468, -2468])
})

test('a settlement is seen by its own fund alone, and not even the owner changes it', async () => {
  await databases.asPlatform().query(SETTLEMENT, [H1])
  await databases
    .asPlatform()
    .query(`insert into medsettle.value_settlement_act (region_id, institution_id, period, settlement_no, act)
      values ('330100', 'H0001', '2026-Q1', 1, 'posted')`)
  await expect(databases.asInstitution(H2!).query(SETTLEMENT, [H1])).rejects.toThrow('row-level security')
  for (const table of ['value_settlement', 'value_settlement_act']) {
    const seen = async (id: InstitutionId): Promise<number> =>
      (await databases.asInstitution(id).query(`select from medsettle.${table}`)).length
    expect([await seen(H1!), await seen(H2!)]).toEqual([1, 0])
    for (const act of [
      `update medsettle.${table} set region_id = region_id`,
      `delete from medsettle.${table}`,
      `truncate medsettle.${table} cascade`,
    ]) {
      await expect(owner.query(act), act).rejects.toThrow('IMMUTABLE')
      await expect(databases.asPlatform().query(act), act).rejects.toThrow('permission denied')
    }
  }
  // what is on its way cannot hang on a settlement that is not there
  await expect(
    owner.query(`insert into medsettle.value_settlement_act (region_id, institution_id, period, settlement_no, act)
      values ('330100', 'H0001', '2026-Q1', 2, 'posted')`),
  ).rejects.toThrow('foreign key')
})
