import { type Fen, fen, formatYuan } from '@medsettle/money'
import { chinaDateTime } from '../core/china-time.ts'

/** One trade at Alipay, amounts in fen, times as ISO instants. Journal entries hold it as it stands. */
export interface Trade {
  readonly institution: string
  readonly appId: string
  readonly sellerId: string
  readonly outTradeNo: string
  readonly tradeNo: string
  readonly product: Product
  readonly subject: string
  readonly passback: string | null
  readonly total: number
  readonly notifyUrl: string | null
  readonly returnUrl: string | null
  readonly expiresAt: string | null
  readonly createdAt: string
  readonly buyerId: string
  readonly qrCode: string | null
  /** the payer has opened it: see Settings.alipayTradeExistsOnScan */
  scanned: boolean
  status: 'WAIT_BUYER_PAY' | 'TRADE_SUCCESS' | 'TRADE_CLOSED'
  paidAt: string | null
  refunds: Refund[]
}

export interface Refund {
  readonly outRequestNo: string
  readonly amount: number
  readonly reason: string | null
  readonly createdAt: string
  /** null while it is on its way */
  refundedAt: string | null
}

export type Product = 'precreate' | 'page' | 'wap' | 'pay'

export const yuan = (amount: number): string => formatYuan(fen(amount) as Fen)

/** A logon name as Alipay shows it to merchants: masked. */
export const buyerLogon = 'pay***@example.com'

/** Past its time an unpaid trade can never be paid any more. */
export function statusOf(trade: Trade, now: Date): Trade['status'] {
  const expired = trade.expiresAt !== null && Date.parse(trade.expiresAt) <= now.getTime()
  return trade.status === 'WAIT_BUYER_PAY' && expired ? 'TRADE_CLOSED' : trade.status
}

/** Fen promised back so far. */
export const refundedFen = (trade: Trade): number => trade.refunds.reduce((total, refund) => total + refund.amount, 0)

/** The trade as alipay.trade.query and the answer to a bar-code payment tell it. */
export function tradeBody(trade: Trade, now: Date): Record<string, unknown> {
  const paid = trade.paidAt !== null
  return {
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    buyer_logon_id: buyerLogon,
    buyer_user_id: trade.buyerId,
    trade_status: statusOf(trade, now),
    total_amount: yuan(trade.total),
    receipt_amount: yuan(paid ? trade.total : 0),
    buyer_pay_amount: yuan(paid ? trade.total : 0),
    point_amount: '0.00',
    invoice_amount: yuan(paid ? trade.total : 0),
    ...(trade.passback === null ? {} : { passback_params: trade.passback }),
    ...(trade.paidAt === null ? {} : { send_pay_date: chinaDateTime(new Date(trade.paidAt)) }),
    ...(paid ? { fund_bill_list: [{ amount: yuan(trade.total), fund_channel: 'ALIPAYACCOUNT' }] } : {}),
  }
}
