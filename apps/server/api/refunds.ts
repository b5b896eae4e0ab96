import { createHash } from 'node:crypto'
import { fen } from '@medsettle/money'
import { z } from 'zod'
import type { RefundId } from '../../../domain/identity/ids.ts'
import { giveRefund } from '../../../flow/give-refund.ts'
import { retryRefund } from '../../../flow/retry-refund.ts'
import { listRefunds } from '../../../store/list-refunds.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import { cutPage, pageOf, pageQuery, readDateCursor } from '../http/cursor.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import { refundSchema, viewRefund } from './refund-view.ts'
import { type ApiRoom, findOrder, writeOnce } from './room.ts'
import { bearer, id, positiveFen, refusals } from './words.ts'

const tags = ['refunds']

export function registerRefunds(server: Server, room: ApiRoom): void {
  postRefund(server, room)
  postRetry(server, room)
  getRefunds(server, room)
  getRefund(server, room)
}

function postRefund(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/refunds',
    onRequest: room.gate('his'),
    schema: {
      tags,
      summary: '退费 · give money back, from the last tender backwards',
      security: bearer,
      headers: keyHeaders,
      body: z.strictObject({ orderId: id, amountFen: positiveFen, reason: z.string().trim().min(1).max(80) }),
      response: { 200: refundSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const { orderId, amountFen, reason } = request.body
      return writeOnce(request, reply, async ({ key }) => {
        const refundId = refundIdOf(institutionId, key)
        const before = await findOrder(world, orderId)
        const file = await giveRefund(world, before, { refundId, amount: fen(amountFen), reason })
        const refund = file.refunds.find((one) => one.refundId === refundId)
        if (!refund) throw requestRefusal('ORDER_BUSY', { stage: 'refund', moneyMoved: 'unknown' })
        return { status: 200, body: viewRefund(refund) }
      })
    },
  })
}

function postRetry(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/refunds/:refundId/retry',
    onRequest: room.gate('his', 'finance'),
    schema: {
      tags,
      summary: '重试被钱包拒绝（stuck）的退款 · ask again for the parts of a stuck refund that a wallet refused',
      security: bearer,
      headers: keyHeaders,
      params: z.object({ refundId: id }),
      response: { 200: refundSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const refundId = request.params.refundId as RefundId
      return writeOnce(request, reply, async () => {
        const filter = { institutionId, orderId: null, refundId, after: null, limit: 1 }
        const [known] = await listRefunds(world.store.database, filter)
        if (!known) throw requestRefusal('REFUND_NOT_FOUND', { place: 'refundId' })
        const file = await retryRefund(world, await findOrder(world, known.orderId), refundId)
        return { status: 200, body: viewRefund(file.refunds.find((one) => one.refundId === refundId)!) }
      })
    },
  })
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The refund's id follows from the caller's key: granted twice, even after a crash, it is granted once. */
export function refundIdOf(institutionId: string, key: string): RefundId {
  const digest = createHash('sha256')
    .update(JSON.stringify(['refund', institutionId, key]))
    .digest()
  return `rf_${[...digest.subarray(0, 26)].map((byte) => ALPHABET[byte % 32]).join('')}` as RefundId
}

function getRefunds(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/refunds',
    onRequest: room.gate('his', 'finance', 'viewer'),
    schema: {
      tags,
      summary: '退款列表 · refunds, newest first',
      security: bearer,
      querystring: pageQuery.extend({ orderId: id.optional() }),
      response: { 200: pageOf(refundSchema), ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const { limit, cursor, orderId } = request.query
      const place = readDateCursor(cursor)
      const rows = await listRefunds(world.store.database, {
        institutionId,
        orderId: orderId ?? null,
        refundId: null,
        after: place && { createdAt: place[0], refundId: place[1] },
        limit: limit + 1,
      })
      const page = cutPage(rows, limit, (row) => [row.createdAt, row.refundId])
      return { items: page.items.map(viewRefund), nextCursor: page.nextCursor }
    },
  })
}

function getRefund(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/refunds/:refundId',
    onRequest: room.gate('his', 'finance', 'viewer'),
    schema: {
      tags,
      summary: '一笔退款 · one refund',
      security: bearer,
      params: z.object({ refundId: id }),
      response: { 200: refundSchema, ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const filter = { institutionId, orderId: null, refundId: request.params.refundId, after: null, limit: 1 }
      const [refund] = await listRefunds(world.store.database, filter)
      if (!refund) throw requestRefusal('REFUND_NOT_FOUND', { place: 'refundId' })
      return viewRefund(refund)
    },
  })
}
