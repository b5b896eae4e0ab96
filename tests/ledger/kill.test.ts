// Would catch: a transfer acknowledged before it was on disk, one booked again because its answer was lost, one refused that
// a dying writer still books, totals or seals left half written — whenever PostgreSQL or a writer dies without warning.
import { setTimeout as sleep } from 'node:timers/promises'
import { createRandom } from '@medsettle/seeded'
import { expect, test } from 'vitest'
import { driveCallers } from './drive-callers.ts'
import type { Call } from './history.ts'
import { judgeHistory } from './judge-history.ts'
import { type KillStage, openKillStage } from './kill-stage.ts'
import { planCalls } from './plan-calls.ts'

const KILLS = 50
const CALLERS = 12
/** of each caller; more than they get through while they are being interrupted */
const CALLS = 2000

/** Each time a few batches after the last kill, and some milliseconds into the next one. */
async function killUnderLoad(stage: KillStage, seed: number, kill: () => Promise<void>) {
  const random = createRandom(seed).fork('kills')
  const plans = planCalls({ seed, callers: CALLERS, calls: CALLS, processes: 2 })
  const driven = driveCallers(plans, stage.writerOf)
  for (let kills = 0; kills < KILLS; kills++) {
    const enough = driven.answered() + random.between(15, 40)
    while (driven.answered() < enough) await sleep(4)
    await sleep(random.between(0, 12))
    const dying = kill()
    // whoever was cut off goes on asking; the others leave the processor to what has to start now
    driven.pause()
    await dying
    driven.resume()
  }
  driven.stop()
  await driven.done
  return { history: driven.history, troubles: [...driven.troubles.keys()] }
}

/** What a caller may be thrown when somebody dies. Anything else is the ledger's own trouble. */
const DEATH = /writer|^(57P|08)|ECONN|EPIPE|Connection terminated|Client has encountered a connection error/

/** Calls that were cut off, and turned out to be booked when they were made again. */
function bookedThoughCut(history: readonly Call[]): number {
  const cut = new Set(history.filter((call) => call.heard === null).map((call) => call.group))
  return history.filter((call) => cut.has(call.group) && call.heard?.every((one) => one.posted && one.replayed)).length
}

test.each([
  ['PostgreSQL', 41, (stage: KillStage) => stage.killPostgres()],
  ['a writing process', 42, (stage: KillStage) => stage.killWriter()],
])(
  `${KILLS} kills of %s in mid-batch: acknowledged is stored, exactly once, and nothing else is`,
  async (_, seed, kill) => {
    const stage = await openKillStage(`K${seed}`)
    try {
      const { history, troubles } = await killUnderLoad(stage, seed, () => kill(stage))
      expect(judgeHistory(history, await stage.readBook())).toEqual([])
      expect(await stage.brokenSeals()).toEqual([])
      expect(troubles.filter((one) => !DEATH.test(one))).toEqual([])
      // the kills hit something: some batches were on disk, and nobody had heard of it
      expect(bookedThoughCut(history)).toBeGreaterThan(0)
    } finally {
      await stage.close()
    }
  },
  300_000,
)
