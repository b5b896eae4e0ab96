import type { Surroundings } from '../../../domain/identity/clock.ts'

/** A clock that runs at its natural speed from any moment, and can be put forward. Never back: time only walks on. */
export interface DemoClock extends Surroundings {
  jumpTo(instant: Date): void
}

export function startClock(start: Date, chance: () => number): DemoClock {
  let offset = start.getTime() - Date.now()
  return {
    now: () => new Date(Date.now() + offset),
    chance,
    jumpTo: (instant) => {
      offset = Math.max(offset, instant.getTime() - Date.now())
    },
  }
}
