import type { ChannelIo, HttpResponse } from '../contract/channel.ts'
import type { Merchant } from './config.ts'
import { parseExactJson } from './exact-json.ts'
import { authenticate, authorization } from './sign.ts'

/** What came of one signed call. Only `answered` and `refused` are words of the platform. */
export type Answer =
  | { readonly kind: 'answered'; readonly httpStatus: number; readonly content: unknown }
  /** an error body of 4xx; such answers carry no verifiable signature (facts 8.3) */
  | { readonly kind: 'refused'; readonly httpStatus: number; readonly code: string }
  /** nothing that can be trusted came back: the act may or may not have happened */
  | { readonly kind: 'unanswered'; readonly code: string; readonly message: string }

export interface Call {
  readonly method: 'GET' | 'POST'
  /** path with query */
  readonly target: string
  readonly content?: unknown
}

/** Signs, sends, verifies. Never throws for anything the outside does. */
export async function call(request: Call, merchant: Merchant, io: ChannelIo): Promise<Answer> {
  const body = request.content === undefined ? '' : JSON.stringify(request.content)
  let response: HttpResponse
  let text: string
  try {
    response = await send({ ...request, body }, merchant, io)
    text = await response.text()
  } catch (cause) {
    return noAnswer(cause)
  }
  if (response.status >= 500 || (response.status >= 300 && response.status < 400))
    return unanswered(`HTTP_${response.status}`, 'the platform, or a proxy before it, did not finish the request')
  if (response.status >= 400) return readRefusal(response.status, text)
  const headers = (name: string) => response.headers.get(name) ?? undefined
  const authenticity = authenticate(headers, text, merchant, io.now())
  if (authenticity !== 'genuine')
    return unanswered(
      'BAD_ANSWER_SIGNATURE',
      `the answer is ${authenticity}: it cannot be trusted, so nothing is known`,
    )
  return readContent(response.status, text)
}

async function send(
  request: Call & { readonly body: string },
  merchant: Merchant,
  io: ChannelIo,
): Promise<HttpResponse> {
  const { method, target, body } = request
  const timestamp = Math.floor(io.now().getTime() / 1000).toString()
  const signed = authorization({ method, target, body, timestamp, nonce: io.nonce() }, merchant)
  return io.fetch(merchant.baseUrl + target, {
    method,
    headers: {
      accept: 'application/json',
      authorization: signed,
      'user-agent': 'MedSettle',
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body } : {}),
    redirect: 'manual',
    signal: AbortSignal.timeout(io.timeoutMs),
  })
}

function readContent(httpStatus: number, text: string): Answer {
  if (httpStatus === 204 || text === '') return { kind: 'answered', httpStatus, content: null }
  try {
    return { kind: 'answered', httpStatus, content: parseExactJson(text) }
  } catch {
    return unanswered('BAD_ANSWER', 'the answer is signed but is not JSON with whole numbers')
  }
}

function readRefusal(httpStatus: number, text: string): Answer {
  let code = `HTTP_${httpStatus}`
  try {
    const parsed = JSON.parse(text) as { code?: unknown } | null
    if (typeof parsed?.code === 'string' && /^[\w.-]{1,64}$/.test(parsed.code)) code = parsed.code
  } catch {
    // a proxy's error page has no code of the platform; the HTTP status stands for it
  }
  return { kind: 'refused', httpStatus, code }
}

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
