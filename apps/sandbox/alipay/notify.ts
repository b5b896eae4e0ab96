import { chinaDateTime } from '../core/china-time.ts'
import { ALPHANUMERIC, randomText } from '../core/world.ts'
import type { Shop } from './call.ts'
import { signAs, signedText } from './signature.ts'
import { buyerLogon, type Refund, refundedFen, statusOf, type Trade, yuan } from './trade.ts'

/** trade_status_sync to the trade's notify_url. */
export const notifyPaid = (shop: Shop, trade: Trade): void => send(shop, trade, {}, '')

/** The same address hears of refunds; `out_biz_no` is the out_request_no and `refund_fee` the sum so far. */
export function notifyRefunded(shop: Shop, trade: Trade, refund: Refund): void {
  const further = {
    out_biz_no: refund.outRequestNo,
    refund_fee: yuan(refundedFen(trade)),
    gmt_refund: `${chinaDateTime(new Date(refund.refundedAt ?? refund.createdAt))}.000`,
  }
  send(shop, trade, further, refund.outRequestNo)
}

/** A form of public and business fields; `sign_type` is not under the signature (alipay.md §1.1). */
function send(shop: Shop, trade: Trade, further: Record<string, string>, refundNo: string): void {
  const platform = shop.accounts.platform()
  if (trade.notifyUrl === null || platform === null) return
  const fields = fieldsOf(shop, trade, further)
  shop.notifier.announce({
    channel: 'alipay',
    text: `${trade.subject}\n${trade.outTradeNo}\n${refundNo}`,
    url: trade.notifyUrl,
    write: (badSignature) => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      body: new URLSearchParams({
        ...fields,
        sign_type: 'RSA2',
        sign: signAs(platform.key, signedText(fields, []), badSignature),
      }).toString(),
    }),
    accepted: (answer) => answer.body.trim() === 'success',
  })
}

function fieldsOf(shop: Shop, trade: Trade, further: Record<string, string>): Record<string, string> {
  const now = shop.world.now()
  return {
    notify_time: chinaDateTime(now),
    notify_type: 'trade_status_sync',
    notify_id: `${chinaDateTime(now).slice(0, 10).replaceAll('-', '')}${randomText(shop.world, 26, ALPHANUMERIC.toLowerCase())}`,
    app_id: trade.appId,
    auth_app_id: trade.appId,
    charset: 'utf-8',
    version: '1.0',
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    trade_status: statusOf(trade, now),
    total_amount: yuan(trade.total),
    receipt_amount: yuan(trade.total),
    buyer_pay_amount: yuan(trade.total),
    invoice_amount: yuan(trade.total),
    point_amount: '0.00',
    subject: trade.subject,
    seller_id: trade.sellerId,
    buyer_id: trade.buyerId,
    buyer_logon_id: buyerLogon,
    gmt_create: chinaDateTime(new Date(trade.createdAt)),
    ...(trade.paidAt === null ? {} : { gmt_payment: chinaDateTime(new Date(trade.paidAt)) }),
    ...(trade.passback === null ? {} : { passback_params: trade.passback }),
    fund_bill_list: JSON.stringify([{ amount: yuan(trade.total), fundChannel: 'ALIPAYACCOUNT' }]),
    ...further,
  }
}
