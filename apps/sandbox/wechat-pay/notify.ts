import { chinaIso } from '../core/china-time.ts'
import { ALPHANUMERIC, randomText } from '../core/world.ts'
import { seal } from './aead.ts'
import type { Shop } from './call.ts'
import { type Order, type Refund, refundNotice, transactionBody } from './order.ts'
import { answerSerial, signedHeaders, wrongPrefix } from './signature.ts'

/** TRANSACTION.SUCCESS to the order's notify_url. */
export function notifyPaid(shop: Shop, order: Order): void {
  send(shop, order, {
    url: order.notifyUrl,
    eventType: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    original: 'transaction',
    plaintext: transactionBody(order, shop.world.now()),
    text: `${order.description}\n${order.outTradeNo}`,
  })
}

const REFUND_SUMMARY = {
  SUCCESS: '退款成功',
  ABNORMAL: '退款异常',
  CLOSED: '退款关闭',
  PROCESSING: '退款处理中',
} as const

/** REFUND.SUCCESS / ABNORMAL / CLOSED to the refund's notify_url, if it named one. */
export function notifyRefunded(shop: Shop, order: Order, refund: Refund): void {
  if (refund.notifyUrl === null) return
  send(shop, order, {
    url: refund.notifyUrl,
    eventType: `REFUND.${refund.status}`,
    summary: REFUND_SUMMARY[refund.status],
    original: 'refund',
    plaintext: refundNotice(order, refund),
    text: `${order.description}\n${order.outTradeNo}\n${refund.outRefundNo}`,
  })
}

interface Notice {
  readonly url: string
  readonly eventType: string
  readonly summary: string
  readonly original: 'transaction' | 'refund'
  readonly plaintext: Record<string, unknown>
  readonly text: string
}

/** Envelope of wechat-pay.md §2; accepted by 200 or 204, anything else is told again. */
function send(shop: Shop, order: Order, notice: Notice): void {
  const merchant = shop.merchants.find(order.mchid)
  if (merchant === null) throw new Error(`the order ${order.outTradeNo} has no merchant`)
  const { world } = shop
  const envelope = JSON.stringify({
    id: randomText(world, 36, ALPHANUMERIC.toLowerCase()),
    create_time: chinaIso(world.now()),
    event_type: notice.eventType,
    resource_type: 'encrypt-resource',
    summary: notice.summary,
    resource: {
      original_type: notice.original,
      ...seal(
        JSON.stringify(notice.plaintext),
        notice.original,
        randomText(world, 12, ALPHANUMERIC),
        merchant.apiV3Key,
      ),
    },
  })
  const platform = shop.merchants.platform()
  const serial = answerSerial(merchant, platform, undefined)
  shop.notifier.announce({
    channel: 'wechat-pay',
    text: notice.text,
    url: notice.url,
    write: (badSignature) => ({
      headers: {
        'content-type': 'application/json',
        ...signedHeaders(world, envelope, { platform, serial, wrongPrefix: wrongPrefix(shop, badSignature) }),
      },
      body: envelope,
    }),
    accepted: (answer) => answer.status === 200 || answer.status === 204,
  })
}
