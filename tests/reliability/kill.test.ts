// Would catch: an answer given before it was stored, a second charge after a retry, an attempt nobody comes back to, a
// settlement left standing alone — whenever the server or PostgreSQL dies without warning.
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { judge, listOpen } from './judge.ts'
import { type KillStage, openKillStage } from './kill-stage.ts'
import { startLoad } from './load.ts'

const KILLS = 30
const CLIENTS = 10
/** more than the clients can get through while they are being interrupted */
const BILLS = 2500
let stage: KillStage

beforeAll(async () => {
  stage = await openKillStage(2 * BILLS)
}, 120_000)
afterAll(async () => stage?.close(), 60_000)

/** @returns what is still open after the longest time */
async function untilQuiet(longestMs: number): Promise<string[]> {
  for (const deadline = Date.now() + longestMs; ; await sleep(500)) {
    const open = await listOpen(stage)
    if (open.length === 0 || Date.now() > deadline) return open
  }
}

test.each([
  ['the server', 0, () => stage.killServer()],
  ['PostgreSQL', 1, () => stage.killPostgres()],
])(
  `${KILLS} kills of %s under load lose nothing and charge nobody twice`,
  async (_, turn, kill) => {
    const load = startLoad(stage, CLIENTS, stage.bills.slice(turn * BILLS, (turn + 1) * BILLS))
    for (let kills = 0; kills < KILLS; kills++) {
      await sleep(900 + ((kills * 137) % 700))
      await kill()
    }
    await sleep(1000)
    await load.stop()
    expect(load.surprises).toEqual([])
    expect(await untilQuiet(240_000)).toEqual([])
    expect(await judge(stage, load.acknowledged)).toEqual([])
    const paid = new Set(load.acknowledged.filter((one) => one.status === 'paid').map((one) => one.orderId))
    expect(paid.size).toBeGreaterThan(KILLS)
  },
  900_000,
)
