import { z } from 'zod'
import { listPositions, type PositionRow } from '../../../store/list-positions.ts'
import { callerOf } from '../http/caller.ts'
import { type Column, sendCsv, text, yuan } from '../http/csv.ts'
import { cutPage, pageOf, pageQuery, readDateCursor } from '../http/cursor.ts'
import type { Server } from '../http/server-type.ts'
import type { ApiRoom } from './room.ts'
import { bearer, daySpan, fenAmount, formatQuery, listAnswer, refusals } from './words.ts'

const positionSchema = z
  .object({
    businessDate: z.string(),
    payer: z.string(),
    channel: z.string(),
    valueDate: z.string(),
    takenFen: fenAmount,
    refundedFen: fenAmount,
    feeFen: fenAmount,
    disputedFen: fenAmount,
    dueFen: fenAmount,
  })
  .meta({ id: 'ClearingPosition' })

const COLUMNS: readonly Column<PositionRow>[] = [
  text('业务日期', (row) => row.businessDate),
  text('付款方', (row) => row.payer),
  text('渠道', (row) => row.channel),
  text('到账日', (row) => row.valueDate),
  yuan('收款', (row) => row.taken),
  yuan('退款', (row) => row.refunded),
  yuan('手续费', (row) => row.fee),
  yuan('争议', (row) => row.disputed),
  yuan('应收', (row) => row.due),
]

/** What each payer owes for each day and when it is due: taken − refunded − fee. */
export function registerClearingPositions(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/clearing-positions',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags: ['clearing'],
      summary: '清算头寸 · what each payer owes for each day; format=csv for all',
      security: bearer,
      querystring: pageQuery.extend({ ...formatQuery, ...daySpan }),
      response: { 200: listAnswer(pageOf(positionSchema)), ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const { limit, cursor, format, from, to } = request.query
      const filter = { institutionId, from: from ?? null, to: to ?? null }
      const read = (after: { businessDate: string; payer: string } | null, most: number) =>
        listPositions(world.store.database, { ...filter, after, limit: most })
      if (format === 'csv') return sendCsv(reply, 'clearing-positions', { columns: COLUMNS, readAfter: read })
      const place = readDateCursor(cursor)
      const rows = await read(place && { businessDate: place[0], payer: place[1] }, limit + 1)
      const page = cutPage(rows, limit, (row) => [row.businessDate, row.payer])
      return reply.type('application/json').send({ ...page, items: page.items.map(view) })
    },
  })
}

const view = (row: PositionRow): z.input<typeof positionSchema> => ({
  businessDate: row.businessDate,
  payer: row.payer,
  channel: row.channel,
  valueDate: row.valueDate,
  takenFen: row.taken,
  refundedFen: row.refunded,
  feeFen: row.fee,
  disputedFen: row.disputed,
  dueFen: row.due,
})
