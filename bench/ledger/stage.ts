import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { TransferRequest } from '../../domain/ledger/transfer.ts'
import { connectDatabases, type Database } from '../../store/database.ts'
import { writeInstitution } from '../../store/institution.ts'
import { openAccounts } from '../../store/ledger/load-books.ts'
import { type Ledger, openLedger } from '../../store/ledger/open-ledger.ts'
import { migrate } from '../../store/migrate.ts'
import { launchPostgres } from '../../store/postgres/launch.ts'
import { leavePostgres } from '../../store/postgres/leave.ts'
import { asOwner } from '../as-owner.ts'

export const BOOKS = { regionId: '330100', institutionId: 'BENCH' }
/** Everybody pays into this one; its debits may not exceed its credits, so every batch checks a limit. */
export const HOT = 'liability/payable/merchant'
export const SPREAD = 1000
export const spreadPath = (no: number): string => `liability/payable/merchant-${no}`
export const PAYERS = 'asset/receivable/wechat-pay'

export interface LedgerStage {
  readonly ownerUrl: string
  readonly database: Database
  readonly ledger: Ledger
  /** as the owner */
  rows<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]>
  close(): Promise<void>
}

/** A database of its own on a PostgreSQL with fsync on: one hot account, a thousand others, all with limits. */
export async function openLedgerStage(): Promise<LedgerStage> {
  const postgres = await launchPostgres({ cluster: 'bench' })
  const name = `bench_${randomBytes(4).toString('hex')}`
  await asOwner(postgres.url, `create database ${name}`)
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  const databases = connectDatabases(url.href, 4)
  const database = databases.asPlatform()
  await writeInstitution(database, { ...BOOKS, name: '压测', hospitalLevel: '3' })
  await openAccounts(database, BOOKS, [PAYERS])
  const limited = [HOT, ...Array.from({ length: SPREAD }, (_, no) => spreadPath(no))]
  await database.query('select medsettle.open_accounts($1, $2, $3, $4)', [
    BOOKS.regionId,
    BOOKS.institutionId,
    limited,
    'debits',
  ])
  const owner = new pg.Pool({ connectionString: url.href, max: 1 })
  return {
    ownerUrl: url.href,
    database,
    ledger: openLedger(database, BOOKS, { now: () => new Date() }),
    rows: async <Row extends pg.QueryResultRow>(sql: string) => (await owner.query<Row>(sql)).rows,
    close: async () => {
      await owner.end()
      await databases.close()
      await asOwner(postgres.url, `drop database if exists ${name} with (force)`)
      await leavePostgres(postgres)
    },
  }
}

/** Ids as the road makes them: 30 characters, rising with time; every transfer names its order. */
export function supply(prefix: string, where: 'hot' | 'spread'): () => TransferRequest {
  let no = 0
  return () => {
    const order = `${prefix}${String(no++).padStart(10, '0')}`
    return {
      transferId: `at_01KM${order}.1.post`,
      kind: 'posted',
      debit: PAYERS,
      credit: where === 'hot' ? HOT : spreadPath((no * 7919) % SPREAD),
      amount: (1 + ((no * 37) % 50_000)) as NonNullable<TransferRequest['amount']>,
      code: 'charge',
      orderId: `po_01KM${order}`,
    }
  }
}
