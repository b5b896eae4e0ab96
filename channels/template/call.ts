import type { ChannelIo, HttpResponse } from '../contract/channel.ts'
import type { Merchant } from './config.ts'
import { authenticate, seal } from './sign.ts'

/** What came of one signed call. Only `answered` and `refused` are words of the wallet. */
export type Answer =
  | { readonly kind: 'answered'; readonly text: string }
  | { readonly kind: 'refused'; readonly code: string }
  /** nothing that can be trusted came back: the act may or may not have happened */
  | { readonly kind: 'unanswered'; readonly code: string }

export interface Call {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly content?: unknown
}

/** Signs, sends, verifies. Never throws for anything the outside does. */
export async function call({ method, path, content }: Call, merchant: Merchant, io: ChannelIo): Promise<Answer> {
  const body = content === undefined ? '' : JSON.stringify(content)
  const time = io.now().toISOString()
  const signature = seal(merchant.secret, method, path, time, body)
  let response: HttpResponse
  let text: string
  try {
    response = await io.fetch(merchant.baseUrl + path, {
      method,
      headers: { 'x-merchant': merchant.merchant, 'x-time': time, 'x-signature': signature },
      ...(body ? { body } : {}),
      signal: AbortSignal.timeout(io.timeoutMs),
    })
    text = await response.text()
  } catch (cause) {
    const timedOut = cause instanceof Error && cause.name === 'TimeoutError'
    return { kind: 'unanswered', code: timedOut ? 'TIMEOUT' : 'NO_ANSWER' }
  }
  if (response.status >= 500) return { kind: 'unanswered', code: `HTTP_${response.status}` }
  const signed = {
    time: response.headers.get('x-time') ?? '',
    signature: response.headers.get('x-signature') ?? '',
    body: text,
  }
  if (authenticate(merchant.secret, signed, io.now()) !== 'genuine')
    return { kind: 'unanswered', code: 'BAD_ANSWER_SIGNATURE' }
  if (response.status === 200) return { kind: 'answered', text }
  return { kind: 'refused', code: codeOf(text) ?? `HTTP_${response.status}` }
}

function codeOf(text: string): string | null {
  try {
    const { code } = JSON.parse(text) as { code?: unknown }
    return typeof code === 'string' ? code : null
  } catch {
    return null
  }
}
