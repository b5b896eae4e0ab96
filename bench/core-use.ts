import { readdirSync, readFileSync } from 'node:fs'

/** Share of one core, percent, by who used it; empty where /proc is missing. */
export type CoreUse = Readonly<Record<string, number>>

/** Where the cores go: this process, the other process by its name, PostgreSQL's backends and its helpers. */
export function watchCores(watched: Watched): { stop(): CoreUse } {
  const before = ticks(watched)
  const started = performance.now()
  return {
    stop: () => {
      const after = ticks(watched)
      // a tick is 10 ms
      const share = (name: string): number =>
        Math.round((((after.get(name) ?? 0) - (before.get(name) ?? 0)) * 1000) / (performance.now() - started))
      return Object.fromEntries(
        [...after.keys()].map((name) => [name, share(name)]).filter(([, used]) => Number(used) > 0),
      )
    },
  }
}

export interface Watched {
  readonly other: number
  /** its backends, and nobody else's */
  readonly database: string
  readonly names: { readonly own: string; readonly other: string }
}

function ticks(watched: Watched): Map<string, number> {
  const sums = new Map<string, number>()
  for (const pid of processes()) {
    try {
      const name = nameOf(pid, watched)
      if (name === null) continue
      const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')
      sums.set(name, (sums.get(name) ?? 0) + Number(fields[11]) + Number(fields[12]))
    } catch {
      // it ended while we looked
    }
  }
  return sums
}

function processes(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
  } catch {
    return []
  }
}

function nameOf(pid: number, { other, database, names }: Watched): string | null {
  if (pid === process.pid) return names.own
  if (pid === other) return names.other
  const title = readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  if (!title.startsWith('postgres: ')) return null
  if (title.includes(` ${database} `)) return 'PostgreSQL backends'
  return / bench_/.test(title) ? null : 'PostgreSQL, writing behind'
}
