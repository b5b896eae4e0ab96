import { type Call, namedTrade, type Reply } from './call.ts'
import { refundTrade } from './refund-trade.ts'
import { businessFailed } from './refusal.ts'
import { refundedFen, statusOf, type Trade } from './trade.ts'

/** alipay.trade.close: only a trade that waits for its payer can be closed. */
export function closeTrade(call: Call): Reply {
  const trade = namedTrade(call)
  if (statusOf(trade, call.shop.world.now()) !== 'WAIT_BUYER_PAY')
    throw businessFailed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法，不允许关闭')
  close(call, trade)
  return { trade_no: trade.tradeNo, out_trade_no: trade.outTradeNo }
}

/** alipay.trade.cancel: closes an unpaid trade, gives back a paid one; twice is once. */
export function cancelTrade(call: Call): Reply {
  const trade = namedTrade(call)
  const answer = { trade_no: trade.tradeNo, out_trade_no: trade.outTradeNo, retry_flag: 'N' }
  if (trade.paidAt === null) {
    if (trade.status === 'WAIT_BUYER_PAY') close(call, trade)
    return { ...answer, action: 'close' }
  }
  const left = trade.total - refundedFen(trade)
  if (left > 0)
    refundTrade(call.shop, trade, { outRequestNo: `cancel-${trade.tradeNo}`, amount: left, reason: '交易撤销' })
  return { ...answer, action: 'refund' }
}

function close(call: Call, trade: Trade): void {
  trade.status = 'TRADE_CLOSED'
  call.shop.trades.keep(trade)
}
