import { chinaDateTime } from '../core/china-time.ts'
import type { PayableOrder, Wallet } from '../core/room.ts'
import type { Shop } from './call.ts'
import { payTrade } from './pay-trade.ts'
import { signAs, signedText } from './signature.ts'
import { statusOf, type Trade, yuan } from './trade.ts'

/** The payer's hand in Alipay: what a scanned code or wap.pay opens, and the button. */
export function createWallet(shop: Shop): Wallet {
  const show = (trade: Trade | null): PayableOrder | null => {
    if (trade === null) return null
    const closed = statusOf(trade, shop.world.now()) === 'TRADE_CLOSED'
    return {
      walletId: trade.tradeNo,
      merchantName: shop.accounts.find(trade.appId)?.name ?? trade.sellerId,
      description: trade.subject,
      amountFen: trade.total,
      status: trade.paidAt !== null ? 'paid' : closed ? 'closed' : 'open',
      returnUrl: trade.paidAt === null ? trade.returnUrl : signedReturn(shop, trade),
    }
  }
  return {
    find: (orderId) => show(shop.trades.byAnyNumber(orderId)),
    scan(code) {
      const trade = shop.trades.byCode(code)
      if (trade !== null && !trade.scanned) {
        trade.scanned = true
        shop.trades.keep(trade)
      }
      return show(trade)
    },
    pay(orderId) {
      const trade = shop.trades.byAnyNumber(orderId)
      if (trade !== null) payTrade(shop, trade)
      return show(trade)
    },
    auto(afterMs) {
      shop.autoPayMs = afterMs
    },
  }
}

/** After paying, the browser comes back with a signed claim; it is no proof of payment, only the notification is. */
function signedReturn(shop: Shop, trade: Trade): string | null {
  const platform = shop.accounts.platform()
  if (trade.returnUrl === null || platform === null) return trade.returnUrl
  const fields = {
    charset: 'utf-8',
    out_trade_no: trade.outTradeNo,
    method: `alipay.trade.${trade.product}.pay.return`,
    total_amount: yuan(trade.total),
    trade_no: trade.tradeNo,
    auth_app_id: trade.appId,
    version: '1.0',
    app_id: trade.appId,
    seller_id: trade.sellerId,
    timestamp: chinaDateTime(shop.world.now()),
  }
  const url = new URL(trade.returnUrl)
  const sign = signAs(platform.key, signedText(fields, []), false)
  for (const [name, value] of Object.entries({ ...fields, sign_type: 'RSA2', sign })) url.searchParams.set(name, value)
  return url.toString()
}
