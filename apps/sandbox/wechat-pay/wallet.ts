import type { PayableOrder, Wallet } from '../core/room.ts'
import type { Shop } from './call.ts'
import { type Order, stateOf } from './order.ts'
import { payOrder } from './pay-order.ts'

/** The payer's hand in WeChat: what a scanned code or an h5_url opens, and the button. */
export function createWallet(shop: Shop): Wallet {
  const show = (order: Order | null): PayableOrder | null => {
    if (order === null) return null
    const state = stateOf(order, shop.world.now())
    return {
      walletId: order.prepayId,
      merchantName: shop.merchants.find(order.mchid)?.name ?? order.mchid,
      description: order.description,
      amountFen: order.total,
      status: state === 'NOTPAY' ? 'open' : state === 'CLOSED' ? 'closed' : 'paid',
      returnUrl: null,
    }
  }
  return {
    find: (orderId) => show(shop.orders.byAnyNumber(orderId)),
    scan: (code) => show(shop.orders.byCode(code)),
    pay(orderId) {
      const order = shop.orders.byAnyNumber(orderId)
      if (order !== null) payOrder(shop, order)
      return show(order)
    },
    auto(afterMs) {
      shop.autoPayMs = afterMs
    },
  }
}
