import { RefusalError } from '../domain/identity/refusal.ts'
import { moveOrder, type OrderFile } from '../domain/order/draft.ts'
import { type OrderStatus, STATUS_WORDS } from '../domain/order/order.ts'
import { advanceOrder } from './advance-order.ts'
import type { World } from './world.ts'

/**
 * The hospital takes a bill back before it is paid. Its link ends now, and the order walks the road of an expired one:
 * open wallet legs are closed at their channels first, what was taken is given back. Who paid a moment earlier has paid.
 * Cancelling twice is cancelling once.
 * @throws RefusalError ORDER_NOT_CANCELLABLE when it is paid; give a refund instead
 */
export function cancelOrder(world: World, file: OrderFile): Promise<OrderFile> {
  const { status } = file.order
  if (status === 'paid' || status === 'partlyRefunded' || status === 'refunded')
    throw new RefusalError({
      code: 'ORDER_NOT_CANCELLABLE',
      stage: 'charge',
      moneyMoved: 'moved',
      retrySameKey: false,
      message: `订单${STATUS_WORDS[status]}，已收款的订单请办理退费`,
    })
  return advanceOrder(world, file, {
    wish: (draft) => {
      if (!canEnd(draft.file.order.status)) return
      moveOrder(draft, { expiresAt: draft.now.toISOString(), state: { reason: 'CANCELLED' } })
    },
  })
}

const canEnd = (status: OrderStatus): boolean => status === 'quoted' || status === 'charging'
