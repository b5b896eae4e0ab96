import type { Step } from '../../domain/order/step.ts'
import { StaleOrder } from '../stale-order.ts'
import type { Job } from './job.ts'
import { versionAfter } from './step-texts.ts'

/** What this process wrote of orders lately: a step prepared before it needs no round trip to be refused. */
export interface OrderVersions {
  /** refuses jobs whose order moved since they were prepared @returns the others */
  refuseStale(jobs: readonly Job[]): readonly Job[]
  keep(steps: readonly Step[]): void
}

const MOST_ORDERS = 20_000

export function rememberVersions(): OrderVersions {
  const versions = new Map<string, number>()
  return {
    refuseStale: (jobs) =>
      jobs.filter((job) => {
        const { order, expectedVersion = 0 } = job.step ?? {}
        if (!order || (versions.get(order.orderId) ?? 0) <= expectedVersion) return true
        job.reject(new StaleOrder(`STALE_ORDER: ${order.orderId} changed while this step was prepared`))
        return false
      }),
    keep: (steps) => {
      for (const step of steps) {
        if (!step.order) continue
        versions.delete(step.order.orderId)
        versions.set(step.order.orderId, versionAfter(step))
      }
      const oldest = versions.keys()
      while (versions.size > MOST_ORDERS) versions.delete(oldest.next().value!)
    },
  }
}
