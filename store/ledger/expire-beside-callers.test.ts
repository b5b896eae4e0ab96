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
const sale = (no: number): TransferRequest => ({ ...between, transferId: `sale-${no}`, kind: 'posted' })
const held = (no: number): TransferRequest => ({ ...between, transferId: `held-${no}`, kind: 'pending', timeoutMs: 1 })
const back = (no: number): TransferRequest => ({
  transferId: `back-${no}`,
  kind: 'reversal',
  reversesId: `sale-${no}`,
  code: 'refund',
})

test('every sale is taken back while reservations run out', async () => {
  // a road of uneven length to the database: statements of two askers fall between each other
  let asked = 0
  const slow: Database = {
    query: async (text, values) => {
      await sleep((asked++ * 7) % 4)
      return databases.asPlatform().query(text, values)
    },
  }
  let now = Date.parse('2026-03-02T10:00:00+08:00')
  const ledger = openLedger(slow, books, { now: () => new Date(now) })
  const told: string[] = []
  for (let no = 0; no < 25; no++) {
    await ledger.post([sale(no), held(no)])
    now += 5
    // a refusal makes the ledger look at the books once more, the sale beside it too
    const nobody: TransferRequest = { ...back(no), transferId: `lost-${no}`, reversesId: 'nobody' }
    const answers = [ledger.post([back(no)]), ledger.post([nobody])]
    await sleep(no % 6)
    await Promise.all([ledger.expire(), ...answers])
    const [answer] = await answers[0]!
    told.push(answer!.posted ? 'taken back' : answer!.refusal.code)
  }
  expect(told).toEqual(Array.from({ length: 25 }, () => 'taken back'))
  expect(await faultsOfBooks(databases.asPlatform())).toEqual([])
})
