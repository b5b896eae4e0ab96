import { chinaCompact } from '../core/china-time.ts'
import { DIGITS, randomText, type World } from '../core/world.ts'
import { ApiError } from './api-error.ts'
import type { Call, Reply, Shop } from './call.ts'
import { notifyPaid } from './notify.ts'
import { type Order, stateOf, transactionBody } from './order.ts'

/** The payer confirms. An order is paid once; a closed or expired one never. Answers whether it is paid now. */
export function payOrder(shop: Shop, order: Order): boolean {
  const state = stateOf(order, shop.world.now())
  if (state !== 'NOTPAY') return state !== 'CLOSED'
  order.state = 'SUCCESS'
  order.transactionId = newNumber(shop.world, '4200', shop.orders.nextSequence())
  order.paidAt = shop.world.now().toISOString()
  shop.orders.keep(order)
  notifyPaid(shop, order)
  return true
}

/** 28 digits: kind 4, China date 8, sequence 10, chance 6. */
export function newNumber(world: World, kind: string, sequence: number): string {
  const date = chinaCompact(world.now()).slice(0, 8)
  return `${kind}${date}${sequence.toString().padStart(10, '0')}${randomText(world, 6, DIGITS)}`
}

/** GET …/out-trade-no/{no} and …/id/{transaction_id}, both with ?mchid= */
export function queryOrder(call: Call): Reply {
  const [kind, number] = call.captured as [string, string]
  const asked = new URLSearchParams(call.request.query).get('mchid')
  if (asked !== call.merchant.mchid) throw new ApiError('PARAM_ERROR', 'mchid 与商户签名不一致', 'mchid')
  const { orders, settings, world } = call.shop
  const find = kind === 'id' ? orders.byTransactionId : orders.byOutTradeNo
  const order = find(call.merchant.mchid, number)
  if (order === null) throw new ApiError(settings.wechatOrderNotExistCode, '订单不存在')
  return { status: 200, body: transactionBody(order, world.now()) }
}
