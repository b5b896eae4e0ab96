import { RefusalError } from '../../../domain/identity/refusal.ts'
import type { CashierRefusal, CashierView, PayBody } from '../view.ts'
import { readRefusal } from './read-refusal.ts'
import { readView } from './read-view.ts'

/** `unanswered`: the network or the server broke off; what was asked may or may not have happened. */
export type Answer =
  | { readonly kind: 'view'; readonly view: CashierView }
  | { readonly kind: 'refused'; readonly status: number; readonly refusal: CashierRefusal }
  | { readonly kind: 'unanswered' }

export interface CashierApi {
  getView(): Promise<Answer>
  pay(key: string, body: PayBody): Promise<Answer>
  switchChannel(): Promise<Answer>
}

export interface ApiOptions {
  readonly fetch: typeof fetch
  readonly token: string
  readonly timeoutMs: number
  /** runs `act` after `ms` unless the returned function is called first */
  schedule(ms: number, act: () => void): () => void
}

/** Bearer-like: 22 characters or more of a URL-safe alphabet would be usual; the page only keeps paths well-formed. */
export function tokenOf(pathname: string): string | null {
  return /^\/pay\/([A-Za-z0-9_-]{1,200})\/?$/.exec(pathname)?.[1] ?? null
}

export const eventsPath = (token: string): string => `/v1/cashier/${token}/events`

export function createCashierApi(options: ApiOptions): CashierApi {
  const base = `/v1/cashier/${options.token}`
  return {
    getView: () => ask(options, base, { method: 'GET' }),
    pay: (key, body) =>
      ask(options, `${base}/pay`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
    switchChannel: () => ask(options, `${base}/switch`, { method: 'POST' }),
  }
}

async function ask(options: ApiOptions, url: string, init: RequestInit): Promise<Answer> {
  const breaker = new AbortController()
  const disarm = options.schedule(options.timeoutMs, () => breaker.abort())
  try {
    const response = await options.fetch(url, { ...init, cache: 'no-store', signal: breaker.signal })
    return understand(response.status, await response.text())
  } catch {
    return { kind: 'unanswered' }
  } finally {
    disarm()
  }
}

/** A gateway's 502 page or a cut-off body is no answer of the cashier's. */
function understand(status: number, body: string): Answer {
  const value = parse(body)
  if (status >= 200 && status < 300) return value === undefined ? { kind: 'unanswered' } : understandView(status, value)
  if (status === 429 || (status >= 500 && !isRefusal(value))) return { kind: 'unanswered' }
  return { kind: 'refused', status, refusal: readRefusal(status, value) }
}

function understandView(status: number, value: unknown): Answer {
  try {
    return { kind: 'view', view: readView(value) }
  } catch (error) {
    if (error instanceof RefusalError) return { kind: 'refused', status, refusal: error.refusal }
    throw error
  }
}

function isRefusal(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'moneyMoved' in value
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
