import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OrderFile } from '../../../domain/order/draft.ts'
import type { World } from '../../../flow/world.ts'
import type { Institution } from '../../../store/institution.ts'
import { answerOnce, type Wish } from '../http/answer-once.ts'
import { callerOf, type Gate } from '../http/caller.ts'
import { requestRefusal } from '../http/request-refusal.ts'
import type { Platform } from '../open-world.ts'
import type { ServerSettings } from '../server-settings.ts'

/** What the routes of the API are built from. */
export interface ApiRoom {
  readonly platform: Platform
  readonly settings: ServerSettings
  readonly gate: Gate
}

type KeyedRequest = FastifyRequest & { readonly headers: { readonly 'idempotency-key': string } }

/** One write of the API under the caller's Idempotency-Key. */
export function writeOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  act: (holder: { readonly tookOver: boolean; readonly key: string }) => ReturnType<Wish['act']>,
): Promise<FastifyReply> {
  const { world, institutionId } = callerOf(request)
  const { 'idempotency-key': key } = (request as KeyedRequest).headers
  return answerOnce(request, reply, {
    world,
    institutionId,
    key: `api/${key}`,
    content: request.body ?? null,
    act: (holder) => act({ ...holder, key }),
  })
}

/** @throws RefusalError ORDER_NOT_FOUND also for another institution's order: its existence is no business of the caller */
export async function findOrder(world: World, orderId: string): Promise<OrderFile> {
  const file = await world.store.order(orderId)
  if (!file) throw requestRefusal('ORDER_NOT_FOUND', { place: 'orderId' })
  return file
}

export async function institutionOf(world: World, institutionId: string): Promise<Institution> {
  const institution = await world.store.institution(institutionId)
  if (!institution) throw requestRefusal('UNAUTHENTICATED')
  return institution
}
