import { z } from 'zod'
import { listStatements, readStatementContent } from '../../../store/list-statements.ts'
import { callerOf } from '../http/caller.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import type { ApiRoom } from './room.ts'
import { bearer, day, daySpan, instant, refusals } from './words.ts'

const tags = ['statements']
const MOST_FILES = 1000

const statementSchema = z.object({
  channel: z.string(),
  kind: z.string(),
  businessDate: z.string(),
  filename: z.string(),
  sha256: z.string(),
  bytes: z.int(),
  fetchedAt: instant,
})

export function registerStatements(server: Server, room: ApiRoom): void {
  getStatements(server, room)
  getContent(server, room)
}

function getStatements(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/statements',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '渠道账单文件 · statement files as the channels sent them; at most 1000, narrow the days for more',
      security: bearer,
      querystring: z.strictObject({ ...daySpan, channel: z.string().max(40).optional() }),
      response: { 200: z.object({ items: z.array(statementSchema) }), ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const { from, to, channel } = request.query
      const filter = { institutionId, from: from ?? null, to: to ?? null, channel: channel ?? null, limit: MOST_FILES }
      return { items: await listStatements(world.store.database, filter) }
    },
  })
}

function getContent(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/statements/:channel/:kind/:date/:sha256',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '下载原始账单 · the very bytes the channel sent',
      security: bearer,
      params: z.object({
        channel: z.string().max(40),
        kind: z.string().max(40),
        date: day,
        sha256: z.string().regex(/^[0-9a-f]{64}$/, '64 个十六进制字符 · 64 hex digits'),
      }),
      response: {
        200: { description: '原始文件 · the file', content: { 'application/octet-stream': { schema: z.string() } } },
        ...refusals,
      },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const file = await readStatementContent(world.store.database, { institutionId, ...request.params })
      if (!file) throw requestRefusal('STATEMENT_NOT_FOUND')
      reply.type('application/octet-stream').header('content-disposition', dispositionOf(file.filename))
      return reply.send(file.content as unknown as string)
    },
  })
}

/** A channel chose this name: nothing of it may end the header or become a path. */
function dispositionOf(filename: string): string {
  const plain = filename.replaceAll(/[^\w.-]/g, '_')
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(filename.replaceAll(/[/\\]/g, '_'))}`
}
