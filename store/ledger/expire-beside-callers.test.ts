// Would catch: releasing what ran out while a batch is being decided, on the same memory, so that a transfer that is in the books
// is told it is not there, and is told so for ever.
import { setTimeout as sleep } from 'node:timers/promises'
import { fen } from '@medsettle/money'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import { type TestDatabase, testDatabase } from '../../tests/database.ts'
import { connectDatabases, type Database, type Databases } from '../database.ts'
import { writeInstitution } from '../institution.ts'
import { openAccount } from './accounts.ts'
import { openLedger } from './open-ledger.ts'
import { faultsOfBooks } from './tables/check-books.ts'

let home: TestDatabase
let databases: Databases
const books = { institutionId: 'H0001', regionId: '330100' }

beforeAll(async () => {
  home = await testDatabase()
  databases = connectDatabases(home.ownerUrl, 4)
  await writeInstitution(databases.asPlatform(), { ...books, name: '测试医院', hospitalLevel: '3' })
  for (const path of ['asset/bank', 'income/sale']) await openAccount(databases.asPlatform(), books, { path })
})
afterAll(async () => {
  await databases.close()
  await home.drop()
})

const between = { debit: 'asset/bank', credit: 'income/sale', code: 'charge', amount: fen(100) } as const
const sale: TransferRequest = { ...between, transferId: 'sale', kind: 'posted' }
const back: TransferRequest = { transferId: 'back', kind: 'reversal', reversesId: 'sale', code: 'refund' }
/** runs out half a second before the `no`-th second is over */
const held = (no: number): TransferRequest => ({
  ...between,
  transferId: `held-${no}`,
  kind: 'pending',
  timeoutMs: no * 1000 - 500,
})

test('a sale is taken back although reservations run out while the ledger looks it up', async () => {
  let now = Date.parse('2026-03-02T10:00:00+08:00')
  const platform = databases.asPlatform()
  await openLedger(platform, books, { now: () => new Date(now) }).post([sale, held(1), held(2), held(3)])
  let isInterrupted = false
  const asked: Promise<number>[] = []
  // whenever the accounts of a found transfer are fetched, the next reservation runs out and somebody has it released
  const interrupted: Database = {
    query: async (text, values) => {
      const isLook = text.includes('s.terms_no as "termsNo"') && (values![2] as readonly number[]).length > 0
      if (isLook && !isInterrupted && asked.length < 3) {
        isInterrupted = true
        now += 1000
        asked.push(ledger.expire())
        await Promise.race([asked.at(-1), sleep(300)])
        isInterrupted = false
      }
      return platform.query(text, values)
    },
  }
  const ledger = openLedger(interrupted, books, { now: () => new Date(now) })
  expect(await ledger.post([back])).toMatchObject([{ posted: true, amount: 100 }])
  expect(asked.length).toBeGreaterThan(0)
  await Promise.all(asked)
  expect(await faultsOfBooks(platform)).toEqual([])
})
