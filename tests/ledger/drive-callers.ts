import { setTimeout as sleep } from 'node:timers/promises'
import type { Asked, Call } from './history.ts'
import type { Writer } from './writer.ts'

export interface Driven {
  readonly history: readonly Call[]
  /** calls that were answered so far */
  answered(): number
  /** what writers threw instead of answering, with how often */
  readonly troubles: ReadonlyMap<string, number>
  /** resolves when every caller is through its plan, or has heard the last answer after `stop` */
  readonly done: Promise<void>
  /** callers finish what they are at, and then wait */
  pause(): void
  resume(): void
  stop(): void
}

/** Callers, each with one call under way; an unanswered call is made again with the same ids until it is answered. */
export function driveCallers(
  plans: readonly (readonly (readonly Asked[])[])[],
  writerOf: (caller: number) => Writer,
): Driven {
  const history: Call[] = []
  const troubles = new Map<string, number>()
  let stopping = false
  let answered = 0
  let pause = Promise.resolve()
  let resume = (): void => {}
  const untilAnswered = async (caller: number, group: readonly Asked[]): Promise<void> => {
    for (;;) {
      const { start, end, heard, trouble } = await writerOf(caller).ask(group)
      history.push({ caller, group, start, end, heard })
      if (heard) {
        answered++
        return
      }
      troubles.set(trouble!, (troubles.get(trouble!) ?? 0) + 1)
      await sleep(30)
    }
  }
  const run = async (caller: number): Promise<void> => {
    for (const group of plans[caller]!) {
      await pause
      if (stopping) return
      await untilAnswered(caller, group)
    }
  }
  return {
    history,
    troubles,
    answered: () => answered,
    done: Promise.all(plans.map((_, caller) => run(caller))).then(() => {}),
    pause: () => {
      resume()
      pause = new Promise((go) => {
        resume = go
      })
    },
    resume: () => resume(),
    stop: () => {
      resume()
      stopping = true
    },
  }
}
