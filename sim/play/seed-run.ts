import { createRandom, type SeededRandom } from '@medsettle/seeded'
import { RefusalError } from '../../domain/identity/refusal.ts'
import type { OrderFile } from '../../domain/order/draft.ts'
import { recoverOrders } from '../../flow/recover.ts'
import type { World } from '../../flow/world.ts'
import type { Institution } from '../../store/institution.ts'
import type { Told } from '../auditor/question.ts'
import { Crash, createDoom, type Doom } from '../crash/doom.ts'
import { dyingWorld } from '../crash/dying-world.ts'
import type { SeedPlan } from '../plan/plan-seed.ts'
import type { Stage } from '../stage/open-stage.ts'
import type { OutsideWorld } from '../stage/outside-world.ts'
import { startProcess } from '../stage/wire-world.ts'
import { createTimeline, type Timeline } from './timeline.ts'

export interface PlayedClinic {
  readonly institution: Institution
  readonly account: string
}

/** One seed while it is played. */
export interface SeedRun {
  readonly stage: Stage
  readonly plan: SeedPlan
  readonly outside: OutsideWorld
  readonly clinics: readonly PlayedClinic[]
  readonly random: SeededRandom
  readonly timeline: Timeline
  readonly doom: Doom
  readonly told: Map<string, Told>
  /** attempts the payers have paid for at the wallets */
  readonly paid: Set<string>
  /** attempt → number of the bill it was made for */
  readonly billOf: Map<string, string>
  /** what happened how often */
  readonly counts: Map<string, number>
  /** the outside may have finished refunds whose letters are still to come */
  refundsMayHaveMoved: boolean
  refundsFinished: number
  nextSweepAt: number
  /** nothing is open after this instant unless something new happens */
  busyUntil: number
  world(clinic: number): World
  closingWorld(): World
  /** everything in memory is gone; the next call finds a freshly started process */
  die(): void
}

const BUSY_MS = 50 * 60_000

export function startRun(of: Pick<SeedRun, 'stage' | 'plan' | 'outside' | 'clinics'>): SeedRun {
  const { stage, plan } = of
  const random = createRandom(plan.seed).fork('play')
  let worlds: ReturnType<typeof wire> | null = null
  let second: ReturnType<typeof startProcess> | null = null
  let isMeanwhile = false
  const run: SeedRun = {
    ...of,
    random,
    timeline: createTimeline(),
    doom: createDoom(plan.crash, random.fork('crash'), stage.coverage),
    told: new Map(),
    paid: new Set(),
    billOf: new Map(),
    counts: new Map(),
    refundsMayHaveMoved: false,
    refundsFinished: 0,
    nextSweepAt: 0,
    busyUntil: 0,
    world: (clinic) => current().world(of.clinics[clinic]!.institution.institutionId),
    closingWorld: () => current().closing,
    die: () => {
      worlds = null
    },
  }
  const chance = random.fork('meanwhile')
  /** another process sweeps between our decision and our commit */
  const meanwhile = async (): Promise<void> => {
    if (isMeanwhile || !chance.happens(plan.meanwhileShare)) return
    isMeanwhile = true
    second ??= startProcess(stage, stage.parts)
    for (const { institution } of of.clinics)
      if ((await recoverOrders(second.world(institution.institutionId), { parallel: 1 })) > 0)
        run.refundsMayHaveMoved = true
    isMeanwhile = false
  }
  const current = () => {
    worlds ??= wire(run, meanwhile)
    return worlds
  }
  return run
}

function wire(run: SeedRun, meanwhile: () => Promise<void>) {
  const process = startProcess(run.stage, run.stage.parts)
  const time = run.random.fork(`time${run.doom.crashes.length}`)
  const dying = {
    doom: run.doom,
    meanwhile,
    answered: (call: string) => {
      run.stage.clock.pass(time.between(20, 900))
      if (call === 'refund') run.refundsMayHaveMoved = true
    },
  }
  const worlds = new Map<string, World>()
  return {
    closing: dyingWorld(process.closing, dying),
    world: (institutionId: string): World => {
      const world = worlds.get(institutionId) ?? dyingWorld(process.world(institutionId), dying)
      worlds.set(institutionId, world)
      return world
    },
  }
}

export const now = (run: SeedRun): number => run.stage.clock.now().getTime()

export function count(run: SeedRun, what: string): void {
  run.counts.set(what, (run.counts.get(what) ?? 0) + 1)
}

/** What came of letting the platform do something: an answer, a refusal, or nothing because the process died. */
export type Fate<T> = { readonly answer: T } | { readonly refused: RefusalError } | { readonly died: true }

/** A death takes everything in memory with it; whoever asked hears nothing and may ask again. */
export async function letLive<T>(run: SeedRun, work: () => Promise<T>): Promise<Fate<T>> {
  run.busyUntil = Math.max(run.busyUntil, now(run) + BUSY_MS)
  try {
    return { answer: await work() }
  } catch (error) {
    if (error instanceof RefusalError) {
      count(run, `refused ${error.refusal.code}`)
      return { refused: error }
    }
    if (!(error instanceof Crash)) throw error
    count(run, 'crashes')
    run.die()
    return { died: true }
  }
}

/** What a caller was told as done is remembered: it must be so for ever after. */
export function remember(run: SeedRun, file: OrderFile): void {
  for (const { attemptId } of file.attempts) run.billOf.set(attemptId, file.order.state.hisBillNo)
  const { orderId, status } = file.order
  if (status === 'paid' || status === 'partlyRefunded' || status === 'refunded')
    run.told.set(`paid ${orderId}`, { what: 'paid', orderId })
  for (const { refundId, status: fate } of file.refunds)
    if (fate === 'done') run.told.set(`refunded ${refundId}`, { what: 'refunded', refundId })
}
