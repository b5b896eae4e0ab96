import { chinaDateTime } from '../core/china-time.ts'
import { type Call, namedTrade, type Reply, type Shop } from './call.ts'
import { notifyRefunded } from './notify.ts'
import { businessFailed } from './refusal.ts'
import { buyerLogon, type Refund, refundedFen, type Trade, yuan } from './trade.ts'

/** alipay.trade.refund. The same out_request_no moves money once: `fund_change` says whether this call moved any. */
export function refund(call: Call): Reply {
  const trade = namedTrade(call)
  const { business } = call
  const amount = business.fen('refund_amount')
  // Without a number of its own a refund is taken for the refund of the whole trade.
  const outRequestNo = business.optionalText('out_request_no', 64) ?? trade.outTradeNo
  if (trade.paidAt === null) throw businessFailed('ACQ.TRADE_STATUS_ERROR', '交易未支付，不允许退款')
  const known = trade.refunds.find((entry) => entry.outRequestNo === outRequestNo)
  if (known !== undefined) return repeat(trade, known, amount)
  if (refundedFen(trade) + amount > trade.total)
    throw businessFailed(
      'ACQ.REFUND_AMT_NOT_EQUAL_TOTAL',
      `退款金额超限，最多可退 ${yuan(trade.total - refundedFen(trade))} 元`,
    )
  const made = refundTrade(call.shop, trade, {
    outRequestNo,
    amount,
    reason: business.optionalText('refund_reason', 256),
  })
  return refundReply(trade, made.refundedAt === null ? 'N' : 'Y')
}

function repeat(trade: Trade, known: Refund, amount: number): Reply {
  if (known.amount !== amount)
    throw businessFailed('ACQ.DISCORDANT_REPEAT_REQUEST', '退款请求号重复，与原退款金额不一致')
  return refundReply(trade, 'N')
}

/** `refund_fee` is the sum of all refunds of the trade so far, not of this one. */
function refundReply(trade: Trade, fundChange: 'Y' | 'N'): Reply {
  return {
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    buyer_logon_id: buyerLogon,
    buyer_user_id: trade.buyerId,
    fund_change: fundChange,
    refund_fee: yuan(refundedFen(trade)),
  }
}

export function refundTrade(
  shop: Shop,
  trade: Trade,
  wanted: Pick<Refund, 'outRequestNo' | 'amount' | 'reason'>,
): Refund {
  const made: Refund = { ...wanted, createdAt: shop.world.now().toISOString(), refundedAt: null }
  trade.refunds.push(made)
  shop.trades.keep(trade)
  if (shop.settings.refundTakesMs === 0) finish(shop, trade, made)
  else shop.world.after(shop.settings.refundTakesMs, () => finish(shop, trade, made))
  return made
}

/** A trade given back whole is closed (TRADE_CLOSED) although it was paid. */
function finish(shop: Shop, trade: Trade, made: Refund): void {
  made.refundedAt = shop.world.now().toISOString()
  if (refundedFen(trade) === trade.total) trade.status = 'TRADE_CLOSED'
  shop.trades.keep(trade)
  notifyRefunded(shop, trade, made)
}

/** After a restart nobody waits any more for refunds that were still on their way. */
export function resumeRefunds(shop: Shop): void {
  for (const trade of shop.trades.all())
    for (const made of trade.refunds) if (made.refundedAt === null) finish(shop, trade, made)
}

/** alipay.trade.fastpay.refund.query: 10000 without any field when there is no such refund [R]. */
export function queryRefund(call: Call): Reply {
  const trade = namedTrade(call)
  const wanted = call.business.text('out_request_no', 64)
  const known = trade.refunds.find((entry) => entry.outRequestNo === wanted)
  if (known === undefined) return {}
  return {
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    out_request_no: known.outRequestNo,
    total_amount: yuan(trade.total),
    refund_amount: yuan(known.amount),
    refund_status: known.refundedAt === null ? 'REFUND_PROCESSING' : 'REFUND_SUCCESS',
    ...(known.reason === null ? {} : { refund_reason: known.reason }),
    ...(known.refundedAt === null ? {} : { gmt_refund_pay: chinaDateTime(new Date(known.refundedAt)) }),
  }
}
