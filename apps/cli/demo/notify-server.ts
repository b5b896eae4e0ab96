import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RefusalError } from '../../../domain/identity/refusal.ts'
import { hearNotification } from '../../../flow/hear-notification.ts'
import type { Platform } from '../../server/open-world.ts'

export interface NotifyServer {
  readonly url: string
  deliverTo(platform: Platform): void
  close(): Promise<void>
}

/** The one door of the platform that channels knock at, without the rest of the HTTP surface. */
export async function openNotifyServer(): Promise<NotifyServer> {
  let platform: Platform | null = null
  const server = createServer((request, response) => {
    void answer(platform, request).then(({ status, body }) => response.writeHead(status).end(body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    deliverTo: (target) => {
      platform = target
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function answer(platform: Platform | null, request: IncomingMessage): Promise<{ status: number; body: string }> {
  const [, , channel, institutionId] = (request.url ?? '').split('/')
  if (!platform || !channel || !institutionId) return { status: 404, body: '' }
  const wallet = await platform.world.channels.wallet(institutionId, channel)
  try {
    const raw = { headers: headersOf(request), body: await readBody(request) }
    await hearNotification(platform.world, { channel, institutionId, raw })
    return wallet.answerNotification('accepted')
  } catch (error) {
    if (!(error instanceof RefusalError)) return { status: 500, body: '' }
    return wallet.answerNotification('refused')
  }
}

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
