import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { OrderFile } from '../../../domain/order/draft.ts'
import { type Payment, switchChannel, takePayment } from '../../../flow/take-payment.ts'
import { refusals } from '../api/words.ts'
import { viewForPatient } from '../cashier-view.ts'
import { answerOnce, keyHeaders } from '../http/answer-once.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Server } from '../http/server-type.ts'
import { type CashierRoom, openLink, tokenParams } from './cashier-room.ts'
import { cashierViewSchema } from './view-schema.ts'

const tags = ['cashier']

const payBody = z.union([
  z.strictObject({
    channel: z.string().min(1).max(40),
    product: z.string().min(1).max(40),
    returnUrl: z.url({ protocol: /^https?$/ }).max(1000),
    stepUpConfirmed: z.boolean().optional(),
  }),
  z.strictObject({ channel: z.null(), stepUpConfirmed: z.boolean().optional() }),
])

/** The patient's own routes: who holds the link's token may see and pay this one order, nothing else. */
export function registerCashier(server: Server, room: CashierRoom): void {
  getView(server, room)
  postPay(server, room)
  postSwitch(server, room)
}

function getView(server: Server, room: CashierRoom): void {
  server.route({
    method: 'GET',
    url: '/v1/cashier/:token',
    schema: {
      tags,
      summary: '患者看到的订单 · the order as its patient sees it',
      params: tokenParams,
      response: { 200: cashierViewSchema, ...refusals },
    },
    handler: async (request) => {
      const { file, world } = await openLink(room, request.params.token)
      return asBody(await viewForPatient(world, file))
    },
  })
}

function postPay(server: Server, room: CashierRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/cashier/:token/pay',
    schema: {
      tags,
      summary: '患者付款；自付为零时 channel 为 null · pay; channel is null when insurance alone pays',
      params: tokenParams,
      headers: keyHeaders,
      body: payBody,
      response: { 200: cashierViewSchema, ...refusals },
    },
    handler: async (request, reply) => {
      const { file, world } = await openLink(room, request.params.token)
      const payment = paymentOf(request.body, originsOf(room, request), request.ip)
      return answerOnce(request, reply, {
        world,
        institutionId: file.order.institutionId,
        key: `cashier/${file.order.orderId}/${request.headers['idempotency-key']}`,
        content: request.body,
        act: async ({ tookOver }) => {
          const isStarted = tookOver && file.order.status !== 'quoted'
          const after = isStarted ? file : await takePayment(world, file, payment)
          return { status: 200, body: asBody(await viewForPatient(world, after)) }
        },
        // what the patient must know is where the order stands now, not where it stood when the first answer got lost
        again: async () => {
          const present: OrderFile = (await world.store.order(file.order.orderId)) ?? file
          return asBody(await viewForPatient(world, present))
        },
      })
    },
  })
}

function postSwitch(server: Server, room: CashierRoom): void {
  server.route({
    method: 'POST',
    url: '/v1/cashier/:token/switch',
    schema: {
      tags,
      summary:
        '更换支付方式：先在渠道关闭未付的单 · choose another wallet; the open charge is closed at its channel first',
      params: tokenParams,
      response: { 200: cashierViewSchema, ...refusals },
    },
    handler: async (request) => {
      const { file, world } = await openLink(room, request.params.token)
      return asBody(await viewForPatient(world, await switchChannel(world, file)))
    },
  })
}

type Body = z.input<typeof cashierViewSchema>

/** The page's view type is readonly all through; the answer's is not. */
export const asBody = (view: Awaited<ReturnType<typeof viewForPatient>>): Body => view as unknown as Body

function originsOf(room: CashierRoom, request: FastifyRequest): readonly string[] {
  return [new URL(room.settings.publicUrl).origin, `${request.protocol}://${request.host}`]
}

/** The wallet sends the patient back to where they came from: an address elsewhere would make us a bridge for phishing. */
function paymentOf(body: z.output<typeof payBody>, origins: readonly string[], clientIp: string): Payment {
  const confirmed = body.stepUpConfirmed ? { stepUpConfirmed: true } : {}
  if (body.channel === null) return { choices: [], ...confirmed }
  const { channel, product, returnUrl } = body
  if (!origins.includes(new URL(returnUrl).origin))
    throw requestRefusal('REQUEST_INVALID', { place: 'body.returnUrl', message: '返回地址不属于本平台' })
  return { choices: [{ channel, product, returnUrl, clientIp }], ...confirmed }
}
