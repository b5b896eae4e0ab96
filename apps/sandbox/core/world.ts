/** What every room of the sandbox takes from outside: the hour and chance. */
export interface Surroundings {
  now(): Date
  /** uniform in [0, 1) */
  random(): number
}

/**
 * The one clock of the outside world. It can be set and then runs on. Waiting work is due by this clock: a jump past
 * its hour runs it at once, so that a test can see tomorrow's retry today.
 */
export interface World extends Surroundings {
  setClock(instant: Date): void
  /** Runs `work` after `ms` milliseconds of real time, or as soon as the clock is set past that hour. */
  after(ms: number, work: () => void): void
  /** Resolves after `ms`, as `after` does. */
  pause(ms: number): Promise<void>
  /** Forgets waiting work; pauses end at once. */
  close(): void
}

interface Waiting {
  readonly dueAt: number
  readonly timer: NodeJS.Timeout
  readonly work: () => void
}

export interface WorldOptions {
  /** the clock underneath; the real one by default */
  readonly now?: () => Date
  /** same seed, same ids and tokens (RSA keys excepted: node:crypto takes no seed) */
  readonly seed?: number
}

export function createWorld(options: WorldOptions = {}): World {
  const base = options.now ?? (() => new Date())
  const waiting = new Set<Waiting>()
  let offsetMs = 0
  let closed = false

  const now = () => new Date(base().getTime() + offsetMs)
  const after = (ms: number, work: () => void) => {
    if (closed) return
    const entry: Waiting = {
      dueAt: now().getTime() + ms,
      work,
      timer: setTimeout(() => {
        waiting.delete(entry)
        work()
      }, ms),
    }
    waiting.add(entry)
  }
  return {
    now,
    random: seededRandom(options.seed ?? 1),
    after,
    pause: (ms) => new Promise((resolve) => (closed ? resolve() : after(ms, resolve))),
    setClock(instant) {
      offsetMs = instant.getTime() - base().getTime()
      runDue(waiting, instant.getTime())
    },
    close() {
      closed = true
      for (const entry of waiting) clearTimeout(entry.timer)
      waiting.clear()
    },
  }
}

function runDue(waiting: Set<Waiting>, instant: number): void {
  const due = [...waiting].filter((entry) => entry.dueAt <= instant).sort((a, b) => a.dueAt - b.dueAt)
  for (const entry of due) {
    clearTimeout(entry.timer)
    waiting.delete(entry)
    entry.work()
  }
}

/** mulberry32: small, fast, good enough for ids; never used for keys. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** `length` characters of `alphabet`. */
export function randomText(world: Surroundings, length: number, alphabet: string): string {
  let text = ''
  for (let i = 0; i < length; i++) text += alphabet[Math.floor(world.random() * alphabet.length)]
  return text
}

export const DIGITS = '0123456789'
export const HEX = '0123456789ABCDEF'
export const ALPHANUMERIC = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
