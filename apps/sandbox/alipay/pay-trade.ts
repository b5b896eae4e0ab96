import type { Shop } from './call.ts'
import { notifyPaid } from './notify.ts'
import { statusOf, type Trade } from './trade.ts'

/** The payer confirms. A trade is paid once; a closed or expired one never. */
export function payTrade(shop: Shop, trade: Trade): void {
  if (statusOf(trade, shop.world.now()) !== 'WAIT_BUYER_PAY') return
  trade.scanned = true
  trade.status = 'TRADE_SUCCESS'
  trade.paidAt = shop.world.now().toISOString()
  shop.trades.keep(trade)
  notifyPaid(shop, trade)
}
