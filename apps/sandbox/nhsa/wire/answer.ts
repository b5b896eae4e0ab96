import { chinaCompact } from '../../core/china-time.ts'
import type { SandboxAnswer } from '../../core/http.ts'
import type { PlatformRefusal } from '../refusal.ts'

/** What the response envelope of nhsa.md §1.2 needs to know of the request. */
export interface AnswerHead {
  /** region of the platform, 6 digits */
  readonly area: string
  readonly sequence: number
  readonly receivedAt: Date
  readonly now: Date
  /** echoed */
  readonly signtype: string
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

/** infcode 0 with the transaction's output. */
export const goodAnswer = (head: AnswerHead, output: object): SandboxAnswer => ({
  status: 200,
  headers: JSON_TYPE,
  body: JSON.stringify({ infcode: 0, ...envelopeOf(head), err_msg: '', output }),
})

/** A negative infcode; the gateway's own refusals come with HTTP 401 and no envelope of the business system. */
export const refusedAnswer = (head: AnswerHead, refusal: PlatformRefusal): SandboxAnswer => ({
  status: refusal.code === 'GATEWAY_REFUSED' || refusal.code === 'GATEWAY_STALE' ? 401 : 200,
  headers: JSON_TYPE,
  body: JSON.stringify({ infcode: refusal.infcode, ...envelopeOf(head), err_msg: refusal.errorText, output: null }),
})

function envelopeOf(head: AnswerHead): object {
  return {
    inf_refmsgid: `${head.area}${chinaCompact(head.now)}${String(head.sequence).padStart(10, '0')}`,
    refmsg_time: milliCompact(head.receivedAt),
    respond_time: milliCompact(head.now),
    signtype: head.signtype,
  }
}

/** yyyyMMddHHmmssSSS in China. */
const milliCompact = (instant: Date): string =>
  `${chinaCompact(instant)}${String(instant.getUTCMilliseconds()).padStart(3, '0')}`
