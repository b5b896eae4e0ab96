import { z } from 'zod'
import { type ClosedDay, canClose, closeDay } from '../../../flow/close-day.ts'
import { readFeeRates } from '../../../store/list-institution-terms.ts'
import { listRuns } from '../../../store/list-runs.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import { cutPage, pageOf, pageQuery, readDateCursor } from '../http/cursor.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import { type ApiRoom, institutionOf, writeOnce } from './room.ts'
import { bearer, day, fenAmount, id, instant, refusalSchema, refusals } from './words.ts'

const tags = ['reconciliation']

const closedSchema = z
  .object({
    runId: id,
    date: z.string(),
    channels: z.array(
      z.object({
        channel: z.string(),
        lines: z.int(),
        quarantined: z.int(),
        matched: z.int(),
        matchedFen: fenAmount,
        feeFen: fenAmount,
        differences: z.int(),
        missing: refusalSchema.nullable().meta({ description: '为何没有账单 · why there is no statement' }),
      }),
    ),
    his: z.object({ compared: z.boolean(), matched: z.int(), differences: z.int() }),
    causes: z.record(z.string(), z.int()),
    differences: z.int(),
    workOrders: z.int(),
    positions: z.int(),
    balanced: z.boolean().meta({ description: '试算平衡 · debits equal credits' }),
  })
  .meta({ id: 'ClosedDay' })

const runSchema = z.object({
  runId: id,
  businessDate: z.string(),
  status: z.enum(['running', 'done']),
  summary: z.unknown().meta({
    description:
      '各渠道 {channel, lines, matched, matchedFen, feeFen, missing} 与差异计数 causes · per channel, and differences by cause',
  }),
  startedAt: instant,
  finishedAt: instant.nullable(),
})

export function registerReconciliation(server: Server, room: ApiRoom): void {
  postRun(server, room)
  getRuns(server, room)
  getRun(server, room)
}

function postRun(server: Server, room: ApiRoom): void {
  const { platform, settings } = room
  server.route({
    method: 'POST',
    url: '/v1/reconciliation-runs',
    onRequest: room.gate('finance'),
    schema: {
      tags,
      summary: '日结：取账单、对账、列差异、记手续费、算清算头寸 · close a day; closing again finds the same',
      security: bearer,
      headers: keyHeaders,
      body: z.strictObject({ date: day }),
      response: { 200: closedSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const { date } = request.body
      return writeOnce(request, reply, async () => {
        if (!canClose(world, date)) throw requestRefusal('DAY_NOT_OVER', { stage: 'reconciliation', place: 'date' })
        const institution = await institutionOf(world, institutionId)
        const feeRates = await readFeeRates(world.store.database, institutionId)
        // replacing differences and positions is a right of the worker alone; the institution is the caller's own
        const closed = await closeDay(platform.world, { institution, date, calendar: settings.calendar, feeRates })
        return { status: 200, body: viewClosed(closed) }
      })
    },
  })
}

function viewClosed(closed: ClosedDay): z.input<typeof closedSchema> {
  const causes: Record<string, number> = {}
  for (const { cause } of closed.differences) causes[cause] = (causes[cause] ?? 0) + 1
  return {
    runId: closed.runId,
    date: closed.date,
    channels: closed.channels.map(({ differences, ...one }) => ({ ...one, differences: differences.length })),
    his: { ...closed.his, differences: closed.his.differences.length },
    causes,
    differences: closed.differences.length,
    workOrders: closed.workOrders.length,
    positions: closed.positions.length,
    balanced: closed.trialBalance.difference === 0,
  }
}

function getRuns(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/reconciliation-runs',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '对账批次列表 · reconciliation runs, newest day first',
      security: bearer,
      querystring: pageQuery,
      response: { 200: pageOf(runSchema), ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const { limit, cursor } = request.query
      const before = readDateCursor(cursor)?.[0] ?? null
      const rows = await listRuns(world.store.database, { institutionId, runId: null, before, limit: limit + 1 })
      return cutPage(rows, limit, (row) => [row.businessDate, row.runId])
    },
  })
}

function getRun(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/reconciliation-runs/:runId',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '一次对账 · one reconciliation run',
      security: bearer,
      params: z.object({ runId: id }),
      response: { 200: runSchema, ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const filter = { institutionId, runId: request.params.runId, before: null, limit: 1 }
      const [run] = await listRuns(world.store.database, filter)
      if (!run) throw requestRefusal('RUN_NOT_FOUND', { place: 'runId' })
      return run
    },
  })
}
