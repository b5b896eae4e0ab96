import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { reachableBinaries } from './binaries.ts'
import { canEnter, serverUid } from './unprivileged.ts'

const PROJECT = resolve(dirname(fileURLToPath(import.meta.url)), '../..')

export interface Postgres {
  /** superuser URL of the `postgres` database */
  readonly url: string
  /** process id of the postmaster, null for a server of your own */
  readonly pid: number | null
  /** false when it was found running: then somebody else uses it too */
  readonly startedHere: boolean
  /** stops the server with a fast shutdown; a server of your own is left alone */
  stop(): Promise<void>
}

export interface LaunchOptions {
  /** name of the cluster below the data folder, so that demo, tests and server never meet */
  readonly cluster: string
  /** listen here instead of on a free port, so that a restarted server is found again */
  readonly port?: number
  /** extra `name=value` settings */
  readonly settings?: Record<string, string>
}

/**
 * A PostgreSQL to work on: `DATABASE_URL` when set, else our own cluster (a real PostgreSQL 18, fsync on) that is
 * created on first use, reused when it already runs (also after its parent was killed) and listens on a free loopback port.
 */
export async function launchPostgres(options: LaunchOptions): Promise<Postgres> {
  const given = process.env.DATABASE_URL
  if (given && !/^postgres(ql)?:\/\//.test(given))
    throw Object.assign(new Error('a PostgreSQL address begins with postgres:// or postgresql://'), {
      code: 'DATABASE_URL_INVALID',
      place: 'DATABASE_URL',
    })
  if (given) return { url: given, pid: null, startedHere: false, stop: async () => {} }
  const place = choosePlace(options.cluster)
  return withLock(place.lock, async () => {
    if (!existsSync(join(place.cluster, 'PG_VERSION'))) createCluster(place)
    const running = await findRunning(place)
    return running ?? start(place, options)
  })
}

interface Place {
  readonly cluster: string
  readonly lock: string
  readonly secret: string
  readonly log: string
  readonly native: string
  readonly uid: number | null
}

/** Below MEDSETTLE_DATA or the project; when the server's user cannot enter there, below the machine's temporary folder. */
function choosePlace(name: string): Place {
  const uid = serverUid()
  const wanted = resolve(process.env.MEDSETTLE_DATA ?? join(PROJECT, '.medsettle'))
  const shelter = join(tmpdir(), `medsettle-${createHash('sha256').update(wanted).digest('hex').slice(0, 12)}`)
  const root = uid === null || canEnter(wanted, uid) ? wanted : shelter
  mkdirSync(root, { recursive: true, mode: 0o755 })
  const cluster = join(root, `postgres-${name}`)
  return {
    cluster,
    lock: `${cluster}.lock`,
    secret: `${cluster}.secret`,
    log: `${cluster}.log`,
    native: reachableBinaries(shelter, uid),
    uid,
  }
}

function createCluster(place: Place): void {
  const password = randomBytes(18).toString('base64url')
  writeFileSync(place.secret, password, { mode: 0o600 })
  rmSync(place.cluster, { recursive: true, force: true })
  mkdirSync(place.cluster, { mode: 0o700 })
  const passwordFile = `${place.cluster}.pwfile`
  writeFileSync(passwordFile, password, { mode: 0o600 })
  if (place.uid !== null) for (const path of [place.cluster, passwordFile]) chownSync(path, place.uid, place.uid)
  const initdb = spawnSync(
    join(place.native, 'bin', 'initdb'),
    [
      '-D',
      place.cluster,
      '-U',
      'postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ],
    { ...identity(place.uid), cwd: place.cluster, encoding: 'utf8' },
  )
  rmSync(passwordFile)
  if (initdb.status === 0) return
  rmSync(place.cluster, { recursive: true, force: true })
  throw new Error(
    `PostgreSQL could not create its data folder ${place.cluster}: ${initdb.stderr || initdb.error?.message}`,
  )
}

const identity = (uid: number | null): { uid?: number; gid?: number } => (uid === null ? {} : { uid, gid: uid })

/** A postmaster that outlived its parent is found through its own pid file and used again. */
async function findRunning(place: Place): Promise<Postgres | null> {
  const pidFile = join(place.cluster, 'postmaster.pid')
  if (!existsSync(pidFile)) return null
  const [pid, , , port] = readFileSync(pidFile, 'utf8').split('\n')
  if (!pid || !port || !isAlive(Number(pid))) return null
  const url = urlOf(place, Number(port))
  return (await answers(url, 10_000, () => isAlive(Number(pid))))
    ? handle(place, url, { pid: Number(pid), startedHere: false })
    : null
}

/** After a kill the old server's children need a moment to leave its shared memory; until then a new one ends at once. */
const LEAVING_MS = 20_000

async function start(place: Place, options: LaunchOptions): Promise<Postgres> {
  for (const deadline = Date.now() + LEAVING_MS; ; await sleep(200)) {
    const port = options.port ?? (await freePort())
    const child = spawnServer(place, { ...SETTINGS, ...options.settings, port: String(port) })
    const url = urlOf(place, port)
    if (await answers(url, 60_000, () => child.exitCode === null))
      return handle(place, url, { pid: child.pid ?? null, startedHere: true })
    if (child.exitCode === null || Date.now() > deadline)
      throw new Error(`PostgreSQL did not start; its log ${place.log} ends with: ${tail(place.log)}`)
  }
}

function spawnServer(place: Place, settings: Record<string, string>): ChildProcess {
  const log = openSync(place.log, 'a')
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  const child = spawn(join(place.native, 'bin', 'postgres'), ['-D', place.cluster, ...flags], {
    ...identity(place.uid),
    cwd: place.cluster,
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  return child
}

/** fsync and synchronous_commit stay on: an acknowledged payment survives a power cut. */
const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '256MB',
  wal_buffers: '16MB',
  max_wal_size: '2GB',
  jit: 'off',
  random_page_cost: '1.1',
  autovacuum_naptime: '10s',
  timezone: 'UTC',
  log_min_messages: 'fatal',
}

function handle(place: Place, url: string, process: Pick<Postgres, 'pid' | 'startedHere'>): Postgres {
  return { url, ...process, stop: () => stop(place, process.pid) }
}

async function stop(place: Place, pid: number | null): Promise<void> {
  if (pid === null || !isAlive(pid)) return
  process.kill(pid, 'SIGINT')
  for (let i = 0; i < 600 && existsSync(join(place.cluster, 'postmaster.pid')); i++) await sleep(50)
}

function urlOf(place: Place, port: number): string {
  return `postgres://postgres:${readFileSync(place.secret, 'utf8')}@127.0.0.1:${port}/postgres`
}

async function answers(url: string, timeoutMs: number, lives: () => boolean): Promise<boolean> {
  for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await sleep(40)) {
    if (!lives()) return false
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
    client.on('error', () => {})
    try {
      await client.connect()
      await client.end()
      return true
    } catch {
      await client.end().catch(() => {})
    }
  }
  return false
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer()
    server.once('error', fail)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const tail = (path: string): string => readFileSync(path, 'utf8').trim().split('\n').slice(-5).join(' | ')

/** Two processes may launch at once; the second waits for the first. A lock whose owner is gone is taken over. */
async function withLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  for (const deadline = Date.now() + 120_000; ; await sleep(60)) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      break
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const owner = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0)
      if (owner > 0 && !isAlive(owner)) rmSync(lock, { force: true })
      if (Date.now() > deadline)
        throw new Error(
          `Another process (${owner}) has been starting PostgreSQL for two minutes; remove ${lock} if it is gone`,
        )
    }
  }
  try {
    return await work()
  } finally {
    rmSync(lock, { force: true })
  }
}
