import type { ChannelIo } from '../contract/channel.ts'
import type { Merchant } from './config.ts'
import type { Call, Fields } from './map-request.ts'
import { rawNode } from './raw-node.ts'

export type Answer =
  | { readonly kind: 'answered'; readonly fields: Fields }
  /** the gateway's explicit "no": sub_code when there is one, else code */
  | { readonly kind: 'refused'; readonly code: string }
  /** nothing that can be trusted came back: the act may or may not have happened */
  | { readonly kind: 'unanswered'; readonly code: string; readonly message: string }

const CHARSET_FORM = 'application/x-www-form-urlencoded;charset=utf-8'

/**
 * The SDK signs, io.fetch sends, the SDK verifies over the raw text (facts 1.2). Never throws for anything the outside does.
 */
export async function call(request: Call, merchant: Merchant, io: ChannelIo): Promise<Answer> {
  let status: number
  let text: string
  try {
    const { url, body } = toWire(request, merchant, io)
    const response = await io.fetch(url, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': CHARSET_FORM, 'user-agent': 'MedSettle' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(io.timeoutMs),
    })
    status = response.status
    text = await response.text()
  } catch (cause) {
    return noAnswer(cause)
  }
  if (status !== 200) return unanswered(`HTTP_${status}`, 'the gateway did not answer the request')
  return readAnswer(text, request.method, merchant)
}

/** Public parameters in the query, biz_content in the form: the form in which the SDK itself sends (facts 1.1). */
function toWire(request: Call, { sdk, gateway }: Merchant, io: ChannelIo): { url: URL; body: string } {
  const parameters = sdk.signedParameters(request, io.now())
  const content = parameters.get('biz_content')!
  parameters.delete('biz_content')
  const url = new URL(gateway)
  url.search = parameters.toString()
  return { url, body: new URLSearchParams({ biz_content: content }).toString() }
}

function readAnswer(text: string, method: string, { sdk, switches }: Merchant): Answer {
  const node = `${method.replaceAll('.', '_')}_response`
  const parsed = parseObject(text)
  if (!parsed) return unanswered('BAD_ANSWER', 'the answer is not a JSON object')
  const name = isObject(parsed[node]) ? node : 'error_response'
  const fields = parsed[name]
  if (!isObject(fields)) return unanswered('BAD_ANSWER', `the answer has neither ${node} nor error_response`)
  const raw = rawNode(text, name)
  if (raw === null || !sdk.isSigned(raw, parsed.sign))
    return unanswered('BAD_ANSWER_SIGNATURE', 'the answer is not signed by Alipay, so nothing is known')
  if (fields.code === '10000') return { kind: 'answered', fields }
  const code = codeOf(fields)
  if (switches.unknownCodes.includes(code) || switches.unknownCodes.includes(String(fields.code)))
    return unanswered(code, 'the gateway itself does not know what happened')
  return { kind: 'refused', code }
}

function codeOf({ code, sub_code }: Fields): string {
  const text = typeof sub_code === 'string' && sub_code !== '' ? sub_code : String(code)
  return /^[\w.-]{1,64}$/.test(text) ? text : 'BAD_CODE'
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? parsed : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function noAnswer(cause: unknown): Extract<Answer, { kind: 'unanswered' }> {
  const timedOut = cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError')
  return timedOut
    ? unanswered('TIMEOUT', 'no answer within the time limit')
    : unanswered('NO_ANSWER', 'the connection failed before an answer arrived')
}

const unanswered = (code: string, message: string): Extract<Answer, { kind: 'unanswered' }> => ({
  kind: 'unanswered',
  code,
  message,
})
