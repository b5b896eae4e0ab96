import { chinaDateTime } from '../../domain/identity/clock.ts'
import type { ChannelIo, ChargeRequest, Presentation, RefundRequest } from '../contract/channel.ts'
import type { Call } from './call.ts'
import type { Merchant } from './config.ts'
import { paySign } from './sign.ts'

/** Product → path (facts 3). A mini program is a JSAPI order with the mini program's appid. */
const PATHS: Record<string, string> = {
  native: '/v3/pay/transactions/native',
  jsapi: '/v3/pay/transactions/jsapi',
  'mini-program': '/v3/pay/transactions/jsapi',
  h5: '/v3/pay/transactions/h5',
}

/** Why a request cannot be sent at all; nothing has moved. Null when it can. */
export function findMissing(request: ChargeRequest): { readonly code: string; readonly message: string } | null {
  if (!PATHS[request.product])
    return { code: 'PRODUCT_NOT_OFFERED', message: `${request.product} is not a product of this channel` }
  // out_trade_no: 6–32 of [0-9A-Za-z_-|*] (facts 4, [R]); our ids are 29 characters of [0-9A-Za-z_]
  if (!/^[0-9A-Za-z_|*-]{6,32}$/.test(request.attemptId))
    return { code: 'ATTEMPT_ID_UNFIT', message: 'the attempt id is not 6 to 32 characters of [0-9A-Za-z_|*-]' }
  if (needsPayer(request.product) && !request.payerId)
    return { code: 'PAYER_ID_MISSING', message: `${request.product} needs the payer's openid` }
  if (request.product === 'h5' && !request.clientIp)
    return { code: 'CLIENT_IP_MISSING', message: 'h5 needs the IP address of the payer' }
  return null
}

const needsPayer = (product: string): boolean => product === 'jsapi' || product === 'mini-program'

export function chargeCall(request: ChargeRequest, merchant: Merchant): Call {
  return {
    method: 'POST',
    target: PATHS[request.product]!,
    content: {
      appid: merchant.appid,
      mchid: merchant.mchid,
      description: request.description,
      out_trade_no: request.attemptId,
      time_expire: `${chinaDateTime(request.expiresAt).replace(' ', 'T')}+08:00`,
      notify_url: request.notifyUrl,
      amount: { total: request.amount, currency: 'CNY' },
      ...(needsPayer(request.product) ? { payer: { openid: request.payerId } } : {}),
      ...(request.product === 'h5'
        ? { scene_info: { payer_client_ip: request.clientIp, h5_info: { type: 'Wap' } } }
        : {}),
    },
  }
}

export const queryCall = (attemptId: string, merchant: Merchant): Call => ({
  method: 'GET',
  target: `/v3/pay/transactions/out-trade-no/${encodeURIComponent(attemptId)}?mchid=${merchant.mchid}`,
})

export const closeCall = (attemptId: string, merchant: Merchant): Call => ({
  method: 'POST',
  target: `/v3/pay/transactions/out-trade-no/${encodeURIComponent(attemptId)}/close`,
  content: { mchid: merchant.mchid },
})

export const refundCall = (request: RefundRequest): Call => ({
  method: 'POST',
  target: '/v3/refund/domestic/refunds',
  content: {
    // our own number of the charge names it even when the platform's id never reached us
    out_trade_no: request.chargeAttemptId,
    out_refund_no: request.attemptId,
    reason: request.reason,
    notify_url: request.notifyUrl,
    amount: { refund: request.amount, total: request.chargeAmount, currency: 'CNY' },
  },
})

export const refundQueryCall = (attemptId: string): Call => ({
  method: 'GET',
  target: `/v3/refund/domestic/refunds/${encodeURIComponent(attemptId)}`,
})

/** The platform's answer to a charge → how the payer goes on; null when the field of this product is missing. */
export function readPresentation(
  content: unknown,
  request: ChargeRequest,
  merchant: Merchant,
  io: ChannelIo,
): Presentation | null {
  const fields = (content ?? {}) as Record<string, unknown>
  const text = (name: string): string | null =>
    typeof fields[name] === 'string' && fields[name] !== '' ? fields[name] : null
  if (request.product === 'native') {
    const code = text('code_url')
    return code === null ? null : { kind: 'qr', content: code }
  }
  if (request.product === 'h5') {
    const url = text('h5_url')
    if (!url) return null
    return { kind: 'redirect', url: request.returnUrl ? withReturn(url, request.returnUrl) : url }
  }
  const prepayId = text('prepay_id')
  return prepayId === null ? null : { kind: 'script', parameters: scriptParameters(prepayId, merchant, io) }
}

const withReturn = (url: string, returnUrl: string): string =>
  `${url}${url.includes('?') ? '&' : '?'}redirect_url=${encodeURIComponent(returnUrl)}`

function scriptParameters(prepayId: string, merchant: Merchant, io: ChannelIo): Record<string, string> {
  const timeStamp = Math.floor(io.now().getTime() / 1000).toString()
  const nonceStr = io.nonce()
  const packed = `prepay_id=${prepayId}`
  return {
    appId: merchant.appid,
    timeStamp,
    nonceStr,
    package: packed,
    signType: 'RSA',
    paySign: paySign([merchant.appid, timeStamp, nonceStr, packed], merchant.privateKey),
  }
}
