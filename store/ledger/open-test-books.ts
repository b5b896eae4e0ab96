import { type Fen, parseYuan } from '@medsettle/money'
import pg from 'pg'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import { testDatabase } from '../../tests/database.ts'
import { connectDatabases, type Database, type Databases } from '../database.ts'
import { writeInstitution } from '../institution.ts'
import type { TransferAnswer } from './job.ts'
import type { BooksOf } from './load-books.ts'
import { type Ledger, openLedger } from './open-ledger.ts'

/** Books of a test: one institution on a database of its own. */
export interface TestBooks {
  readonly books: BooksOf
  readonly ownerUrl: string
  readonly databases: Databases
  readonly database: Database
  readonly ledger: Ledger
  /** `T1 asset/bank <- income/fees 12.34` and more fields; debit ← credit */
  post(line: string, more?: Partial<TransferRequest>): Promise<TransferAnswer>
  /** the same as the owner of the tables, whom no row-level security and, with `force`, no trigger stops */
  asOwner(sql: string, force?: boolean): Promise<Record<string, unknown>[]>
  drop(): Promise<void>
}

export async function openTestBooks(institutionId = 'H0001'): Promise<TestBooks> {
  const { ownerUrl, drop } = await testDatabase()
  const databases = connectDatabases(ownerUrl, 4)
  const database = databases.asPlatform()
  const books = { regionId: '330100', institutionId }
  await writeInstitution(database, { ...books, name: '测试医院', hospitalLevel: '3' })
  const ledger = openLedger(database, books, { now: () => new Date() })
  return {
    books,
    ownerUrl,
    databases,
    database,
    ledger,
    post: async (line, more = {}) => (await ledger.post([requestOf(line, more)]))[0]!,
    asOwner: (sql, force = false) => asOwner(ownerUrl, sql, force),
    drop: async () => {
      await databases.close()
      await drop()
    },
  }
}

function requestOf(line: string, more: Partial<TransferRequest>): TransferRequest {
  const [transferId, debit, , credit, yuan] = line.split(' ')
  return {
    transferId: transferId!,
    kind: 'posted',
    code: 'test',
    ...(debit ? { debit, credit: credit! } : {}),
    ...(yuan ? { amount: parseYuan(yuan) as Fen } : {}),
    ...more,
  }
}

async function asOwner(url: string, sql: string, force: boolean): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    if (force) await client.query(`set session_replication_role = replica`)
    const answer = await client.query(sql)
    return Array.isArray(answer) ? [] : answer.rows
  } finally {
    await client.end()
  }
}
