import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import {
  changeEndpoint,
  disableEndpoint,
  readEndpoint,
  readEndpoints,
  type WebhookEndpoint,
  writeEndpoint,
} from '../../../store/webhooks.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import { type ApiRoom, writeOnce } from './room.ts'
import { bearer, id, instant, refusals } from './words.ts'

const tags = ['webhooks']
const params = z.object({ endpointId: id })

/** What the platform tells; `*` is everything, also what later versions will tell. */
const TOPICS = [
  'order.quoted',
  'order.requoted',
  'order.charging',
  'order.reopened',
  'order.paid',
  'order.closed',
  'order.reversing',
  'order.reversed',
  'adjudication.differs',
  'refund.granted',
  'refund.done',
  'refund.refused',
  'refund.stuck',
  'refund.retried',
  'agreement.submitted',
  'agreement.signed',
  'agreement.inForce',
  'agreement.factDelivered',
  'agreement.factsOverdue',
  'agreement.notComputable',
  'agreement.proposalOverdue',
  'agreement.proposed',
  'agreement.accepted',
  'agreement.disputed',
  'agreement.agreed',
  'agreement.settled',
  '*',
] as const

/** The HIS lives on the hospital's own network, so private addresses are right; credentials in a URL would be logged. */
const wishSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .refine(
      (url) => URL.canParse(url) && new URL(url).username === '',
      '地址中不能带口令 · no credentials in the address',
    ),
  topics: z.array(z.enum(TOPICS)).min(1).max(TOPICS.length),
})

const endpointSchema = z
  .object({
    endpointId: id,
    url: z.string(),
    topics: z.array(z.string()),
    createdAt: instant,
    disabledAt: instant.nullable(),
  })
  .meta({ id: 'WebhookEndpoint' })

const view = ({ institutionId: _, topics, ...endpoint }: WebhookEndpoint): z.input<typeof endpointSchema> => ({
  ...endpoint,
  topics: [...topics],
})

export function registerWebhookEndpoints(server: Server, room: ApiRoom): void {
  postEndpoint(server, room)
  getEndpoints(server, room)
  getEndpoint(server, room)
  putEndpoint(server, room)
  deleteEndpoint(server, room)
}

function postEndpoint(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/webhook-endpoints',
    onRequest: room.gate('his'),
    schema: {
      tags,
      summary: '登记事件推送地址 · where events are sent; the secret is shown only in this answer',
      security: bearer,
      headers: keyHeaders,
      body: wishSchema,
      response: { 200: endpointSchema.extend({ secret: z.string() }), ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const { url, topics } = request.body
      return writeOnce(request, reply, async ({ key }) => {
        const { endpoint, secret } = await writeEndpoint(world.store.database, world.store.sealer, {
          endpointId: endpointIdOf(institutionId, key),
          institutionId,
          url,
          topics,
          secret: `whsec_${randomBytes(32).toString('base64url')}`,
          at: room.platform.surroundings.now(),
        })
        return { status: 200, body: { ...view(endpoint), secret } }
      })
    },
  })
}

/** Follows from the caller's key: a request repeated after a crash registers one endpoint, not two. */
const endpointIdOf = (institutionId: string, key: string): string =>
  `we_${createHash('sha256')
    .update(JSON.stringify(['webhook', institutionId, key]))
    .digest('hex')
    .slice(0, 26)}`

function getEndpoints(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/webhook-endpoints',
    onRequest: room.gate('his', 'viewer'),
    schema: {
      tags,
      summary: '事件推送地址列表 · webhook endpoints',
      security: bearer,
      response: { 200: z.object({ items: z.array(endpointSchema) }), ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      return { items: (await readEndpoints(world.store.database, institutionId)).map(view) }
    },
  })
}

function getEndpoint(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/webhook-endpoints/:endpointId',
    onRequest: room.gate('his', 'viewer'),
    schema: {
      tags,
      summary: '一个推送地址 · one webhook endpoint',
      security: bearer,
      params,
      response: { 200: endpointSchema, ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      return found(await readEndpoint(world.store.database, { institutionId, ...request.params }))
    },
  })
}

function putEndpoint(server: Server, room: ApiRoom): void {
  server.route({
    method: 'PUT',
    url: '/v1/webhook-endpoints/:endpointId',
    onRequest: room.gate('his'),
    schema: {
      tags,
      summary: '修改推送地址或主题 · change address or topics of an endpoint in service',
      security: bearer,
      params,
      body: wishSchema,
      response: { 200: endpointSchema, ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const change = { institutionId, ...request.params, ...request.body }
      return found(await changeEndpoint(world.store.database, change))
    },
  })
}

function deleteEndpoint(server: Server, room: ApiRoom): void {
  server.route({
    method: 'DELETE',
    url: '/v1/webhook-endpoints/:endpointId',
    onRequest: room.gate('his'),
    schema: {
      tags,
      summary: '停用推送地址 · take an endpoint out of service; what it has not got is not sent any more',
      security: bearer,
      params,
      response: { 200: endpointSchema, ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const where = { institutionId, ...request.params }
      await disableEndpoint(world.store.database, { ...where, at: room.platform.surroundings.now() })
      return found(await readEndpoint(world.store.database, where))
    },
  })
}

function found(endpoint: WebhookEndpoint | null): z.input<typeof endpointSchema> {
  if (!endpoint) throw requestRefusal('ENDPOINT_NOT_FOUND', { place: 'endpointId' })
  return view(endpoint)
}
