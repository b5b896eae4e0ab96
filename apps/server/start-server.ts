import { createServer } from 'node:net'
import { join } from 'node:path'
import type { Surroundings } from '../../domain/identity/clock.ts'
import { migrate } from '../../store/migrate.ts'
import { launchPostgres } from '../../store/postgres/launch.ts'
import { leavePostgres } from '../../store/postgres/leave.ts'
import { buildCashier } from '../cashier/build.ts'
import { startBackgroundWork } from './background-work.ts'
import type { LogChoice } from './http/log.ts'
import { buildServer } from './http-server.ts'
import { openPlatform, type Platform, type PlatformOptions } from './open-world.ts'
import { postEvent } from './post-event.ts'
import { dataDir, readCalendar, readDataKey, readPort, readPublicUrl } from './read-environment.ts'

export interface StartOptions {
  /** owner of an existing database; default: DATABASE_URL, else our own cluster `server` */
  readonly ownerUrl?: string
  readonly dataKey?: Buffer
  /** 0 takes a free one */
  readonly port?: number
  readonly host?: string
  /** default: http://host:port */
  readonly publicUrl?: string
  readonly surroundings?: Surroundings
  readonly orderLifetimeMs?: number
  readonly channelTimeoutMs?: number
  readonly connections?: number
  /** false serves no patient's page (and needs no build) */
  readonly cashier?: boolean
  readonly logger?: LogChoice
  /** beat of janitor, event delivery and live pages, ms */
  readonly everyMs?: number
}

export interface RunningServer {
  readonly url: string
  readonly ownerUrl: string
  /** the platform behind the routes, for tests and demos in the same process */
  readonly platform: Platform
  /** Answers what is being asked, lets running work end, and stops; a PostgreSQL of our own stops with whoever leaves it last. */
  close(): Promise<void>
}

/** The whole server in this process: database → schema → platform → HTTP → janitor and event delivery. */
export async function startServer(options: StartOptions = {}): Promise<RunningServer> {
  const closing: (() => Promise<void>)[] = []
  const close = once(async () => {
    for (const step of closing.reverse()) await step()
  })
  try {
    const started = await start(options, closing)
    return { ...started, close }
  } catch (error) {
    await close().catch(() => {})
    throw error
  }
}

/** @param closing gets what must be undone, in order of doing */
async function start(options: StartOptions, closing: (() => Promise<void>)[]): Promise<Omit<RunningServer, 'close'>> {
  const { env } = process
  const dataKey = options.dataKey ?? readDataKey(env)
  const ownerUrl = options.ownerUrl ?? (await ownDatabase(closing))
  await migrate(ownerUrl)
  const host = options.host ?? env.HOST ?? '127.0.0.1'
  const port = await settlePort(options.port ?? readPort(env), host)
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const publicUrl = options.publicUrl ?? readPublicUrl(env) ?? url
  const platform = await openPlatform({ ownerUrl, publicUrl, dataKey, ...platformOptions(options) })
  closing.push(() => platform.close())
  const everyMs = options.everyMs ?? 1000
  const cashierDir = options.cashier === false ? null : await cashierPage(env)
  const settings = { publicUrl, cashierDir, calendar: readCalendar(env), watchEveryMs: everyMs }
  const http = buildServer({ platform, settings, logger: options.logger ?? false })
  closing.push(() => http.close())
  await http.listen({ host, port })
  const background = await startBackgroundWork({
    ownerUrl,
    platform,
    metrics: http.metrics,
    post: postEvent,
    everyMs,
    onError: (task, error) => http.log.error({ err: error, task }, 'background task failed'),
  })
  closing.push(() => background.stop())
  return { url, ownerUrl, platform }
}

const cashierPage = async (env: NodeJS.ProcessEnv): Promise<string> =>
  (await buildCashier({ outDir: join(dataDir(env), 'cashier') })).outDir

function platformOptions(options: StartOptions): Partial<PlatformOptions> {
  const { surroundings, orderLifetimeMs, channelTimeoutMs, connections } = options
  return {
    ...(surroundings ? { surroundings } : {}),
    ...(orderLifetimeMs === undefined ? {} : { orderLifetimeMs }),
    ...(channelTimeoutMs === undefined ? {} : { channelTimeoutMs }),
    ...(connections === undefined ? {} : { connections }),
  }
}

async function ownDatabase(closing: (() => Promise<void>)[]): Promise<string> {
  const server = await launchPostgres({ cluster: 'server' })
  closing.push(() => leavePostgres(server))
  return server.url
}

/** The address must be known before channels are told where to notify us, so a free port is chosen first. */
function settlePort(port: number, host: string): Promise<number> {
  if (port !== 0) return Promise.resolve(port)
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, host, () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => {
    done ??= act()
    return done
  }
}
