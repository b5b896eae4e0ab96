import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { generateDay } from '../../apps/cli/demo/generate-day.ts'
import { openAccounts, registerPersons } from '../../apps/cli/demo/open-demo.ts'
import { sandboxClient } from '../../apps/cli/demo/sandbox-client.ts'
import { startSandboxProcess } from '../../apps/cli/start/sandbox-process.ts'
import { openPlatform } from '../../apps/server/open-world.ts'
import type { BillJson } from '../../domain/bill/bill-input.ts'
import { chinaDate } from '../../domain/identity/clock.ts'
import { issueApiKey } from '../../store/api-key.ts'
import { migrate } from '../../store/migrate.ts'
import { launchPostgres, type Postgres } from '../../store/postgres/launch.ts'

const ROOT = join(import.meta.dirname, '../..')
const LONGEST_START_MS = 60_000

/** A server process, a PostgreSQL and an outside world that can be killed one by one and come back at the same address. */
export interface KillStage {
  readonly url: string
  readonly apiKey: string
  readonly sandboxUrl: string
  readonly bills: readonly BillJson[]
  killServer(): Promise<void>
  killPostgres(): Promise<void>
  /** rows as the owner, from the database as it is now */
  rows<Row>(sql: string): Promise<Row[]>
  close(): Promise<void>
}

export async function openKillStage(bills: number): Promise<KillStage> {
  const databasePort = await freePort()
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  let postgres = await launchPostgres({ cluster: 'kill', port: databasePort })
  const ownerUrl = await freshDatabase(postgres)
  const outside = await startSandboxProcess()
  const dataKey = randomBytes(32)
  const furnished = await furnish({ ownerUrl, dataKey, sandboxUrl: outside.url, publicUrl: url, bills })
  const environment = {
    ...process.env,
    DATABASE_URL: ownerUrl,
    MEDSETTLE_DATA_KEY: dataKey.toString('hex'),
    PORT: String(port),
    LOG_LEVEL: 'silent',
  }
  let server = await startServerProcess(environment)
  return {
    url,
    sandboxUrl: outside.url,
    ...furnished,
    killServer: async () => {
      await killAndWait(server)
      server = await startServerProcess(environment)
    },
    killPostgres: async () => {
      process.kill(postgres.pid!, 'SIGKILL')
      postgres = await launchPostgres({ cluster: 'kill', port: databasePort })
    },
    rows: (sql) => rows(ownerUrl, sql),
    close: async () => {
      await killAndWait(server)
      outside.stop()
      await rows(postgres.url, `drop database if exists ${new URL(ownerUrl).pathname.slice(1)} with (force)`)
      await postgres.stop()
    },
  }
}

async function freshDatabase(postgres: Postgres): Promise<string> {
  const name = `kill_${randomBytes(4).toString('hex')}`
  await rows(postgres.url, `create database ${name}`)
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  return url.href
}

async function furnish(given: {
  ownerUrl: string
  dataKey: Buffer
  sandboxUrl: string
  publicUrl: string
  bills: number
}) {
  const platform = await openPlatform({
    ownerUrl: given.ownerUrl,
    publicUrl: given.publicUrl,
    dataKey: given.dataKey,
    connections: 2,
  })
  const sandbox = sandboxClient(given.sandboxUrl)
  const date = chinaDate(new Date())
  const catalogue = await openAccounts(platform, sandbox, date)
  const day = generateDay({ seed: 30, bills: given.bills, date, catalogue })
  await registerPersons(platform, sandbox, day.persons)
  for (const channel of ['wechat-pay', 'alipay']) await sandbox.autoPay(channel, 50)
  const grant = {
    institutionId: 'DEMO0001',
    label: 'kill test',
    roles: ['his'] as const,
    secret: randomBytes(24),
    at: new Date(),
  }
  const apiKey = await issueApiKey(platform.databases.asPlatform(), grant)
  await platform.close()
  return { apiKey, bills: day.visits.map((visit) => visit.bill) }
}

/** Up when it says so; one that dies while starting, because the other one was just killed, is started again. */
async function startServerProcess(env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  for (const deadline = Date.now() + LONGEST_START_MS; Date.now() < deadline; await sleep(50)) {
    const child = spawn(process.execPath, ['--no-warnings', join(ROOT, 'apps/server/main.ts')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const up = once(createInterface(child.stdout), 'line').then(() => true)
    if (await Promise.race([up, once(child, 'exit').then(() => false)])) return child
  }
  throw new Error('the server did not come back within a minute')
}

async function killAndWait(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGKILL')
  await gone
}

async function rows<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query(sql)).rows as Row[]
  } finally {
    await client.end()
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
