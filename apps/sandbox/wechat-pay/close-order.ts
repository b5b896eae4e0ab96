import { ApiError } from './api-error.ts'
import type { Call, Reply } from './call.ts'
import { stateOf } from './order.ts'
import { readBody } from './read-order.ts'

/** POST /v3/pay/transactions/out-trade-no/{no}/close: 204 with an empty, signed body. Closing twice is closing once. */
export function closeOrder(call: Call): Reply {
  const { shop, merchant } = call
  const [outTradeNo] = call.captured as [string]
  if (readBody(call.request.body).text('mchid', 32) !== merchant.mchid)
    throw new ApiError('PARAM_ERROR', 'mchid 与商户签名不一致', 'mchid')
  const order = shop.orders.byOutTradeNo(merchant.mchid, outTradeNo)
  if (order === null) throw new ApiError(shop.settings.wechatOrderNotExistCode, '订单不存在')
  const state = stateOf(order, shop.world.now())
  if (state === 'SUCCESS' || state === 'REFUND') throw new ApiError(shop.settings.wechatOrderPaidCode, '该订单已支付')
  if (order.state === 'NOTPAY') {
    order.state = 'CLOSED'
    shop.orders.keep(order)
  }
  return { status: 204, body: null }
}
