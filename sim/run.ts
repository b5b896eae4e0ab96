import { launchPostgres } from '../store/postgres/launch.ts'
import { leavePostgres } from '../store/postgres/leave.ts'
import type { Coverage } from './crash/doom.ts'
import { SEEDS_PER_SANDBOX } from './plan/plan-seed.ts'
import { type ManyReport, type SimulationReport, tell } from './report.ts'
import { simulateSeed } from './simulate.ts'
import { openStage, type Stage } from './stage/open-stage.ts'

export interface ManySeeds {
  /** first and last seed, both included */
  readonly from: number
  readonly to: number
  /** days with patients per seed */
  readonly days: number
  /** called after every seed with how many are done */
  onSeed?(done: number, report: SimulationReport): void
  /** superuser URL of a running PostgreSQL; else a cluster of the simulator's own is started, and stopped at the end */
  readonly serverUrl?: string
}

/** Two stages side by side: while one waits for its database the other one goes on. */
const STAGES = 2

/** Plays seed after seed in one process. What a seed comes to does not depend on those played before or beside it. */
export async function simulateMany(seeds: ManySeeds): Promise<ManyReport> {
  const postgres = seeds.serverUrl ? null : await launchPostgres({ cluster: 'sim' })
  const started = performance.now()
  const groups = groupsOf(seeds)
  const reports: SimulationReport[] = []
  const coverage: Coverage = new Map()
  const onReport = (report: SimulationReport): void => {
    reports.push(report)
    seeds.onSeed?.(reports.length, report)
  }
  try {
    const lanes = Array.from({ length: Math.min(STAGES, groups.length) }, () =>
      playGroups({ serverUrl: seeds.serverUrl ?? postgres!.url, days: seeds.days, groups, coverage, onReport }),
    )
    await Promise.all(lanes)
  } finally {
    if (postgres) await leavePostgres(postgres)
  }
  reports.sort((a, b) => a.seed - b.seed)
  const seconds = (performance.now() - started) / 1000
  const result = { reports, violations: reports.flatMap((report) => report.violations), coverage }
  return { ...result, text: tell({ ...seeds, seconds }, result) }
}

/** Seeds that share a sandbox stay together. */
function groupsOf({ from, to }: ManySeeds): number[][] {
  const seeds = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  return [...Map.groupBy(seeds, (seed) => Math.floor(seed / SEEDS_PER_SANDBOX)).values()]
}

interface Lane {
  readonly serverUrl: string
  readonly days: number
  /** taken from the front by whichever lane is free */
  readonly groups: number[][]
  readonly coverage: Coverage
  onReport(report: SimulationReport): void
}

async function playGroups({ serverUrl, days, groups, coverage, onReport }: Lane): Promise<void> {
  const stage = await openStage(serverUrl, coverage)
  try {
    for (let group = groups.shift(); group; group = groups.shift())
      for (const seed of group) onReport(await playSeed(stage, seed, days))
  } finally {
    await stage.close()
  }
}

/** A thrown error must say which seed it was. */
async function playSeed(stage: Stage, seed: number, days: number): Promise<SimulationReport> {
  try {
    return await simulateSeed(stage, { seed, days })
  } catch (cause) {
    const again = `medsettle simulate --seed ${seed} --days ${days}`
    throw new Error(`Seed ${seed} broke: ${(cause as Error).message}. Again: ${again}`, { cause })
  }
}
