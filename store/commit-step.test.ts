// Would catch: a transfer that can be changed, moved twice or moved with other content under the same id; a step that is
// half written; one institution reading or writing another's books.
import { fen } from '@medsettle/money'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { InstitutionId } from '../domain/identity/ids.ts'
import type { Transfer } from '../domain/ledger/transfer.ts'
import { type TestDatabase, testDatabase } from '../tests/database.ts'
import { connectDatabases, type Database, type Databases } from './database.ts'
import { writeInstitution } from './institution.ts'
import { readTransfers, readTrialBalance } from './ledger-queries.ts'
import { createSealer } from './seal.ts'
import { openLedgers, openStore, ownLedgerOnly } from './store.ts'

let database: TestDatabase
let databases: Databases
const H1 = 'H0001' as InstitutionId
const H2 = 'H0002' as InstitutionId
const sealer = createSealer(Buffer.alloc(32, 1))
const clock = { now: () => new Date('2026-03-02T02:00:00Z') }

beforeAll(async () => {
  database = await testDatabase()
  databases = connectDatabases(database.ownerUrl, 4)
  for (const institutionId of [H1, H2])
    await writeInstitution(databases.asPlatform(), {
      institutionId,
      regionId: '330100',
      name: `测试医院 ${institutionId}`,
      hospitalLevel: '3',
    })
})
afterAll(async () => {
  await databases.close()
  await database.drop()
})

const move = (transferId: string, amount: number, more: Partial<Transfer> = {}): Transfer => ({
  transferId,
  kind: 'posted',
  debit: 'asset/receivable/wechat-pay',
  credit: 'liability/patient-deposits',
  amount: fen(amount),
  code: 'charge',
  effectiveDate: '2026-03-02',
  ...more,
})

const storeOn = (on: Database) =>
  openStore(
    on,
    sealer,
    openLedgers(() => on, clock),
  )

const post = (transfers: readonly Transfer[], institution = H1): Promise<number> =>
  storeOn(databases.asPlatform()).commit({ region: '330100', institution, transfers })

const balanceOf = async (path: string): Promise<string> => {
  const { accounts } = await readTrialBalance(databases.asPlatform(), H1)
  const one = accounts.find((account) => account.path === path)
  return one ? `${one.debits - one.credits} pending ${one.debitsPending - one.creditsPending}` : 'none'
}

describe('transfers', () => {
  test('pending reserves, post moves, void frees, and each pending is answered once', async () => {
    const bank = 'asset/receivable/alipay'
    await post([
      move('a.pending', 700, { kind: 'pending', debit: bank }),
      move('b.pending', 300, { kind: 'pending', debit: bank }),
    ])
    expect(await balanceOf(bank)).toBe('0 pending 1000')
    await post([move('a.post', 700, { kind: 'post', debit: bank, pendingId: 'a.pending' })])
    expect(await balanceOf(bank)).toBe('700 pending 300')
    await post([move('b.void', 300, { kind: 'void', debit: bank, pendingId: 'b.pending' })])
    expect(await balanceOf(bank)).toBe('700 pending 0')
    await expect(post([move('a.void', 700, { kind: 'void', debit: bank, pendingId: 'a.pending' })])).rejects.toThrow(
      /PENDING_ALREADY_POSTED/,
    )
  })

  test('the same id and content is the same transfer; other content is refused and nothing of the step is written', async () => {
    await post([move('once', 500)])
    await post([move('once', 500)])
    expect(await balanceOf('asset/receivable/wechat-pay')).toBe('500 pending 0')
    for (const other of [
      move('once', 501),
      move('once', 500, { debit: 'asset/bank' }),
      move('once', 500, { kind: 'pending' }),
    ])
      await expect(post([move(`with-${other.amount}-${other.kind}`, 1), other])).rejects.toThrow(/TRANSFER_ID_TAKEN/)
    expect(await balanceOf('asset/receivable/wechat-pay')).toBe('500 pending 0')
  })

  test.each([
    ['a post without its pending', move('x1', 5, { kind: 'post', pendingId: 'nobody' }), /PENDING_NOT_FOUND/],
    ['a post above its pending', move('x2', 5, { kind: 'post', pendingId: 'small.pending' }), /EXCEEDS_PENDING/],
    ['an amount of zero', move('x3', 0), /TRANSFER_AMOUNT_INVALID/],
    ['a negative amount', move('x4', -5), /TRANSFER_AMOUNT_INVALID/],
    ['an account against itself', move('x5', 5, { credit: 'asset/receivable/wechat-pay' }), /TRANSFER_SAME_ACCOUNT/],
    ['an unreadable path', move('x6', 5, { credit: 'Liability/Patient' }), /TRANSFER_ACCOUNT_MALFORMED/],
    ['a post that answers nothing', move('x7', 5, { kind: 'post' }), /TRANSFER_FIELD_MISSING/],
  ])('refuses %s', async (_, transfer, reason) => {
    await post([move('small.pending', 4, { kind: 'pending' })])
    await expect(post([transfer])).rejects.toThrow(reason)
  })

  test('no role of the application, and not even the owner, can change or remove one', async () => {
    await post([move('stone', 900)])
    const attempts = [
      "update medsettle.transfer set amount_fen = 1 where transfer_id = 'stone'",
      "delete from medsettle.transfer where transfer_id = 'stone'",
      'truncate medsettle.transfer cascade',
    ]
    for (const sql of attempts) {
      await expect(databases.asInstitution(H1).query(sql)).rejects.toThrow(/permission denied/)
      await expect(databases.asPlatform().query(sql)).rejects.toThrow(/permission denied/)
    }
    const owner = new (await import('pg')).default.Client({ connectionString: database.ownerUrl })
    await owner.connect()
    for (const sql of attempts) await expect(owner.query(sql)).rejects.toThrow(/LEDGER_IMMUTABLE/)
    await owner.end()
  })

  test('debits equal credits whatever was posted', async () => {
    expect((await readTrialBalance(databases.asPlatform(), H1)).difference).toBe(0)
  })
})

describe('institutions', () => {
  test('cannot see each other', async () => {
    await post([move('h2-only', 123)], H2)
    const mine = await readTransfers(databases.asInstitution(H1), { institutionId: H1, limit: 1000 })
    expect(mine.length).toBeGreaterThan(0)
    expect(await readTransfers(databases.asInstitution(H1), { institutionId: H2 })).toEqual([])
    for (const table of [
      'transfer',
      'account',
      'institution',
      'bill',
      'payment_order',
      'attempt',
      'event',
      'work_order',
    ]) {
      const rows = await databases
        .asInstitution(H1)
        .query(`select 1 from medsettle.${table} where institution_id <> 'H0001'`)
      expect(rows, table).toEqual([])
    }
  })

  test('cannot write into each other', async () => {
    const step = { region: '330100', institution: H2, transfers: [move('smuggled', 1)] }
    await expect(storeOn(databases.asInstitution(H1)).commit(step)).rejects.toThrow(/row-level security/)
    // and a scope never reaches the ledger that its neighbour has in the same process
    const shared = openLedgers(databases.asInstitution, clock)
    const own = openStore(databases.asInstitution(H1), sealer, ownLedgerOnly(H1, shared))
    await expect(own.commit(step)).rejects.toThrow('H0001 would have written into the books of H0002')
    await own.commit({ ...step, institution: H1 })
    expect((await readTransfers(databases.asInstitution(H1), { institutionId: H1, limit: 1000 })).length).toBe(
      (await readTransfers(databases.asPlatform(), { institutionId: H1, limit: 1000 })).length,
    )
  })

  test('a connection without an institution sees nothing', async () => {
    const rows = await databases.asInstitution('').query('select 1 from medsettle.transfer')
    expect(rows).toEqual([])
  })
})
