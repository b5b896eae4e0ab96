import { createHmac } from 'node:crypto'
import { makeId } from '../domain/identity/ids.ts'
import { claimDeliveries, type Delivery, markDelivered, markFailed } from '../store/webhook-deliveries.ts'
import type { World } from './world.ts'

/** Says one thing to one address; a throw is "no answer". Redirects are not followed. */
export type PostEvent = (
  url: string,
  message: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
) => Promise<{ readonly status: number }>

export interface Delivered {
  readonly delivered: number
  readonly failed: number
  readonly givenUp: number
}

/** At once from one process. A claim outlives the longest try (10 s), so no second process sends the same meanwhile. */
const BATCH = 32
const LEASE_SECONDS = 40
const SLOWEST_RETRY_MS = 3600_000
const TRY_FOR_MS = 24 * 3600_000

/**
 * Tells the hospital's systems what happened: claim due deliveries → sign → send → write down what became of each.
 * The order of events of one order is kept per endpoint. A receiver may hear an event twice (a crash between its answer
 * and our note of it) and deduplicates by event id. What fails is tried again for a day, then a person is asked.
 */
export async function deliverEvents(
  world: World,
  post: PostEvent,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Delivered> {
  const { database, sealer } = world.store
  const count = { delivered: 0, failed: 0, givenUp: 0 }
  while (!options.signal?.aborted) {
    const now = world.surroundings.now()
    const batch = await claimDeliveries(database, sealer, { now, limit: BATCH, leaseSeconds: LEASE_SECONDS })
    if (batch.length === 0) break
    const fates = await Promise.all(batch.map((delivery) => deliver(world, post, delivery)))
    for (const fate of fates) count[fate]++
  }
  return count
}

async function deliver(world: World, post: PostEvent, delivery: Delivery): Promise<keyof Delivered> {
  const failure = await send(world, post, delivery)
  const { database } = world.store
  const now = world.surroundings.now()
  if (failure === null) {
    await markDelivered(database, delivery, now)
    return 'delivered'
  }
  const isHopeless = triedForMs(delivery.tries) >= TRY_FOR_MS
  if (isHopeless) await askPerson(world, delivery, failure)
  const nextTryAt = isHopeless ? null : new Date(now.getTime() + waitAfterMs(delivery.tries))
  await markFailed(database, delivery, { error: failure, nextTryAt })
  return isHopeless ? 'givenUp' : 'failed'
}

/** @returns why it failed, or null when the receiver took it */
async function send(world: World, post: PostEvent, delivery: Delivery): Promise<string | null> {
  const { eventId, institutionId, event } = delivery
  const body = JSON.stringify({ eventId, institutionId, ...event })
  const timestamp = String(Math.floor(world.surroundings.now().getTime() / 1000))
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'medsettle-event-id': eventId,
    'medsettle-timestamp': timestamp,
    'medsettle-signature': signEvent(delivery.secret, timestamp, body),
  }
  try {
    const { status } = await post(delivery.url, { headers, body })
    return status >= 200 && status < 300 ? null : `HTTP_${status}`
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'TIMEOUT' : 'NO_ANSWER'
  }
}

/** `v1=` + hex HMAC-SHA256 over `timestamp.body`. @param timestamp whole seconds since 1970, as text */
export function signEvent(secret: string, timestamp: string, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`
}

/** 1 s, 2 s, 4 s … never more than an hour. @param tries how many have failed, from 1 */
export const waitAfterMs = (tries: number): number => Math.min(SLOWEST_RETRY_MS, 1000 * 2 ** Math.min(tries - 1, 30))

/** How long a delivery has been tried when its `tries`-th try ends, had every try been in time. */
export function triedForMs(tries: number): number {
  let total = 0
  for (let past = 1; past < tries; past++) total += waitAfterMs(past)
  return total
}

async function askPerson(world: World, delivery: Delivery, failure: string): Promise<void> {
  const now = world.surroundings.now()
  await world.store.commit({
    region: delivery.regionId,
    institution: delivery.institutionId,
    workOrders: [
      {
        workOrderId: makeId('workOrder', now.getTime(), world.surroundings.chance),
        subjectKey: `EVENT_UNDELIVERED:${delivery.endpointId}:${delivery.eventId}`,
        cause: 'EVENT_UNDELIVERED',
        title: `事件 ${delivery.event.topic} 推送 ${delivery.tries} 次均未成功（${failure}），已停止自动重试`,
        amount: null,
        openedAt: now.toISOString(),
        dueAt: new Date(now.getTime() + 24 * 3600_000).toISOString(),
        detail: { orderId: delivery.event.orderId, eventId: delivery.eventId, endpointId: delivery.endpointId },
      },
    ],
  })
}
