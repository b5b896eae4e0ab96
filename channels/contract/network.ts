import { createRequire } from 'node:module'
import type * as Undici from 'undici'
import type { Fetch, HttpRequest, HttpResponse } from './channel.ts'

// Node's own fetch must be in its place first: undici takes over the global one where none has been looked at yet.
Reflect.get(globalThis, 'Response')
const { Agent, EnvHttpProxyAgent, interceptors } = createRequire(import.meta.url)('undici') as typeof Undici

export interface Network {
  readonly fetch: Fetch
  /** ends every connection; what is under way fails */
  close(): Promise<void>
}

export interface NetworkOptions {
  /** by way of HTTP_PROXY and HTTPS_PROXY, NO_PROXY heeded: many hospitals reach the outside in no other way */
  readonly throughProxy?: boolean
}

/**
 * The network that channels are given: kept connections, one request at a time on each, as many as there are requests.
 * It answers as `fetch` does and leaves out what no channel asks for: streams, caches, cookies, compression. Time limits
 * are the caller's signal alone.
 */
export function openNetwork({ throughProxy = false }: NetworkOptions = {}): Network {
  const limits = { headersTimeout: 0, bodyTimeout: 0 }
  const agent = throughProxy ? new EnvHttpProxyAgent(limits) : new Agent(limits)
  const following = agent.compose(interceptors.redirect({ maxRedirections: 5 }))
  return {
    fetch: (url, request) => exchange(request.redirect === 'manual' ? agent : following, new URL(url), request),
    close: () => agent.destroy(),
  }
}

function exchange(line: Undici.Dispatcher, url: URL, request: HttpRequest): Promise<HttpResponse> {
  const { method = 'GET', headers = {}, body = null, signal } = request
  return new Promise((answered, failed) => {
    if (signal.aborted) return failed(signal.reason)
    const chunks: Buffer[] = []
    let head: Head = { status: 0, headers: {} }
    let sending: Undici.Dispatcher.DispatchController | null = null
    const stop = (): void => {
      failed(signal.reason)
      sending?.abort(signal.reason)
    }
    signal.addEventListener('abort', stop)
    line.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method, headers, body },
      {
        onRequestStart(controller) {
          if (signal.aborted) controller.abort(signal.reason)
          else sending = controller
        },
        onResponseStart(_controller, status, heard) {
          head = { status, headers: heard }
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk)
        },
        onResponseEnd() {
          signal.removeEventListener('abort', stop)
          answered(responseOf(head, chunks))
        },
        onResponseError(_controller, error) {
          signal.removeEventListener('abort', stop)
          failed(error)
        },
      },
    )
  })
}

interface Head {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
}

function responseOf({ status, headers }: Head, chunks: readonly Buffer[]): HttpResponse {
  const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)
  return {
    status,
    headers: {
      get(name) {
        const value = headers[name.toLowerCase()]
        return value === undefined ? null : String(value)
      },
    },
    text: async () => withoutMark(bytes.toString('utf8')),
    arrayBuffer: async () => new Uint8Array(bytes).buffer,
  }
}

/** `fetch` drops a byte order mark too. */
const withoutMark = (text: string): string => (text.startsWith('\uFEFF') ? text.slice(1) : text)
