import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, type Runner, run, type TaskList } from 'graphile-worker'
import pg from 'pg'
import { deliverEvents, type PostEvent } from '../../flow/deliver-events.ts'
import { recoverOrders } from '../../flow/recover.ts'
import { isConnectionLoss } from '../../store/database.ts'
import { forgetOldKeys } from '../../store/idempotency.ts'
import type { Metrics } from './metrics.ts'
import type { Platform } from './open-world.ts'

export interface BackgroundParts {
  readonly ownerUrl: string
  readonly platform: Platform
  readonly metrics: Pick<Metrics, 'delivered'>
  readonly post: PostEvent
  /** how often each task is asked for, ms */
  readonly everyMs: number
  onError(task: string, error: unknown): void
}

export interface BackgroundWork {
  /** Lets running tasks end and stops. */
  stop(): Promise<void>
}

const KEYS_KEPT_DAYS = 30
const RESTART_MS = 1000
/** Old keys are looked for about once an hour at one second per beat. */
const BEATS_PER_CLEANING = 3600

const QUIET = new Logger(() => () => {})

/**
 * The janitor and the event delivery, shared by any number of server processes through one queue. The queue holds only the
 * wish to look; what there is to do is read from the attempts and deliveries themselves, so a lost job loses nothing.
 */
export async function startBackgroundWork(parts: BackgroundParts): Promise<BackgroundWork> {
  const stopping = new AbortController()
  const pool = openQueuePool(parts.ownerUrl)
  const tasks = tasksOf(parts, stopping.signal)
  const start = (): Promise<Runner> => startRunner(pool, tasks)
  let runner = await start()
  const stopBeating = beat(() => runner, parts)
  const kept = keepRunning(runner, {
    signal: stopping.signal,
    start,
    onStart: (fresh) => {
      runner = fresh
    },
    onError: (error) => parts.onError('queue', error),
  })
  return {
    stop: async () => {
      stopBeating()
      stopping.abort()
      await runner.stop().catch(() => {})
      await kept
      await pool.end()
    },
  }
}

/** A connection that breaks in the middle must end its job, never the process. */
function openQueuePool(ownerUrl: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: ownerUrl, max: 6 })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Finished jobs are taken off the queue in batches, because only then graphile-worker 0.17 hears when that fails; else a
 * connection that breaks at that moment is an unhandled rejection, which ends the process.
 */
const startRunner = (pgPool: pg.Pool, taskList: TaskList): Promise<Runner> =>
  run({
    pgPool,
    taskList,
    logger: QUIET,
    noHandleSignals: true,
    preset: {
      worker: { schema: 'graphile_worker', concurrentJobs: 3, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
    },
  })

interface Keeping {
  readonly signal: AbortSignal
  start(): Promise<Runner>
  onStart(runner: Runner): void
  onError(error: unknown): void
}

/** A runner that gave up (the database was away for too long) is replaced, until we are told to stop. */
async function keepRunning(first: Runner, keeping: Keeping): Promise<void> {
  let runner: Runner | null = first
  while (!keeping.signal.aborted) {
    try {
      runner ??= await keeping.start()
      keeping.onStart(runner)
      await runner.promise
    } catch (error) {
      if (!isConnectionLoss(error)) keeping.onError(error)
    }
    runner = null
    await sleep(RESTART_MS, undefined, { signal: keeping.signal }).catch(() => {})
  }
}

function tasksOf({ platform, metrics, post, onError }: BackgroundParts, signal: AbortSignal): TaskList {
  const guard = (task: string, work: () => Promise<void>) =>
    oneAtATime(async () => {
      try {
        await work()
      } catch (error) {
        // a database that is away comes back; the next beat finds everything still due
        if (!isConnectionLoss(error)) onError(task, error)
      }
    })
  return {
    'recover-orders': guard('recover-orders', async () => {
      await recoverOrders(platform.world)
    }),
    'deliver-events': guard('deliver-events', async () => {
      metrics.delivered(await deliverEvents(platform.world, post, { signal }))
    }),
    'forget-old-keys': guard('forget-old-keys', async () => {
      await forgetOldKeys(platform.world.store.database, KEYS_KEPT_DAYS)
    }),
  }
}

/** A slow round must not pile up behind itself and starve the other task. */
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let isRunning = false
  return async () => {
    if (isRunning) return
    isRunning = true
    try {
      await work()
    } finally {
      isRunning = false
    }
  }
}

/**
 * Every process asks for every task on each beat; the job key makes many wishes one. There is no named queue: a process
 * killed in the middle of a task would keep such a queue locked for hours, while a plain job only leaves its own row.
 */
function beat(runner: () => Runner, parts: BackgroundParts): () => void {
  let beats = 0
  const ask = async (task: string): Promise<void> => {
    try {
      await runner().addJob(task, {}, { jobKey: task, maxAttempts: 1 })
    } catch (error) {
      if (!isConnectionLoss(error)) parts.onError(task, error)
    }
  }
  const timer = setInterval(() => {
    void ask('recover-orders')
    void ask('deliver-events')
    if (beats++ % BEATS_PER_CLEANING === 0) void ask('forget-old-keys')
  }, parts.everyMs)
  return () => clearInterval(timer)
}
