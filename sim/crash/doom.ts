import type { SeededRandom } from '@medsettle/seeded'
import { type Moment, STEP_KINDS, type StepKind } from './points.ts'

/** The process died here. Nobody in the platform catches it. */
export class Crash extends Error {
  override name = 'Crash'
}

export interface CrashPlan {
  /** the first time this point is passed, the process dies */
  readonly kind: StepKind
  readonly moment: Moment
  /** chance of dying at any other point */
  readonly share: number
  /** never more often than this, or the day would not end */
  readonly most: number
}

/** How often each point was passed and how often the process died there; the key is `before order.paid`. */
export type Coverage = Map<string, { passed: number; crashed: number }>

/** Every point that a crash can stand at. */
export const CRASH_POINTS: readonly string[] = STEP_KINDS.flatMap((kind) => [`before ${kind}`, `after ${kind}`])

export interface Doom {
  /** @throws Crash when the plan says that the process dies here */
  pass(kinds: readonly StepKind[], moment: Moment): void
  readonly crashes: readonly string[]
}

export function createDoom(plan: CrashPlan, random: SeededRandom, coverage: Coverage): Doom {
  const crashes: string[] = []
  let targetMet = false
  const dies = (kinds: readonly StepKind[], moment: Moment): boolean => {
    if (!targetMet && moment === plan.moment && kinds.includes(plan.kind)) {
      targetMet = true
      return true
    }
    return crashes.length < plan.most && random.happens(plan.share)
  }
  return {
    crashes,
    pass(kinds, moment) {
      if (kinds.length === 0) return
      const died = dies(kinds, moment)
      for (const kind of kinds) count(coverage, `${moment} ${kind}`, died)
      if (!died) return
      crashes.push(`${moment} ${kinds.join(' + ')}`)
      throw new Crash(`the process died ${moment} ${kinds.join(' + ')}`)
    },
  }
}

function count(coverage: Coverage, point: string, died: boolean): void {
  const seen = coverage.get(point) ?? { passed: 0, crashed: 0 }
  seen.passed += 1
  if (died) seen.crashed += 1
  coverage.set(point, seen)
}
