import { z } from 'zod'
import { listDeliveries, retryDelivery } from '../../../store/webhook-deliveries.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import { type ApiRoom, writeOnce } from './room.ts'
import { bearer, id, instant, refusals } from './words.ts'

const tags = ['webhooks']

const deliverySchema = z.object({
  eventNo: z.int(),
  eventId: z.string(),
  topic: z.string(),
  orderId: z.string().nullable(),
  tries: z.int(),
  nextTryAt: instant.nullable().meta({ description: '为 null：已送达或已停止重试 · null: delivered or given up' }),
  deliveredAt: instant.nullable(),
  lastError: z.string().nullable(),
})

export function registerWebhookDeliveries(server: Server, room: ApiRoom): void {
  getDeliveries(server, room)
  postRetry(server, room)
}

function getDeliveries(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/webhook-endpoints/:endpointId/deliveries',
    onRequest: room.gate('his', 'viewer'),
    schema: {
      tags,
      summary: '推送记录，新的在前 · what became of the deliveries of an endpoint',
      security: bearer,
      params: z.object({ endpointId: id }),
      querystring: pageQuery,
      response: { 200: pageOf(deliverySchema), ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const { limit, cursor } = request.query
      const before = Number(readCursor(cursor, 1)?.[0] ?? Number.MAX_SAFE_INTEGER)
      const where = { institutionId, ...request.params, before: Number.isSafeInteger(before) ? before : null }
      const rows = await listDeliveries(world.store.database, { ...where, limit: limit + 1 })
      return cutPage(rows, limit, (row) => [row.eventNo])
    },
  })
}

function postRetry(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/webhook-endpoints/:endpointId/deliveries/:eventId/retry',
    onRequest: room.gate('his'),
    schema: {
      tags,
      summary: '重新推送已停止的事件 · send a given-up event once more, and keep trying',
      security: bearer,
      headers: keyHeaders,
      params: z.object({ endpointId: id, eventId: z.string().min(1).max(80) }),
      response: { 200: z.object({ eventId: z.string() }), ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      return writeOnce(request, reply, async ({ tookOver }) => {
        const where = { institutionId, ...request.params, at: room.platform.surroundings.now() }
        const isSet = await retryDelivery(world.store.database, where)
        if (!isSet && !tookOver) throw requestRefusal('DELIVERY_NOT_GIVEN_UP')
        return { status: 200, body: { eventId: request.params.eventId } }
      })
    },
  })
}
