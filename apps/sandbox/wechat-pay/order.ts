import { chinaIso } from '../core/china-time.ts'

/** One order at WeChat Pay, amounts in fen, times as ISO instants. Journal entries hold it as it stands. */
export interface Order {
  readonly institution: string
  readonly mchid: string
  readonly appid: string
  readonly outTradeNo: string
  readonly product: Product
  readonly description: string
  readonly attach: string | null
  readonly total: number
  readonly openid: string
  readonly notifyUrl: string
  readonly expiresAt: string | null
  readonly createdAt: string
  readonly prepayId: string
  readonly codeUrl: string | null
  state: 'NOTPAY' | 'SUCCESS' | 'CLOSED'
  transactionId: string | null
  paidAt: string | null
  refunds: Refund[]
}

export interface Refund {
  readonly outRefundNo: string
  readonly refundId: string
  readonly amount: number
  readonly reason: string | null
  readonly notifyUrl: string | null
  readonly createdAt: string
  status: RefundStatus
  successAt: string | null
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL'

/** `trade_type` of each product as queries and bills print it */
export const TRADE_TYPE = { native: 'NATIVE', jsapi: 'JSAPI', h5: 'MWEB', app: 'APP' } as const
export type Product = keyof typeof TRADE_TYPE

const STATE_TEXT = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  CLOSED: '订单已关闭',
  REFUND: '订单发生过退款',
} as const

/** Past its time an open order can never be paid any more, so it answers as closed. */
export function stateOf(order: Order, now: Date): keyof typeof STATE_TEXT {
  if (order.state === 'NOTPAY' && order.expiresAt !== null && Date.parse(order.expiresAt) <= now.getTime())
    return 'CLOSED'
  if (order.state === 'SUCCESS' && order.refunds.some((refund) => refund.status !== 'CLOSED')) return 'REFUND'
  return order.state
}

/** Fen already promised back: closed refunds do not count, their money stayed. */
export const refundedFen = (order: Order): number =>
  order.refunds.reduce((total, refund) => (refund.status === 'CLOSED' ? total : total + refund.amount), 0)

/** `+08:00` form of an ISO instant */
const china = (iso: string): string => chinaIso(new Date(iso))

/** The order as queries and TRANSACTION.SUCCESS tell it. */
export function transactionBody(order: Order, now: Date): Record<string, unknown> {
  const state = stateOf(order, now)
  const amount = { total: order.total, currency: 'CNY' }
  const told = {
    appid: order.appid,
    mchid: order.mchid,
    out_trade_no: order.outTradeNo,
    trade_state: state,
    trade_state_desc: STATE_TEXT[state],
    attach: order.attach ?? '',
  }
  if (order.transactionId === null || order.paidAt === null) return { ...told, amount, payer: {} }
  return {
    ...told,
    transaction_id: order.transactionId,
    trade_type: TRADE_TYPE[order.product],
    bank_type: 'OTHERS',
    success_time: china(order.paidAt),
    payer: { openid: order.openid },
    amount: { ...amount, payer_total: order.total, payer_currency: 'CNY' },
  }
}

/** The refund as its creation and its query tell it. */
export function refundBody(order: Order, refund: Refund): Record<string, unknown> {
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.transactionId,
    out_trade_no: order.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: china(refund.createdAt),
    ...(refund.successAt === null ? {} : { success_time: china(refund.successAt) }),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      total: order.total,
      refund: refund.amount,
      payer_total: order.total,
      payer_refund: refund.amount,
      settlement_refund: refund.amount,
      settlement_total: order.total,
      discount_refund: 0,
      currency: 'CNY',
    },
  }
}

/** The refund as REFUND.* notifications tell it. */
export function refundNotice(order: Order, refund: Refund): Record<string, unknown> {
  return {
    mchid: order.mchid,
    out_trade_no: order.outTradeNo,
    transaction_id: order.transactionId,
    out_refund_no: refund.outRefundNo,
    refund_id: refund.refundId,
    refund_status: refund.status,
    ...(refund.successAt === null ? {} : { success_time: china(refund.successAt) }),
    user_received_account: '支付用户零钱',
    amount: { total: order.total, refund: refund.amount, payer_total: order.total, payer_refund: refund.amount },
  }
}
