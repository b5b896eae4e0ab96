import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Refusal, RefusalError } from '../../../domain/identity/refusal.ts'
import type { World } from '../../../flow/world.ts'
import {
  abandonKey,
  answerKey,
  claimKey,
  HOLD_SECONDS,
  type KeptAnswer,
  type KeyOf,
  refreshKey,
  releaseKey,
} from '../../../store/idempotency.ts'
import { describeRefusal, requestRefusal } from './request-refusal.ts'
import { statusOf } from './status-of.ts'

/** Said to a caller whose key is there, but is none. */
const KEY_FORM = 'Idempotency-Key 须为 1–100 个可见 ASCII 字符 · a key is 1 to 100 visible ASCII characters'

export const keyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,100}$/, KEY_FORM)
    .meta({ description: '同一次操作重发时使用同一个值 · the same value when the same act is sent again' }),
})

/** @param said what the schema says of the header */
export const refuseKey = (said: string | undefined): Refusal =>
  describeRefusal('IDEMPOTENCY_KEY_NEEDED', {
    place: 'headers.idempotency-key',
    ...(said === KEY_FORM ? { message: KEY_FORM } : {}),
  })

/** One write, as its caller wishes it. */
export interface Wish {
  readonly world: World
  readonly institutionId: string
  readonly key: string
  /** everything that makes this wish different from another */
  readonly content: unknown
  /** @param holder.tookOver a first holder of this key died on the way: something may be done already */
  act(holder: { readonly tookOver: boolean }): Promise<{ readonly status: number; readonly body: unknown }>
  /** answers a repeated key with the present state instead of the kept body, which then is not kept */
  again?(): Promise<unknown>
}

/**
 * The same key and the same wish: done once, answered always alike. The same key and another wish: refused. While the
 * first is at work: "in progress". An error that may be retried leaves no trace of the key.
 * @throws RefusalError IDEMPOTENCY_CONFLICT, IDEMPOTENCY_IN_PROGRESS
 */
export async function answerOnce(request: FastifyRequest, reply: FastifyReply, wish: Wish): Promise<FastifyReply> {
  const { database, sealer } = wish.world.store
  const key: KeyOf = { institutionId: wish.institutionId, key: wish.key }
  const claim = await claimKey(database, sealer, { ...key, requestHash: hashOf(request, wish.content) })
  if (claim.kind === 'conflict') throw requestRefusal('IDEMPOTENCY_CONFLICT')
  if (claim.kind === 'running') throw requestRefusal('IDEMPOTENCY_IN_PROGRESS', { moneyMoved: 'unknown' })
  if (claim.kind === 'answered') return repeat(reply, wish, claim.answer)
  const hold = keepHold(wish, key, claim.hold)
  try {
    const { status, body } = await wish.act({ tookOver: claim.tookOver })
    const text = reply.code(status).serialize(body).toString()
    await keep(wish, { ...key, hold: await hold.stop() }, { status, body: wish.again ? '' : text })
    return reply.type('application/json; charset=utf-8').send(text)
  } catch (error) {
    await settleError(wish, { ...key, hold: await hold.stop() }, error)
    throw error
  }
}

function hashOf(request: FastifyRequest, content: unknown): Buffer {
  const act = `${request.method} ${request.routeOptions.url ?? ''}`
  return createHash('sha256')
    .update(JSON.stringify([act, request.params, content]))
    .digest()
}

async function repeat(reply: FastifyReply, wish: Wish, kept: KeptAnswer): Promise<FastifyReply> {
  reply.header('idempotency-replayed', 'true').code(kept.status)
  if (kept.status < 400 && wish.again) return reply.send(await wish.again())
  return reply.type('application/json; charset=utf-8').send(kept.body)
}

const keep = (wish: Wish, held: KeyOf & { readonly hold: string }, answer: KeptAnswer): Promise<void> =>
  answerKey(wish.world.store.database, wish.world.store.sealer, { ...held, answer })

/** A last word is kept like any answer; a refusal frees the key; an accident leaves it to be taken over. What fails here must not hide the error itself. */
async function settleError(wish: Wish, held: KeyOf & { readonly hold: string }, error: unknown): Promise<void> {
  const refusal: Refusal | null = error instanceof RefusalError ? error.refusal : null
  try {
    if (refusal && !refusal.retrySameKey)
      await keep(wish, held, { status: statusOf(refusal), body: JSON.stringify(refusal) })
    else if (refusal) await releaseKey(wish.world.store.database, held)
    else await abandonKey(wish.world.store.database, held)
  } catch {
    // the database is away: the hold runs out by itself
  }
}

/** Long work says "still at it", so that nobody takes over what is not abandoned. */
function keepHold(wish: Wish, key: KeyOf, first: string): { stop(): Promise<string> } {
  let hold = Promise.resolve(first)
  const refresh = async (last: Promise<string>): Promise<string> => {
    const held = await last
    return (await refreshKey(wish.world.store.database, { ...key, hold: held }).catch(() => null)) ?? held
  }
  const timer = setInterval(
    () => {
      hold = refresh(hold)
    },
    (HOLD_SECONDS * 1000) / 3,
  )
  timer.unref()
  return {
    stop: () => {
      clearInterval(timer)
      return hold
    },
  }
}
