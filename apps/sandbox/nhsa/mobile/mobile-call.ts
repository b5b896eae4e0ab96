import { type CallMisdeeds, faultedCall } from '../../core/faulted-call.ts'
import { type Handled, jsonAnswer, type SandboxAnswer, type SandboxRequest } from '../../core/http.ts'
import type { Platform } from '../platform.ts'
import { declined, PlatformRefusal } from '../refusal.ts'
import type { Call } from '../transactions/call.ts'
import { uploadFees } from './6201-upload-fees.ts'
import { placeOrder } from './6202-place-order.ts'
import { refundOrder } from './6203-refund-order.ts'
import { queryOrder } from './6301-query-order.ts'
import { revokeOrder } from './6401-revoke-order.ts'
import { type OpenedEnvelope, openEnvelope, sealEnvelope } from './crypto-envelope.ts'
import { checkVoucher, decodeVoucher } from './voucher.ts'

/** A mobile transaction: `call.input` is the opened envelope; answers what is to be sealed. @throws PlatformRefusal */
export type MobileTransaction = (platform: Platform, call: Call) => object

interface MobileRoute {
  readonly infno: string
  readonly transaction: MobileTransaction
}

/** Paths of nhsa.md §6.1. The voucher operations of §7 have no path in the facts: theirs are this sandbox's. */
export const MOBILE_ROUTES: Readonly<Record<string, MobileRoute>> = {
  '/org/local/api/hos/uldFeeInfo': { infno: '6201', transaction: uploadFees },
  '/org/local/api/hos/pay_order': { infno: '6202', transaction: placeOrder },
  '/org/local/api/hos/refund_Order': { infno: '6203', transaction: refundOrder },
  '/org/local/api/hos/query_order_info': { infno: '6301', transaction: queryOrder },
  '/org/local/api/hos/revoke_order': { infno: '6401', transaction: revokeOrder },
  '/ec/ecQuery': { infno: 'ecQuery', transaction: decodeVoucher },
  '/ec/authCheck': { infno: 'authCheck', transaction: checkVoucher },
}

/** One request in a crypto envelope. A sender that cannot be verified gets a plain refusal; any other a sealed one. */
export function mobileCall(platform: Platform, request: SandboxRequest, route: MobileRoute): Promise<Handled> {
  const opened = openedOrRefusal(platform, request.body)
  // A fault can name what is inside the envelope: nobody could match the ciphertext.
  const text = opened instanceof PlatformRefusal ? request.body : `${request.body}\n${opened.plain}`
  return faultedCall(platform, { channel: 'nhsa', operation: route.infno, text }, (misdeeds) =>
    opened instanceof PlatformRefusal
      ? jsonAnswer(401, refusedOutput(opened))
      : sealed(platform, opened, outputOf(platform, opened, route, misdeeds), misdeeds),
  )
}

function openedOrRefusal(platform: Platform, body: string): OpenedEnvelope | PlatformRefusal {
  try {
    return openEnvelope(platform, body, platform.world.now())
  } catch (error) {
    if (error instanceof PlatformRefusal) return error
    throw error
  }
}

function outputOf(platform: Platform, opened: OpenedEnvelope, route: MobileRoute, misdeeds: CallMisdeeds): object {
  try {
    if (misdeeds.declineCode !== null) throw declined(misdeeds.declineCode)
    const { institution, input, plain } = opened
    return route.transaction(platform, { infno: route.infno, msgid: '', institution, input, raw: plain })
  } catch (error) {
    if (!(error instanceof PlatformRefusal)) throw error
    return refusedOutput(error)
  }
}

const refusedOutput = (refusal: PlatformRefusal): object => ({
  success: false,
  code: refusal.infcode,
  message: refusal.errorText,
})

const sealed = (platform: Platform, opened: OpenedEnvelope, output: object, misdeeds: CallMisdeeds): SandboxAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: sealEnvelope(platform.sm2, opened.institution, {
    output,
    version: opened.version,
    now: platform.world.now(),
    badSignature: misdeeds.badSignature,
  }),
})
