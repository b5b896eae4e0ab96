import { launchPostgres } from '../store/postgres/launch.ts'
import { type ManyReport, type SimulationReport, tell } from './report.ts'
import { simulateSeed } from './simulate.ts'
import { openStage } from './stage/open-stage.ts'

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

/** Plays seed after seed on one database, one sandbox at a time and one process. */
export async function simulateMany(seeds: ManySeeds): Promise<ManyReport> {
  const postgres = seeds.serverUrl ? null : await launchPostgres({ cluster: 'sim' })
  const started = performance.now()
  const stage = await openStage(seeds.serverUrl ?? postgres!.url)
  const reports: SimulationReport[] = []
  try {
    for (let seed = seeds.from; seed <= seeds.to; seed++) {
      reports.push(await playSeed(stage, seed, seeds.days))
      seeds.onSeed?.(reports.length, reports.at(-1)!)
    }
  } finally {
    await stage.close()
    await postgres?.stop()
  }
  const seconds = (performance.now() - started) / 1000
  const result = { reports, violations: reports.flatMap((report) => report.violations), coverage: stage.coverage }
  return { ...result, text: tell({ ...seeds, seconds }, result) }
}

/** A thrown error must say which seed it was. */
async function playSeed(stage: Awaited<ReturnType<typeof openStage>>, seed: number, days: number) {
  try {
    return await simulateSeed(stage, { seed, days })
  } catch (cause) {
    const again = `medsettle simulate --seed ${seed} --days ${days}`
    throw new Error(`Seed ${seed} broke: ${(cause as Error).message}. Again: ${again}`, { cause })
  }
}
