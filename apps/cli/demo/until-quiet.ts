import { setTimeout as sleep } from 'node:timers/promises'
import { recoverOrders } from '../../../flow/recover.ts'
import type { DemoHospital } from './open-demo.ts'

/** Lets the world run until `quiet` says so; the janitor sweeps and the clock is put forward, so nobody waits for real. */
export async function untilQuiet(hospital: DemoHospital, quiet: () => Promise<boolean>): Promise<void> {
  for (let rounds = 0; rounds < 20; rounds++) {
    if (await quiet()) return
    await sleep(25)
  }
  for (let rounds = 0; rounds < 60; rounds++) {
    if (await quiet()) return
    await hospital.jumpTo(new Date(hospital.clock.now().getTime() + 65_000))
    await recoverOrders(hospital.platform.world)
  }
}
