import { z } from 'zod'
import { CAUSES } from '../../../domain/reconciliation/difference.ts'
import { type DifferenceRow, listDifferences } from '../../../store/list-runs.ts'
import { callerOf } from '../http/caller.ts'
import { type Column, sendCsv, text, yuan } from '../http/csv.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import type { Server } from '../http/server-type.ts'
import type { ApiRoom } from './room.ts'
import { bearer, day, fenAmount, formatQuery, id, listAnswer, refusals } from './words.ts'

const differenceSchema = z
  .object({
    runId: id,
    businessDate: z.string(),
    key: z.string(),
    channel: z.string(),
    cause: z.string(),
    causeTitle: z.string(),
    ourOrderId: z.string().nullable(),
    channelOrderId: z.string().nullable(),
    oursFen: fenAmount.nullable(),
    theirsFen: fenAmount.nullable(),
    message: z.string(),
  })
  .meta({ id: 'Difference' })

const COLUMNS: readonly Column<DifferenceRow>[] = [
  text('业务日期', (row) => row.businessDate),
  text('渠道', (row) => row.channel),
  text('原因', (row) => CAUSES[row.cause].zh),
  text('我方单号', (row) => row.ourOrderId),
  text('渠道单号', (row) => row.channelOrderId),
  yuan('我方金额', (row) => row.ours),
  yuan('对方金额', (row) => row.theirs),
  text('说明', (row) => row.message),
]

/** Where two books disagree, each with exactly one cause. */
export function registerDifferences(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/differences',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags: ['reconciliation'],
      summary: '对账差异 · differences found by reconciliation; format=csv for all of them',
      security: bearer,
      querystring: pageQuery.extend({
        ...formatQuery,
        runId: id.optional(),
        date: day.optional(),
        cause: z.string().max(40).optional(),
      }),
      response: { 200: listAnswer(pageOf(differenceSchema)), ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const { limit, cursor, format, runId, date, cause } = request.query
      const filter = { institutionId, runId: runId ?? null, date: date ?? null, cause: cause ?? null }
      const read = (after: { runId: string; key: string } | null, most: number) =>
        listDifferences(world.store.database, { ...filter, after, limit: most })
      if (format === 'csv') return sendCsv(reply, 'differences', { columns: COLUMNS, readAfter: read })
      const place = readCursor(cursor, 2)
      const rows = await read(place && { runId: place[0]!, key: place[1]! }, limit + 1)
      const page = cutPage(rows, limit, (row) => [row.runId, row.key])
      return reply.type('application/json').send({ ...page, items: page.items.map(view) })
    },
  })
}

const view = ({ ours, theirs, ...row }: DifferenceRow): z.input<typeof differenceSchema> => ({
  ...row,
  causeTitle: CAUSES[row.cause].zh,
  oursFen: ours,
  theirsFen: theirs,
})
