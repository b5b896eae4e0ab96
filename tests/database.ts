import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { migrate } from '../store/migrate.ts'
import { launchPostgres } from '../store/postgres/launch.ts'

export interface TestDatabase {
  readonly ownerUrl: string
  drop(): Promise<void>
}

/** A fresh, migrated database of its own on the test cluster: a real PostgreSQL, never a stand-in. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await launchPostgres({ cluster: 'test' })
  const name = `t_${randomBytes(6).toString('hex')}`
  await asOwner(server.url, `create database ${name}`)
  const url = new URL(server.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  return { ownerUrl: url.href, drop: () => asOwner(server.url, `drop database if exists ${name} with (force)`) }
}

async function asOwner(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
