import { ApiError } from './api-error.ts'
import type { Call, Reply, Shop } from './call.ts'
import { notifyRefunded } from './notify.ts'
import { type Order, type Refund, type RefundStatus, refundBody, refundedFen } from './order.ts'
import { newNumber } from './pay-order.ts'
import { type Fields, HTTP_URL, OUT_REFUND_NO, readBody } from './read-order.ts'

/** POST /v3/refund/domestic/refunds. The same out_refund_no moves money once. */
export function createRefund(call: Call): Reply {
  const { shop, merchant } = call
  const body = readBody(call.request.body)
  const order = findOrder(call, body)
  const outRefundNo = body.matching('out_refund_no', OUT_REFUND_NO, 64)
  const amount = body.within('amount').fen('refund')
  if (body.within('amount').fen('total') !== order.total)
    throw new ApiError('INVALID_REQUEST', '订单金额与原订单不一致', 'amount.total')
  const known = shop.orders.refund(merchant.mchid, outRefundNo)
  if (known !== null) return repeat(known, order, amount)
  if (order.state !== 'SUCCESS') throw new ApiError('INVALID_REQUEST', '订单未支付，不能退款')
  if (refundedFen(order) + amount > order.total)
    throw new ApiError(
      'INVALID_REQUEST',
      `退款金额累计超过订单金额，最多可退 ${order.total - refundedFen(order)} 分`,
      'amount.refund',
    )
  const refund: Refund = {
    outRefundNo,
    refundId: newNumber(shop.world, '5030', shop.orders.nextSequence()),
    amount,
    reason: body.optionalText('reason', 80),
    notifyUrl: body.has('notify_url') ? body.matching('notify_url', HTTP_URL, 255) : null,
    createdAt: shop.world.now().toISOString(),
    status: 'PROCESSING',
    successAt: null,
  }
  order.refunds.push(refund)
  shop.orders.keep(order)
  finishLater(shop, order, refund, call.misdeeds.declineCode)
  return { status: 200, body: refundBody(order, refund) }
}

function findOrder(call: Call, body: Fields): Order {
  const { orders, settings } = call.shop
  const { mchid } = call.merchant
  const order = body.has('transaction_id')
    ? orders.byTransactionId(mchid, body.text('transaction_id', 32))
    : orders.byOutTradeNo(mchid, body.text('out_trade_no', 32))
  if (order === null) throw new ApiError(settings.wechatOrderNotExistCode, '订单不存在')
  if (body.has('out_trade_no') && body.text('out_trade_no', 32) !== order.outTradeNo)
    throw new ApiError('PARAM_ERROR', 'transaction_id 与 out_trade_no 不是同一订单', 'out_trade_no')
  return order
}

function repeat(known: { order: Order; refund: Refund }, order: Order, amount: number): Reply {
  if (known.order !== order || known.refund.amount !== amount)
    throw new ApiError('INVALID_REQUEST', '商户退款单号重复，与原退款内容不一致', 'out_refund_no')
  return { status: 200, body: refundBody(order, known.refund) }
}

/** A refund that the bank later turns away: accepted now, ABNORMAL or CLOSED in the end. */
export const REFUND_ENDINGS: readonly string[] = ['ABNORMAL', 'CLOSED']

function finishLater(shop: Shop, order: Order, refund: Refund, declineCode: string | null): void {
  const ending =
    declineCode !== null && REFUND_ENDINGS.includes(declineCode) ? (declineCode as RefundStatus) : 'SUCCESS'
  const finish = () => {
    refund.status = ending
    if (ending === 'SUCCESS') refund.successAt = shop.world.now().toISOString()
    shop.orders.keep(order)
    notifyRefunded(shop, order, refund)
  }
  if (shop.settings.refundTakesMs === 0) finish()
  else shop.world.after(shop.settings.refundTakesMs, finish)
}

/** After a restart nobody waits any more for refunds that were still on their way. */
export function resumeRefunds(shop: Shop): void {
  for (const order of shop.orders.all())
    for (const refund of order.refunds) if (refund.status === 'PROCESSING') finishLater(shop, order, refund, null)
}

/** GET /v3/refund/domestic/refunds/{out_refund_no} */
export function queryRefund(call: Call): Reply {
  const known = call.shop.orders.refund(call.merchant.mchid, call.captured[0]!)
  if (known === null) throw new ApiError('RESOURCE_NOT_EXISTS', '退款单不存在')
  return { status: 200, body: refundBody(known.order, known.refund) }
}
