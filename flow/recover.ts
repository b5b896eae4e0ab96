import { advanceOrder } from './advance-order.ts'
import type { World } from './world.ts'

/**
 * The janitor: finds every order with an attempt nobody is sure of, or left between two steps by a crash, and carries it
 * on. It makes the same decisions as the payment path, so running it twice, or beside it, changes nothing.
 * @param options.onError hears what keeps a single order from being carried on, and the others have their turn; without it
 * the first error ends the round
 * @returns how many orders were looked at
 */
export async function recoverOrders(
  world: World,
  options: {
    readonly limit?: number
    readonly parallel?: number
    onError?(orderId: string, error: unknown): void
  } = {},
): Promise<number> {
  const due = await world.store.dueOrders(world.surroundings.now(), options.limit ?? 500)
  const queue = [...due]
  const workers = Array.from({ length: options.parallel ?? 8 }, async () => {
    for (let orderId = queue.shift(); orderId !== undefined; orderId = queue.shift()) {
      const ofOrder = orderId
      const work = recoverOrder(world, orderId)
      await (options.onError ? work.catch((error: unknown) => options.onError!(ofOrder, error)) : work)
    }
  })
  await Promise.all(workers)
  return due.length
}

async function recoverOrder(world: World, orderId: string): Promise<void> {
  const file = await world.store.order(orderId)
  if (file) await advanceOrder(world, file)
}
