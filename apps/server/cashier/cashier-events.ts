import type { ServerResponse } from 'node:http'
import { z } from 'zod'
import { refusals } from '../api/words.ts'
import { viewForPatient } from '../cashier-view.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import { type CashierRoom, type OpenedLink, openLink, tokenParams } from './cashier-room.ts'

/** Proxies close what is silent for a minute. */
const HEARTBEAT_MS = 15_000
/** One patient's devices and windows; more is somebody holding connections. */
const MOST_PER_ORDER = 12

/** Server-sent events: event `view` with the whole view whenever the order has changed, comments in between. */
export function registerCashierEvents(server: Server, room: CashierRoom): void {
  const open = new Set<ServerResponse>()
  server.addHook('preClose', async () => {
    for (const response of open) response.end()
  })
  server.route({
    method: 'GET',
    url: '/v1/cashier/:token/events',
    schema: {
      tags: ['cashier'],
      summary: '订单变化的事件流 · server-sent events `view`, data as GET /v1/cashier/{token}',
      params: tokenParams,
      response: {
        200: { description: '事件流 · the stream', content: { 'text/event-stream': { schema: z.string() } } },
        ...refusals,
      },
    },
    handler: async (request, reply) => {
      const link = await openLink(room, request.params.token)
      if (room.watch.countOf(link.file.order.orderId) >= MOST_PER_ORDER) throw requestRefusal('RATE_LIMITED')
      const response = reply.raw
      reply.hijack()
      open.add(response)
      response.writeHead(200, STREAM_HEADERS)
      const stop = streamViews(room, link, response)
      response.once('close', () => {
        open.delete(response)
        stop()
      })
    },
  })
}

const STREAM_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would hold events back until its buffer is full
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
}

/** Writes the view now and after every change, one after the other, each version once. */
function streamViews(room: CashierRoom, { file, world }: OpenedLink, response: ServerResponse): () => void {
  const { orderId } = file.order
  let shown = 0
  let isWanted = true
  let isWriting = false
  const write = async (): Promise<void> => {
    const present = await world.store.order(orderId)
    if (!present || present.order.version === shown || response.writableEnded) return
    const view = await viewForPatient(world, present)
    shown = present.order.version
    response.write(`event: view\nid: ${shown}\ndata: ${JSON.stringify(view)}\n\n`)
  }
  const pump = async (): Promise<void> => {
    if (isWriting) return
    isWriting = true
    try {
      while (isWanted && !response.writableEnded) {
        isWanted = false
        await write()
      }
    } catch {
      // the database is away: the page notices that the stream ended and asks again by itself
      response.end()
    } finally {
      isWriting = false
    }
  }
  const stopWatching = room.watch.watch(orderId, (version) => {
    if (version === shown) return
    isWanted = true
    void pump()
  })
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS)
  void pump()
  return () => {
    clearInterval(heartbeat)
    stopWatching()
  }
}
