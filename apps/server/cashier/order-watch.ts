import { readVersions } from '../../../store/list-orders.ts'
import type { Platform } from '../open-world.ts'

/** @param version the order's present version, null when only "something changed" is known */
export type OrderListener = (version: number | null) => void

/** Tells listeners where an order stands, also when another process moved it. */
export interface OrderWatch {
  /** @returns a function that stops listening */
  watch(orderId: string, listener: OrderListener): () => void
  /** how many are listening to one order */
  countOf(orderId: string): number
  close(): void
}

/**
 * Changes of this process are heard at once through the hub; those of others are found by looking up the versions of all
 * watched orders together, as long as anybody listens. Listeners compare with what they have already shown.
 */
export function openOrderWatch(platform: Pick<Platform, 'hub' | 'world'>, everyMs: number): OrderWatch {
  const listeners = new Map<string, Set<OrderListener>>()
  const tell = (orderId: string, version: number | null): void => {
    for (const listener of listeners.get(orderId) ?? []) listener(version)
  }
  const stopHub = platform.hub.onCommitted((orderId) => tell(orderId, null))
  const stopLooking = repeat(everyMs, async () => {
    if (listeners.size === 0) return
    const found = await readVersions(platform.world.store.database, [...listeners.keys()])
    for (const [orderId, version] of found) tell(orderId, version)
  })
  return {
    watch: (orderId, listener) => {
      const own = listeners.get(orderId) ?? new Set()
      listeners.set(orderId, own.add(listener))
      return () => {
        own.delete(listener)
        if (own.size === 0 && listeners.get(orderId) === own) listeners.delete(orderId)
      }
    },
    countOf: (orderId) => listeners.get(orderId)?.size ?? 0,
    close: () => {
      stopLooking()
      stopHub()
      listeners.clear()
    },
  }
}

/** Never twice at once; a look that fails (the database is away) is made good by the next one. */
function repeat(everyMs: number, look: () => Promise<void>): () => void {
  let isLooking = false
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    look()
      .catch(() => {})
      .finally(() => {
        isLooking = false
      })
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
