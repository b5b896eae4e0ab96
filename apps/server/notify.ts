import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { WalletChannel } from '../../channels/contract/channel.ts'
import { RefusalError } from '../../domain/identity/refusal.ts'
import { type Delivery, hearNotification } from '../../flow/hear-notification.ts'
import type { World } from '../../flow/world.ts'
import { rememberNotification } from '../../store/remember-notification.ts'
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
        const verdict = await takeNotification(room, request, { channel, institutionId, raw: rawOf(request) })
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

const rawOf = (request: FastifyRequest): Delivery['raw'] => ({
  headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
  body: Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '',
})

async function takeNotification(
  room: NotifyRoom,
  request: FastifyRequest,
  delivery: Delivery,
): Promise<'accepted' | 'replayed' | 'refused'> {
  try {
    return await hear(room, request, delivery)
  } catch (error) {
    const { channel } = delivery
    if (error instanceof RefusalError) request.log.warn({ channel, code: error.refusal.code }, 'notification refused')
    else request.log.error({ channel, err: error }, 'notification not taken')
    return 'refused'
  }
}

/** What follows the first commit (settling with the insurer, say) must not keep the channel waiting for its answer. */
async function hear(room: NotifyRoom, request: FastifyRequest, delivery: Delivery): Promise<'accepted' | 'replayed'> {
  const { world } = room.platform
  const { committed, whole } = untilCommitted(world, (watched) => hearNotification(watched, delivery))
  const notification = await Promise.race([committed, whole])
  if (notification === null) {
    room.pending.add(whole, (error) => request.log.error({ err: error }, 'order not carried on'))
    return 'accepted'
  }
  // nothing was to be changed: either it is a replay, or we knew already and only remember having been told
  const isNew = await rememberNotification(world.store.database, {
    ...delivery,
    ...notification,
    at: world.surroundings.now(),
  })
  return isNew ? 'accepted' : 'replayed'
}

/** `committed` is done (null) when the flow's first step stands: that step holds the notification too. */
function untilCommitted<T>(
  world: World,
  act: (watched: World) => Promise<T>,
): { committed: Promise<null>; whole: Promise<T> } {
  const { promise, resolve } = Promise.withResolvers<null>()
  const committed = (orderId: string): void => {
    world.watch.committed(orderId)
    resolve(null)
  }
  return {
    committed: promise,
    whole: act({ ...world, watch: { called: (call) => world.watch.called(call), committed } }),
  }
}
