// Would catch: a process that is done and takes the database away from one that is not.
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { launchPostgres, type Postgres } from './launch.ts'
import { leavePostgres } from './leave.ts'

let server: Postgres
afterAll(() => server?.stop())

const answers = async (): Promise<boolean> => {
  const client = new pg.Client({ connectionString: server.url })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}

test('the server stays while somebody is connected, and stops with the last', async () => {
  server = await launchPostgres({ cluster: `leave-${process.pid % 8}` })
  // a server of your own (DATABASE_URL) is never stopped
  if (server.pid === null) return expect(await answers()).toBe(true)
  const other = new pg.Client({ connectionString: server.url })
  await other.connect()
  await leavePostgres(server)
  expect(await answers()).toBe(true)
  await other.end()
  await leavePostgres(server)
  expect(await answers()).toBe(false)
}, 60_000)
