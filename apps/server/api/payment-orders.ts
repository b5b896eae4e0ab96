import { type Fen, fen } from '@medsettle/money'
import { z } from 'zod'
import { cancelOrder } from '../../../flow/cancel-order.ts'
import { takePayment, type WalletChoice } from '../../../flow/take-payment.ts'
import { readTransfers } from '../../../store/ledger-queries.ts'
import { listOrders } from '../../../store/list-orders.ts'
import { keyHeaders } from '../http/answer-once.ts'
import { callerOf } from '../http/caller.ts'
import { cutPage, pageOf, pageQuery, readDateCursor } from '../http/cursor.ts'
import type { Server } from '../http/server-type.ts'
import { orderSchema, orderStatus, viewOrder } from './order-view.ts'
import { type ApiRoom, findOrder, writeOnce } from './room.ts'
import { transferSchema, viewTransfer } from './transfer-view.ts'
import { bearer, daySpan, fenAmount, id, instant, positiveFen, refusals } from './words.ts'

const tags = ['payment-orders']
const params = z.object({ orderId: id })

const rowSchema = z.object({
  orderId: id,
  billId: id,
  hisBillNo: z.string(),
  status: orderStatus,
  businessDate: z.string(),
  totalFen: fenAmount,
  cashFen: fenAmount,
  refundedFen: fenAmount,
  paidAt: instant.nullable(),
  createdAt: instant,
  updatedAt: instant,
})

export function registerPaymentOrders(server: Server, room: ApiRoom): void {
  getOrders(server, room)
  getOrder(server, room)
  postPay(server, room)
  postCancel(server, room)
}

function getOrders(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/payment-orders',
    onRequest: room.gate('his', 'finance', 'viewer'),
    schema: {
      tags,
      summary: '支付订单列表 · payment orders, newest day first',
      security: bearer,
      querystring: pageQuery.extend({ ...daySpan, status: orderStatus.optional() }),
      response: { 200: pageOf(rowSchema), ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const { limit, cursor, from, to, status } = request.query
      const place = readDateCursor(cursor)
      const rows = await listOrders(world.store.database, {
        institutionId,
        from: from ?? null,
        to: to ?? null,
        status: status ?? null,
        after: place && { businessDate: place[0], orderId: place[1] },
        limit: limit + 1,
      })
      const page = cutPage(rows, limit, (row) => [row.businessDate, row.orderId])
      const items = page.items.map(({ total, cash, refunded, ...row }) => ({
        ...row,
        totalFen: total,
        cashFen: cash,
        refundedFen: refunded,
      }))
      return { items, nextCursor: page.nextCursor }
    },
  })
}

function getOrder(server: Server, room: ApiRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/payment-orders/:orderId',
    onRequest: room.gate('his', 'finance', 'viewer'),
    schema: {
      tags,
      summary: '支付订单、各次尝试与退款 · an order, what was tried and what was given back',
      security: bearer,
      params,
      querystring: z.strictObject({ include: z.enum(['transfers']).optional() }),
      response: { 200: orderSchema.extend({ transfers: z.array(transferSchema).optional() }), ...refusals },
    },
    handler: async (request) => {
      const { world, institutionId } = callerOf(request)
      const file = await findOrder(world, request.params.orderId)
      if (request.query.include !== 'transfers') return viewOrder(file)
      const where = { institutionId, orderId: file.order.orderId, limit: 1000 }
      const transfers = await readTransfers(world.store.database, where)
      return { ...viewOrder(file), transfers: transfers.map(viewTransfer) }
    },
  })
}

const choiceSchema = z.strictObject({
  channel: z.string().min(1).max(40),
  product: z.string().min(1).max(40),
  amountFen: positiveFen.optional().meta({ description: '分；省略则承担其余全部 · fen; omitted: all that is left' }),
  payerId: z.string().min(1).max(128).optional(),
  clientIp: z.union([z.ipv4(), z.ipv6()]).optional(),
  returnUrl: z
    .url({ protocol: /^https?$/ })
    .max(1000)
    .optional(),
})

const paySchema = z.strictObject({
  choices: z
    .array(choiceSchema)
    .max(8)
    .meta({ description: '自付为零时为空 · empty when nothing is left to self-pay' }),
  stepUpConfirmed: z.boolean().optional(),
})

function postPay(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/payment-orders/:orderId/pay',
    onRequest: room.gate('his'),
    schema: {
      tags,
      summary: '发起支付 · start the payment; attempts[].presentation says how the payer continues',
      security: bearer,
      headers: keyHeaders,
      params,
      body: paySchema,
      response: { 200: orderSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { world } = callerOf(request)
      const { choices, stepUpConfirmed } = request.body
      return writeOnce(request, reply, async ({ tookOver }) => {
        const file = await findOrder(world, request.params.orderId)
        // the first holder of this key has already started it: where the order stands now is the answer
        if (tookOver && file.order.status !== 'quoted') return { status: 200, body: viewOrder(file) }
        const payment = { choices: choices.map(readChoice), ...(stepUpConfirmed ? { stepUpConfirmed } : {}) }
        return { status: 200, body: viewOrder(await takePayment(world, file, payment)) }
      })
    },
  })
}

function readChoice(choice: z.output<typeof choiceSchema>): WalletChoice {
  const { amountFen, channel, product, payerId, clientIp, returnUrl } = choice
  const amount: { amount?: Fen } = amountFen === undefined ? {} : { amount: fen(amountFen) }
  return {
    channel,
    product,
    ...amount,
    ...(payerId ? { payerId } : {}),
    ...(clientIp ? { clientIp } : {}),
    ...(returnUrl ? { returnUrl } : {}),
  }
}

function postCancel(server: Server, room: ApiRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/payment-orders/:orderId/cancel',
    onRequest: room.gate('his'),
    schema: {
      tags,
      summary: '撤销未支付订单 · take an unpaid order back; its open charges are closed first',
      security: bearer,
      headers: keyHeaders,
      params,
      response: { 200: orderSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { world } = callerOf(request)
      return writeOnce(request, reply, async () => {
        const file = await findOrder(world, request.params.orderId)
        return { status: 200, body: viewOrder(await cancelOrder(world, file)) }
      })
    },
  })
}
