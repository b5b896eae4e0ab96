import { setTimeout as sleep } from 'node:timers/promises'
import { Logger, type Runner, run, type TaskList } from 'graphile-worker'
import pg from 'pg'
import { deliverEvents, type PostEvent } from '../../flow/deliver-events.ts'
import { sweepAgreements } from '../../flow/execute-agreement.ts'
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
 * The janitor, the sweep of agreements and the event delivery, shared by any number of server processes through one queue. The queue holds only the
 * wish to look; what there is to do is read from the attempts and deliveries themselves, so a lost job loses nothing.
 */
export async function startBackgroundWork(parts: BackgroundParts): Promise<BackgroundWork> {
  const stopping = new AbortController()
  const pulse = createPulse(parts.everyMs)
  const tasks = tasksOf(parts, pulse, stopping.signal)
  const start = (): Promise<Queue> => openQueue(parts.ownerUrl, tasks)
  let queue = await start()
  const stopBeating = beat(() => queue.runner, parts)
  const kept = keepRunning(queue, {
    signal: stopping.signal,
    pulse,
    start,
    onStart: (fresh) => {
      queue = fresh
    },
    onError: (error) => parts.onError('queue', error),
  })
  return {
    stop: async () => {
      stopBeating()
      stopping.abort()
      await kept
      await queue.close()
    },
  }
}

interface Queue {
  readonly runner: Runner
  close(): Promise<void>
}

const LONGEST_CLOSE_MS = 15_000

/** A runner with connections of its own, so that one that is stuck can be left behind. */
async function openQueue(ownerUrl: string, tasks: TaskList): Promise<Queue> {
  const pool = openQueuePool(ownerUrl)
  try {
    const runner = await startRunner(pool, tasks)
    const close = async (): Promise<void> => {
      await runner.stop().catch(() => {})
      await pool.end().catch(() => {})
    }
    return { runner, close: () => Promise.race([close(), sleep(LONGEST_CLOSE_MS, undefined, { ref: false })]) }
  } catch (error) {
    await pool.end().catch(() => {})
    throw error
  }
}

/** When the queue last gave us something to do. */
interface Pulse {
  begin(): void
  end(): void
  isSilent(): boolean
}

const SILENT_BEATS = 20
const SILENT_MS = 10_000

/** Tasks come with every beat, so a long silence means that the queue is stuck, whatever it says of itself. */
function createPulse(everyMs: number): Pulse {
  let running = 0
  let last = performance.now()
  return {
    begin: () => {
      running++
      last = performance.now()
    },
    end: () => {
      running--
      last = performance.now()
    },
    isSilent: () => running === 0 && performance.now() - last > Math.max(SILENT_MS, SILENT_BEATS * everyMs),
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
  readonly pulse: Pulse
  start(): Promise<Queue>
  onStart(queue: Queue): void
  onError(error: unknown): void
}

/** A queue that gave up (the database was away for too long), or that is stuck, is replaced, until we are told to stop. */
async function keepRunning(first: Queue, keeping: Keeping): Promise<void> {
  let queue: Queue | null = first
  while (!keeping.signal.aborted) {
    try {
      queue ??= await keeping.start()
      keeping.onStart(queue)
      keeping.pulse.begin()
      keeping.pulse.end()
      await Promise.race([queue.runner.promise, untilSilent(keeping)])
    } catch (error) {
      if (!isConnectionLoss(error)) keeping.onError(error)
    }
    if (keeping.signal.aborted) return
    void queue?.close()
    queue = null
    await sleep(RESTART_MS, undefined, { signal: keeping.signal }).catch(() => {})
  }
}

async function untilSilent({ pulse, signal }: Keeping): Promise<void> {
  while (!signal.aborted && !pulse.isSilent()) await sleep(RESTART_MS, undefined, { signal }).catch(() => {})
}

function tasksOf({ platform, metrics, post, onError }: BackgroundParts, pulse: Pulse, signal: AbortSignal): TaskList {
  const guard = (task: string, work: () => Promise<void>) =>
    oneAtATime(async () => {
      pulse.begin()
      try {
        await work()
      } catch (error) {
        // a database that is away comes back; the next beat finds everything still due
        if (!isConnectionLoss(error)) onError(task, error)
      } finally {
        pulse.end()
      }
    })
  return {
    'recover-orders': guard('recover-orders', async () => {
      const hear = (orderId: string, error: unknown): void => {
        if (!isConnectionLoss(error)) onError(`recover-orders ${orderId}`, error)
      }
      await recoverOrders(platform.world, { onError: hear })
    }),
    'deliver-events': guard('deliver-events', async () => {
      metrics.delivered(await deliverEvents(platform.world, post, { signal }))
    }),
    'sweep-agreements': guard('sweep-agreements', async () => {
      const hear = (period: string, error: unknown): void => {
        if (!isConnectionLoss(error)) onError(`sweep-agreements ${period}`, error)
      }
      await sweepAgreements(platform.world, { onError: hear })
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
    void ask('sweep-agreements')
    if (beats++ % BEATS_PER_CLEANING === 0) void ask('forget-old-keys')
  }, parts.everyMs)
  return () => clearInterval(timer)
}
