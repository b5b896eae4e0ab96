import { fen } from '@medsettle/money'
import { z } from 'zod'
import { writeHisRecords } from '../../../store/day-books.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import type { Server } from '../http/server-type.ts'
import { type ApiRoom, institutionOf, writeOnce } from './room.ts'
import { bearer, day, positiveFen, refusals } from './words.ts'

const recordSchema = z.strictObject({
  hisBillNo: z.string().min(1).max(30),
  kind: z.enum(['payment', 'refund']),
  amountFen: positiveFen,
})

/** A large hospital has some ten thousand bills a day; the same bill is named once a day and kind. */
const bodySchema = z
  .strictObject({ date: day, records: z.array(recordSchema).min(1).max(100_000) })
  .refine(({ records }) => new Set(records.map((one) => `${one.kind}:${one.hisBillNo}`)).size === records.length, {
    path: ['records'],
    message: '同一账单同一方向只能出现一次 · one bill and kind appears twice',
  })

const LARGEST_DAY = 16_000_000

/** The hospital information system's own list of the day, laid beside our orders when the day is closed. */
export function registerHisRecords(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/his-records',
    bodyLimit: LARGEST_DAY,
    onRequest: room.gate('his'),
    schema: {
      tags: ['reconciliation'],
      summary: '上传 HIS 当日收退费清单 · the HIS’s own list of a day; sent again it replaces amounts',
      security: bearer,
      headers: keyHeaders,
      body: bodySchema,
      response: { 200: z.object({ date: z.string(), taken: z.int() }), ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const { date, records } = request.body
      return writeOnce(request, reply, async () => {
        const { regionId } = await institutionOf(world, institutionId)
        await writeHisRecords(
          world.store.database,
          { institutionId, regionId, date },
          records.map(({ hisBillNo, kind, amountFen }) => ({ hisBillNo, kind, amount: fen(amountFen) })),
        )
        return { status: 200, body: { date, taken: records.length } }
      })
    },
  })
}
