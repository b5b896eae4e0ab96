import { formatYuan } from '@medsettle/money'
import { chinaDateTime } from '../../domain/identity/clock.ts'
import type { ChargeRequest, RefundRequest } from '../contract/channel.ts'

/** The fields of `biz_content` or of `alipay_…_response`, names as on the wire. Amounts are yuan text and stay text. */
export type Fields = Readonly<Record<string, unknown>>

export interface Call {
  readonly method: string
  readonly content: Fields
  readonly notifyUrl?: string
  readonly returnUrl?: string
}

/** Why a request cannot be sent at all; nothing has moved. Null when it can. */
export function findMissing(request: ChargeRequest): { readonly code: string; readonly message: string } | null {
  if (request.product !== 'native' && request.product !== 'h5')
    return { code: 'PRODUCT_NOT_OFFERED', message: `${request.product} is not a product of this channel` }
  if (!/^[0-9A-Za-z_]{1,64}$/.test(request.attemptId))
    return { code: 'ATTEMPT_ID_UNFIT', message: 'the attempt id is not 1 to 64 characters of [0-9A-Za-z_]' }
  return null
}

/** A QR code the payer scans (facts 3). The trade exists at Alipay only after the scan. */
export const precreateCall = (request: ChargeRequest): Call => ({
  method: 'alipay.trade.precreate',
  notifyUrl: request.notifyUrl,
  content: trade(request),
})

/** A page the payer's browser opens; nothing is sent by us, so the trade exists once the payer opens it. */
export const wapPayCall = (request: ChargeRequest): Call => ({
  method: 'alipay.trade.wap.pay',
  notifyUrl: request.notifyUrl,
  ...(request.returnUrl ? { returnUrl: request.returnUrl } : {}),
  content: { ...trade(request), product_code: 'QUICK_WAP_WAY' },
})

const trade = (request: ChargeRequest) => ({
  out_trade_no: request.attemptId,
  total_amount: formatYuan(request.amount),
  subject: request.description,
  time_expire: chinaDateTime(request.expiresAt),
})

export const queryCall = (attemptId: string): Call => ({
  method: 'alipay.trade.query',
  content: { out_trade_no: attemptId },
})

export const closeCall = (attemptId: string): Call => ({
  method: 'alipay.trade.close',
  content: { out_trade_no: attemptId },
})

export const refundCall = (request: RefundRequest): Call => ({
  method: 'alipay.trade.refund',
  content: {
    // our own number of the charge names it even when Alipay's never reached us
    out_trade_no: request.chargeAttemptId,
    refund_amount: formatYuan(request.amount),
    refund_reason: request.reason,
    // without it a repeated part refund would be a second refund (facts 3)
    out_request_no: request.attemptId,
  },
})

export interface RefundKey {
  readonly attemptId: string
  readonly chargeAttemptId: string
}

export const refundQueryCall = ({ attemptId, chargeAttemptId }: RefundKey): Call => ({
  method: 'alipay.trade.fastpay.refund.query',
  content: { out_trade_no: chargeAttemptId, out_request_no: attemptId, query_options: ['gmt_refund_pay'] },
})

export const billCall = (date: string): Call => ({
  method: 'alipay.data.dataservice.bill.downloadurl.query',
  content: { bill_type: 'trade', bill_date: date },
})
