import { createHash } from 'node:crypto'
import { chinaCompact } from '../core/china-time.ts'
import { ALPHANUMERIC, randomText, type World } from '../core/world.ts'
import { ApiError } from './api-error.ts'
import type { Call, Reply } from './call.ts'
import type { Merchant } from './merchants.ts'
import { type Order, type Product, stateOf } from './order.ts'
import { payOrder } from './pay-order.ts'
import { type Fields, HTTP_URL, OUT_TRADE_NO, readBody } from './read-order.ts'

/** POST /v3/pay/transactions/{native|jsapi|h5|app} */
export function createOrder(call: Call): Reply {
  const { shop, merchant } = call
  const product = call.captured[0] as Product
  const wanted = readOrder(readBody(call.request.body), merchant, product, shop.world.now())
  const known = shop.orders.byOutTradeNo(merchant.mchid, wanted.outTradeNo)
  if (known !== null) return repeat(call, known, wanted)
  const order: Order = { ...wanted, ...newIdentity(shop.world, wanted, shop.orders.nextSequence()) }
  shop.orders.keep(order)
  if (shop.autoPayMs !== null) shop.world.after(shop.autoPayMs, () => payOrder(shop, order))
  return presentation(call, order)
}

type Wanted = Omit<Order, 'prepayId' | 'codeUrl'>

/** The same order again gives the same answer; the same number for something else is refused. */
function repeat(call: Call, known: Order, wanted: Wanted): Reply {
  const { settings, world } = call.shop
  if (contentOf(known) !== contentOf(wanted))
    throw new ApiError('OUT_TRADE_NO_USED', '商户订单号重复，与原订单内容不一致', 'out_trade_no')
  const state = stateOf(known, world.now())
  if (state === 'CLOSED') throw new ApiError('ORDER_CLOSED', '该订单已关闭')
  if (state !== 'NOTPAY') throw new ApiError(settings.wechatOrderPaidCode, '该订单已支付')
  return presentation(call, known)
}

const contentOf = (order: Wanted): string =>
  JSON.stringify([
    order.product,
    order.appid,
    order.description,
    order.attach,
    order.total,
    order.notifyUrl,
    order.expiresAt,
    // Where the payer is not named by the merchant, the sandbox derives the same one from the order number.
    order.openid,
  ])

function readOrder(body: Fields, merchant: Merchant, product: Product, now: Date): Wanted {
  const outTradeNo = body.matching('out_trade_no', OUT_TRADE_NO, 32)
  if (body.text('mchid', 32) !== merchant.mchid) throw new ApiError('PARAM_ERROR', 'mchid 与商户签名不一致', 'mchid')
  if (body.text('appid', 32) !== merchant.appid) throw new ApiError('NO_AUTH', 'appid 与 mchid 不匹配', 'appid')
  const amount = body.within('amount')
  const currency = amount.optionalText('currency', 16)
  if (currency !== null && currency !== 'CNY')
    throw new ApiError('PARAM_ERROR', 'amount.currency 只支持 CNY', 'amount.currency')
  return {
    institution: merchant.institution,
    mchid: merchant.mchid,
    appid: merchant.appid,
    outTradeNo,
    product,
    description: body.text('description', 127),
    attach: body.optionalText('attach', 128),
    total: amount.fen('total'),
    openid: product === 'jsapi' ? body.within('payer').text('openid', 128) : openidOf(outTradeNo),
    notifyUrl: body.matching('notify_url', HTTP_URL, 255),
    expiresAt: readExpiry(body, now),
    createdAt: now.toISOString(),
    state: 'NOTPAY',
    transactionId: null,
    paidAt: null,
    refunds: [],
  }
}

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

function readExpiry(body: Fields, now: Date): string | null {
  if (!body.has('time_expire')) return null
  const millis = Date.parse(body.matching('time_expire', RFC3339, 64))
  if (Number.isNaN(millis)) throw new ApiError('PARAM_ERROR', 'time_expire 不是有效的时间', 'time_expire')
  if (millis <= now.getTime()) throw new ApiError('PARAM_ERROR', 'time_expire 必须晚于当前时间', 'time_expire')
  return new Date(millis).toISOString()
}

const openidOf = (outTradeNo: string): string =>
  `o${createHash('sha256').update(outTradeNo).digest('base64url').slice(0, 27)}`

function newIdentity(world: World, wanted: Wanted, sequence: number): Pick<Order, 'prepayId' | 'codeUrl'> {
  const unique = sequence.toString(36).padStart(6, '0')
  return {
    prepayId: `wx${chinaCompact(world.now())}${unique}${randomText(world, 14, ALPHANUMERIC.toLowerCase())}`,
    codeUrl:
      wanted.product === 'native' ? `weixin://wxpay/bizpayurl?pr=${unique}${randomText(world, 7, ALPHANUMERIC)}` : null,
  }
}

function presentation(call: Call, order: Order): Reply {
  if (order.product === 'native') return { status: 200, body: { code_url: order.codeUrl } }
  if (order.product !== 'h5') return { status: 200, body: { prepay_id: order.prepayId } }
  // Merchants append `&redirect_url=` to an h5_url, so it must already carry a query.
  return { status: 200, body: { h5_url: `${call.shop.origin()}/wallet/wechat-pay?prepay_id=${order.prepayId}` } }
}
