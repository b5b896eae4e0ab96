import pg from 'pg'
import { type Role, roleUrl } from './migrate.ts'

// amounts are bigint columns holding safe integers: read them as numbers, refuse anything beyond
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new Error(`The database holds ${text}, which no safe integer can carry`)
  return value
})
// a China date stays the text it is
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** Rows of one statement, under the rights of one scope. */
export interface Database {
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

export interface Databases {
  /** sees exactly one institution; row-level security holds in the database itself */
  asInstitution(institutionId: string): Database
  /** notifications, janitor, day's close: every institution */
  asPlatform(): Database
  close(): Promise<void>
}

interface ScopedClient extends pg.PoolClient {
  medsettleInstitution?: string
}

/** @param connections per role and process */
export function connectDatabases(ownerUrl: string, connections = 16): Databases {
  const api = makePool(ownerUrl, 'medsettle_api', connections)
  const worker = makePool(ownerUrl, 'medsettle_worker', connections)
  return {
    asInstitution: (institutionId) => ({
      query: (text, values) => withClient(api, institutionId, (client) => run(client, text, values)),
    }),
    asPlatform: () => ({ query: (text, values) => withClient(worker, null, (client) => run(client, text, values)) }),
    close: async () => {
      await Promise.all([api.end(), worker.end()])
    },
  }
}

const LONGEST_STATEMENT_MS = 60_000

function makePool(ownerUrl: string, role: Role, connections: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: roleUrl(ownerUrl, role),
    max: connections,
    connectionTimeoutMillis: 30_000,
    // a statement that is never answered must not hold its caller, and the caller's key, for ever
    query_timeout: LONGEST_STATEMENT_MS,
  })
  // a server that goes away breaks idle connections; the next query opens a new one
  pool.on('error', () => {})
  // a connection that breaks while it is lent out speaks twice: to its query, and to nobody, which would end the process
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

async function withClient<T>(
  pool: pg.Pool,
  institutionId: string | null,
  work: (client: ScopedClient) => Promise<T>,
): Promise<T> {
  const client: ScopedClient = await pool.connect()
  let broken: Error | undefined
  try {
    if (institutionId !== null && client.medsettleInstitution !== institutionId) {
      delete client.medsettleInstitution
      await client.query({
        name: 'scope',
        text: `select set_config('medsettle.institution', $1, false)`,
        values: [institutionId],
      })
      client.medsettleInstitution = institutionId
    }
    return await work(client)
  } catch (error) {
    if (isConnectionLoss(error)) broken = error as Error
    throw error
  } finally {
    client.release(broken)
  }
}

/** Statements are prepared once per connection: the text names itself. */
const names = new Map<string, string>()

async function run<Row extends pg.QueryResultRow>(
  client: ScopedClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const name = names.get(text) ?? `s${names.size}`
  names.set(text, name)
  const answer = await client.query<Row>({ name, text, values: values as unknown[] })
  return answer.rows
}

/** The statement may or may not have been carried out: the connection broke before its answer. */
export function isConnectionLoss(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  if (code && (/^(08|57P)/.test(code) || code === 'ECONNRESET' || code === 'ECONNREFUSED' || code === 'EPIPE'))
    return true
  return /Connection terminated|connection timeout|Query read timeout|Client has encountered a connection error/i.test(
    message ?? '',
  )
}
