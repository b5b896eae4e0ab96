import { createRandom } from '@medsettle/seeded'
import type { Surroundings } from '../../domain/identity/clock.ts'

/** The only clock of a simulated world: platform and sandbox read it, nothing sleeps, it moves when the simulator says. */
export interface VirtualClock extends Surroundings {
  /** a new seed begins: another day, another stream of chance */
  begin(instant: Date, seed: number): void
  pass(ms: number): void
  /** never back inside a seed: time only walks on */
  jumpTo(millis: number): void
}

export function createVirtualClock(): VirtualClock {
  let millis = 0
  let random = createRandom(0)
  return {
    now: () => new Date(millis),
    chance: () => random.below(32),
    begin: (instant, seed) => {
      millis = instant.getTime()
      random = createRandom(seed).fork('ids')
    },
    pass: (ms) => {
      millis += ms
    },
    jumpTo: (instant) => {
      millis = Math.max(millis, instant)
    },
  }
}
