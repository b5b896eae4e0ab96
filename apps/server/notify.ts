import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Notification, WalletChannel } from '../../channels/contract/channel.ts'
import type { AttemptId } from '../../domain/identity/ids.ts'
import { type Refusal, RefusalError } from '../../domain/identity/refusal.ts'
import type { OrderFile } from '../../domain/order/draft.ts'
import { heardOutcome } from '../../flow/perform-call.ts'
import { hearChannel } from '../../flow/take-payment.ts'
import type { World } from '../../flow/world.ts'
import { isNotificationSeen } from '../../store/list-notifications.ts'
import { refusals } from './api/words.ts'
import { requestRefusal } from './http/request-refusal.ts'
import type { Server } from './http/server-type.ts'
import type { Metrics } from './metrics.ts'
import type { Platform } from './open-world.ts'
import type { PendingWork } from './pending-work.ts'

export interface NotifyRoom {
  readonly platform: Platform
  readonly metrics: Metrics
  readonly pending: PendingWork
}

const MOST_BYTES = 256_000

/**
 * What channels tell us by themselves: check the signature over the exact bytes → find the attempt → hear it → commit →
 * only then say "accepted". A replay changes nothing; what cannot be trusted changes nothing either.
 */
export function registerNotify(parent: Server, room: NotifyRoom): void {
  parent.register(async (scope) => {
    const server = scope as unknown as Server
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: FastifyRequest, bytes: Buffer) => bytes)
    server.route({
      method: 'POST',
      url: '/notify/:channel/:institutionId',
      bodyLimit: MOST_BYTES,
      schema: {
        tags: ['notify'],
        summary: '渠道回调，原始报文 · notifications of the channels, raw bytes',
        params: z.object({ channel: z.string().max(40), institutionId: z.string().max(20) }),
        response: {
          200: z.string().meta({ description: '渠道规定的应答 · what the channel wants to hear' }),
          ...refusals,
        },
      },
      serializerCompiler: () => (answer) => (typeof answer === 'string' ? answer : JSON.stringify(answer)),
      handler: async (request, reply) => {
        const { channel, institutionId } = request.params
        const wallet = await findWallet(room.platform.world, institutionId, channel)
        const body = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : ''
        const verdict = await takeNotification(room, { wallet, institutionId, body, request })
        room.metrics.notified(channel, verdict)
        const answer = wallet.answerNotification(verdict === 'refused' ? 'refused' : 'accepted')
        return reply
          .code(answer.status as 200)
          .type(answer.contentType)
          .send(answer.body)
      },
    })
  })
}

async function findWallet(world: World, institutionId: string, channel: string): Promise<WalletChannel> {
  try {
    return await world.channels.wallet(institutionId, channel)
  } catch (error) {
    if (error instanceof RefusalError) throw requestRefusal('CHANNEL_NOT_FOUND')
    throw error
  }
}

interface Received {
  readonly wallet: WalletChannel
  readonly institutionId: string
  readonly body: string
  readonly request: FastifyRequest
}

async function takeNotification(room: NotifyRoom, received: Received): Promise<'accepted' | 'replayed' | 'refused'> {
  const { wallet, request } = received
  try {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
    const notification = await wallet.readNotification({ headers, body: received.body })
    return await hear(room, received, notification)
  } catch (error) {
    const refusal: Pick<Refusal, 'code'> = error instanceof RefusalError ? error.refusal : { code: 'INTERNAL' }
    const said = { channel: wallet.manifest.name, code: refusal.code, err: error }
    if (refusal.code === 'INTERNAL') request.log.error(said, 'notification not taken')
    else request.log.warn(said, 'notification refused')
    return 'refused'
  }
}

async function hear(
  room: NotifyRoom,
  { wallet, institutionId, request }: Received,
  notification: Notification,
): Promise<'accepted' | 'replayed'> {
  const { world } = room.platform
  const { name: channel } = wallet.manifest
  const { notificationId, attemptId } = notification
  if (await isNotificationSeen(world.store.database, { channel, notificationId })) return 'replayed'
  const file = await findAttempt(world, notification, { channel, institutionId })
  const kind = notification.kind === 'refund' ? 'queryRefund' : 'queryCharge'
  const attempt = { attemptId: attemptId as AttemptId }
  const heard = heardOutcome(kind, attempt, wallet.manifest, notification.outcome)
  const receivedAt = world.surroundings.now().toISOString()
  const taken = { channel, notificationId, attemptId, receivedAt }
  const { firstCommit, whole } = untilCommitted(world, (watched) => hearChannel(watched, file, heard, taken))
  // what follows the commit (settling with the insurer, say) must not keep the channel waiting for its answer
  room.pending.add(whole, (error) => request.log.error({ err: error }, 'order not carried on'))
  await firstCommit
  // heard and nothing to change: the notification is remembered all the same
  const { regionId } = file.order
  await world.store.commit({ region: regionId, institution: file.order.institutionId, notification: taken })
  return 'accepted'
}

/** A notification of another merchant's attempt, or about the wrong kind of act, is not for this address. */
async function findAttempt(
  world: World,
  notification: Notification,
  address: { readonly channel: string; readonly institutionId: string },
): Promise<OrderFile> {
  const file = await world.store.orderOfAttempt(notification.attemptId)
  const attempt = file?.attempts.find((one) => one.attemptId === notification.attemptId)
  const isOurs =
    file?.order.institutionId === address.institutionId &&
    attempt?.channel === address.channel &&
    attempt.act === notification.kind
  if (!file || !isOurs)
    throw new RefusalError({
      code: 'NOTIFICATION_NOT_FOR_US',
      stage: 'charge',
      moneyMoved: 'unknown',
      retrySameKey: true,
      message: '通知所指的交易不属于本机构此渠道',
    })
  return file
}

/** `firstCommit` is done when the flow's first step stands, or when the flow ended without one; it fails when that fails. */
function untilCommitted(
  world: World,
  act: (watched: World) => Promise<unknown>,
): { firstCommit: Promise<void>; whole: Promise<unknown> } {
  const first = Promise.withResolvers<void>()
  const committed = (orderId: string): void => {
    world.watch.committed(orderId)
    first.resolve()
  }
  const whole = act({ ...world, watch: { called: (call) => world.watch.called(call), committed } })
  whole.then(() => first.resolve(), first.reject)
  return { firstCommit: first.promise, whole }
}
