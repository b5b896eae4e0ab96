import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Handled, SandboxRequest } from './http.ts'

export interface Listening {
  /** `http://127.0.0.1:PORT` */
  readonly url: string
  close(): Promise<void>
}

/** Requests larger than this are hung up on; a bill upload of the insurance platform is the largest thing that comes. */
const MAX_BODY_BYTES = 64 * 1024 * 1024

/** Serves `handle` on loopback. @param port 0 takes a free one */
export async function listen(port: number, handle: (request: SandboxRequest) => Promise<Handled>): Promise<Listening> {
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing, handle).catch((error: unknown) => {
      process.stderr.write(
        `sandbox: ${incoming.method} ${incoming.url}: ${error instanceof Error ? error.stack : error}\n`,
      )
      if (outgoing.headersSent) incoming.socket.destroy()
      else outgoing.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error')
    })
  })
  server.keepAliveTimeout = 60_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()))
        server.closeAllConnections()
      }),
  }
}

type Handle = (request: SandboxRequest) => Promise<Handled>

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, handle: Handle): Promise<void> {
  const body = await readBody(incoming)
  if (body === null) return void incoming.socket.destroy()
  const [path, query] = split(incoming.url ?? '/')
  const handled = await handle({
    method: incoming.method ?? 'GET',
    path,
    query,
    headers: incoming.headers as Record<string, string | undefined>,
    body,
  })
  if (handled === 'hang-up') return void incoming.socket.destroy()
  // A known length goes out in one write; chunks cost as much as the rest of the call.
  const length = handled.status === 204 ? {} : { 'content-length': Buffer.byteLength(handled.body) }
  outgoing.writeHead(handled.status, { ...handled.headers, ...length }).end(handled.body)
}

function split(target: string): [string, string] {
  const mark = target.indexOf('?')
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
}

/** The body as UTF-8 text, or null when the caller left or sends too much. */
function readBody(incoming: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_BODY_BYTES) resolve(null)
      else chunks.push(chunk)
    })
    incoming.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    incoming.on('error', () => resolve(null))
  })
}
