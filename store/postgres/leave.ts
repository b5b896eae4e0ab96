import pg from 'pg'
import type { Postgres } from './launch.ts'

/** Several processes may use one server; whoever leaves last stops it. Close your own connections first. */
export async function leavePostgres(postgres: Postgres): Promise<void> {
  // a server of your own is nobody's here to stop
  if (postgres.pid === null) return
  if ((await countOthers(postgres.url)) === 0) await postgres.stop()
}

async function countOthers(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rows } = await client.query<{ others: number }>(
      `select count(*)::int as others from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`,
    )
    return rows[0]!.others
  } finally {
    await client.end()
  }
}
