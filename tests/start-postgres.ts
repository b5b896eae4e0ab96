import pg from 'pg'
import { launchPostgres, type Postgres } from '../store/postgres/launch.ts'

let server: Postgres | null = null
let presence: pg.Client | null = null

/** One PostgreSQL for all test files of all runs going on; an open connection tells the others that we are here. */
export async function setup(): Promise<void> {
  server = await launchPostgres({ cluster: 'test' })
  presence = new pg.Client({ connectionString: server.url, application_name: 'medsettle-test-run' })
  presence.on('error', () => {})
  await presence.connect()
}

/** Whoever leaves last stops the server. */
export async function teardown(): Promise<void> {
  const { rows } = await presence!.query<{ others: number }>(
    `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
  )
  await presence!.end()
  if (rows[0]!.others === 0) await server!.stop()
}
