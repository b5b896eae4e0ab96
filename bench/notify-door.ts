import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Platform } from '../apps/server/open-world.ts'
import { hearNotification } from '../flow/hear-notification.ts'
import type { World } from '../flow/world.ts'

export interface Arrival {
  readonly totalMs: number
  readonly channelMs: number
}

/** The door at which channels knock, with a stopwatch: tells each payment how long its notification took. */
export async function openNotifyDoor() {
  let platform: Platform | null = null
  const waiting = new Map<string, (arrival: Arrival | null) => void>()
  const take = async (request: IncomingMessage): Promise<{ status: number; body: string }> => {
    const [, , channel = '', institutionId = ''] = (request.url ?? '').split('/')
    if (!platform || institutionId === '') return { status: 204, body: '' }
    let channelMs = 0
    const called = ({ ms }: { readonly ms: number }): void => {
      channelMs += ms
    }
    const world: World = {
      ...platform.world,
      watch: { called, committed: () => {} },
    }
    const raw = { headers: headersOf(request), body: await readBody(request) }
    const started = performance.now()
    const { attemptId } = await hearNotification(world, { channel, institutionId, raw })
    const orderId = `po_${attemptId.slice(3, 29)}`
    waiting.get(orderId)?.({ totalMs: performance.now() - started, channelMs })
    waiting.delete(orderId)
    return (await world.channels.wallet(institutionId, channel)).answerNotification('accepted')
  }
  const server = createServer((request, response) => {
    void take(request)
      .catch(() => ({ status: 500, body: '' }))
      .then(({ status, body }) => response.writeHead(status).end(body))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    deliverTo: (target: Platform): void => {
      platform = target
    },
    /** resolves when the payment of this order has been heard; null after ten seconds of silence */
    expect: (orderId: string): Promise<Arrival | null> =>
      new Promise((resolve) => {
        const timer = setTimeout(() => resolve(null), 10_000)
        waiting.set(orderId, (arrival) => {
          clearTimeout(timer)
          resolve(arrival)
        })
      }),
    close: (): Promise<void> =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

const headersOf = (request: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
