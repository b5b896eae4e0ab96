import { z } from 'zod'
import {
  type AccountBalance,
  type BookedTransfer,
  readTransfers,
  readTrialBalance,
} from '../../../store/ledger-queries.ts'
import { callerOf } from '../http/caller.ts'
import { type Column, sendCsv, text, yuan } from '../http/csv.ts'
import { cutPage, pageOf, pageQuery, readCursor } from '../http/cursor.ts'
import type { Server } from '../http/server-type.ts'
import type { ApiRoom } from './room.ts'
import { transferSchema, viewTransfer } from './transfer-view.ts'
import { bearer, fenAmount, formatQuery, id, listAnswer, refusals } from './words.ts'

const tags = ['ledger']

const accountSchema = z
  .object({
    path: z.string(),
    kind: z.enum(['asset', 'liability', 'income', 'expense']),
    debitsFen: fenAmount,
    creditsFen: fenAmount,
    debitsPendingFen: fenAmount,
    creditsPendingFen: fenAmount,
  })
  .meta({ id: 'Account' })

const viewAccount = (account: AccountBalance): z.input<typeof accountSchema> => ({
  path: account.path,
  kind: account.kind,
  debitsFen: account.debits,
  creditsFen: account.credits,
  debitsPendingFen: account.debitsPending,
  creditsPendingFen: account.creditsPending,
})

export function registerLedger(server: Server, room: ApiRoom): void {
  getTrialBalance(server, room)
  getAccounts(server, room)
  getTransfers(server, room)
}

function getTrialBalance(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/ledger/trial-balance',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '试算平衡 · derived from the transfers at this moment; differenceFen is 0 or the books are broken',
      security: bearer,
      response: {
        200: z.object({
          debitsFen: fenAmount,
          creditsFen: fenAmount,
          differenceFen: fenAmount,
          accounts: z.array(accountSchema),
        }),
        ...refusals,
      },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const balance = await readTrialBalance(world.store.database, institutionId)
      return {
        debitsFen: balance.debits,
        creditsFen: balance.credits,
        differenceFen: balance.difference,
        accounts: balance.accounts.map(viewAccount),
      }
    },
  })
}

function getAccounts(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/ledger/accounts',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '账户余额 · accounts, by the beginning of their path',
      security: bearer,
      querystring: z.strictObject({ path: z.string().max(200).default('') }),
      response: { 200: z.object({ items: z.array(accountSchema) }), ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const { accounts } = await readTrialBalance(world.store.database, institutionId)
      return { items: accounts.filter((one) => one.path.startsWith(request.query.path)).map(viewAccount) }
    },
  })
}

const COLUMNS: readonly Column<BookedTransfer>[] = [
  text('序号', (row) => String(row.bookingNo)),
  text('分录号', (row) => row.transferId),
  text('类型', (row) => row.kind),
  text('借方', (row) => row.debit),
  text('贷方', (row) => row.credit),
  yuan('金额', (row) => row.amount),
  text('代码', (row) => row.code),
  text('订单号', (row) => row.orderId),
  text('生效日期', (row) => row.effectiveDate),
  text('记账时间', (row) => new Date(row.bookedAt).toISOString()),
]

function getTransfers(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/ledger/transfers',
    onRequest: room.gate('finance', 'viewer'),
    schema: {
      tags,
      summary: '分录，按记账顺序 · transfers in booking order; format=csv for all',
      security: bearer,
      querystring: pageQuery.extend({
        ...formatQuery,
        orderId: id.optional(),
        account: z.string().max(200).optional(),
      }),
      response: { 200: listAnswer(pageOf(transferSchema)), ...refusals },
    },
    handler: async (request, reply) => {
      const { world, institutionId } = callerOf(request)
      const { limit, cursor, format, orderId, account } = request.query
      const filter = { institutionId, ...(orderId ? { orderId } : {}), ...(account ? { account } : {}) }
      const read = (after: number, most: number) =>
        readTransfers(world.store.database, { ...filter, after, limit: most })
      if (format === 'csv')
        return sendCsv(reply, 'transfers', {
          columns: COLUMNS,
          readAfter: (last, most) => read(last?.bookingNo ?? 0, most),
        })
      const after = Number(readCursor(cursor, 1)?.[0] ?? 0)
      const rows = await read(Number.isSafeInteger(after) ? after : 0, limit + 1)
      const page = cutPage(rows, limit, (row) => [row.bookingNo])
      return reply.type('application/json').send({ ...page, items: page.items.map(viewTransfer) })
    },
  })
}
