import { z } from 'zod'
import { listWorkOrders, readWorkOrder, resolveWorkOrder, type WorkOrderRow } from '../../../store/list-work-orders.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import { type Column, sendCsv, text, yuan } from '../http/csv.ts'
import { cutPage, pageOf, pageQuery, readDateCursor } from '../http/cursor.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import { type ApiRoom, writeOnce } from './room.ts'
import { bearer, fenAmount, formatQuery, id, instant, listAnswer, refusals } from './words.ts'

const tags = ['work-orders']

const workOrderSchema = z
  .object({
    workOrderId: id,
    cause: z.string(),
    title: z.string(),
    amountFen: fenAmount.nullable(),
    status: z.enum(['open', 'resolved']),
    openedAt: instant,
    dueAt: instant,
    resolvedAt: instant.nullable(),
    resolution: z.string().nullable(),
    resolvedBy: z.string().nullable(),
    orderId: z.string().nullable(),
  })
  .meta({ id: 'WorkOrder' })

const COLUMNS: readonly Column<WorkOrderRow>[] = [
  text('工单号', (row) => row.workOrderId),
  text('原因', (row) => row.cause),
  text('事项', (row) => row.title),
  yuan('金额', (row) => row.amount),
  text('状态', (row) => (row.status === 'open' ? '待处理' : '已处理')),
  text('开立时间', (row) => row.openedAt),
  text('处理时限', (row) => row.dueAt),
  text('处理时间', (row) => row.resolvedAt),
  text('处理结果', (row) => row.resolution),
  text('处理方', (row) => row.resolvedBy),
  text('订单号', (row) => row.orderId),
]

const view = ({ amount, ...row }: WorkOrderRow): z.input<typeof workOrderSchema> => ({ ...row, amountFen: amount })

export function registerWorkOrders(server: Server, room: ApiRoom): void {
  getWorkOrders(server, room)
  postResolve(server, room)
}

function getWorkOrders(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/work-orders',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '工单，先到期的在前 · what a person must look at, the most urgent first; format=csv for all',
      security: bearer,
      querystring: pageQuery.extend({
        ...formatQuery,
        status: z.enum(['open', 'resolved']).optional(),
        cause: z.string().max(60).optional(),
      }),
      response: { 200: listAnswer(pageOf(workOrderSchema)), ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const { limit, cursor, format, status, cause } = request.query
      const filter = { institutionId, status: status ?? null, cause: cause ?? null }
      const read = (after: { dueAt: string; workOrderId: string } | null, most: number) =>
        listWorkOrders(world.store.database, { ...filter, after, limit: most })
      if (format === 'csv') return sendCsv(reply, 'work-orders', { columns: COLUMNS, readAfter: read })
      const place = readDateCursor(cursor)
      const rows = await read(place && { dueAt: place[0], workOrderId: place[1] }, limit + 1)
      const page = cutPage(rows, limit, (row) => [row.dueAt, row.workOrderId])
      return reply.type('application/json').send({ ...page, items: page.items.map(view) })
    },
  })
}

function postResolve(server: Server, room: ApiRoom): void {
  const { platform } = room
  server.route({
    method: 'POST',
    url: '/v1/work-orders/:workOrderId/resolve',
    onRequest: room.gate('finance'),
    schema: {
      tags,
      summary: '处理工单 · say how a work order was settled',
      security: bearer,
      headers: keyHeaders,
      params: z.object({ workOrderId: id }),
      body: z.strictObject({ resolution: z.string().trim().min(1).max(500) }),
      response: { 200: workOrderSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId, label } = callerOf(request)
      const where = { institutionId, workOrderId: request.params.workOrderId }
      const { resolution } = request.body
      return writeOnce(request, reply, async ({ tookOver }) => {
        const at = platform.surroundings.now()
        const resolved = await resolveWorkOrder(world.store.database, { ...where, resolution, by: label, at })
        if (resolved) return { status: 200, body: view(resolved) }
        const found = await readWorkOrder(world.store.database, where)
        if (!found) throw requestRefusal('WORK_ORDER_NOT_FOUND', { place: 'workOrderId' })
        if (tookOver && found.resolution === resolution) return { status: 200, body: view(found) }
        throw requestRefusal('WORK_ORDER_RESOLVED')
      })
    },
  })
}
