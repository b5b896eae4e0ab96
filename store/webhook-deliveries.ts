import type { InstitutionId } from '../domain/identity/ids.ts'
import type { Database } from './database.ts'
import type { Sealer } from './seal.ts'
import { secretPlace } from './webhooks.ts'

/** One event on its way to one endpoint, claimed by this process until its lease runs out. */
export interface Delivery {
  readonly regionId: string
  readonly institutionId: InstitutionId
  readonly eventId: string
  readonly endpointId: string
  /** this try's number, from 1 */
  readonly tries: number
  readonly url: string
  readonly secret: string
  readonly event: {
    readonly topic: string
    readonly orderId: string | null
    readonly payload: unknown
    readonly happenedAt: string
  }
}

/**
 * Takes due deliveries for sending, in one statement and skipping what other processes hold. An event waits until every
 * earlier event of its order has reached the endpoint or was given up, so each endpoint hears an order in order.
 * A claim is a lease: when this process dies the delivery is due again after `leaseSeconds`.
 */
export async function claimDeliveries(
  database: Database,
  sealer: Sealer,
  want: { readonly now: Date; readonly limit: number; readonly leaseSeconds: number },
): Promise<Delivery[]> {
  const rows = await database.query<Omit<Delivery, 'secret'> & { sealed: Buffer } & Record<string, unknown>>(
    `with due as (
       select d.region_id, d.event_id, d.endpoint_id from medsettle.webhook_delivery d
         join medsettle.event e on e.region_id = d.region_id and e.event_id = d.event_id
        where d.delivered_at is null and d.next_try_at <= $1
          and (e.order_id is null or not exists (
            select from medsettle.event f
              join medsettle.webhook_delivery g on g.region_id = f.region_id and g.event_id = f.event_id
             where f.region_id = e.region_id and f.order_id = e.order_id and f.event_no < e.event_no
               and g.endpoint_id = d.endpoint_id and g.delivered_at is null and g.next_try_at is not null))
        order by d.next_try_at limit $2 for update of d skip locked)
     update medsettle.webhook_delivery d set tries = d.tries + 1,
         next_try_at = $1::timestamptz + make_interval(secs => $3)
       from due
       join medsettle.event e on e.region_id = due.region_id and e.event_id = due.event_id
       join medsettle.webhook_endpoint w on w.endpoint_id = due.endpoint_id
      where d.region_id = due.region_id and d.event_id = due.event_id and d.endpoint_id = due.endpoint_id
      returning d.region_id as "regionId", d.institution_id as "institutionId", d.event_id as "eventId",
        d.endpoint_id as "endpointId", d.tries, w.url, w.sealed_secret as sealed,
        jsonb_build_object('topic', e.topic, 'orderId', e.order_id, 'payload', e.payload,
          'happenedAt', e.happened_at) as event`,
    [want.now, want.limit, want.leaseSeconds],
  )
  return rows.map(({ sealed, ...row }) => ({ ...row, secret: sealer.unseal(sealed, secretPlace(row.endpointId)) }))
}

type DeliveryOf = Pick<Delivery, 'regionId' | 'eventId' | 'endpointId'>

export async function markDelivered(database: Database, delivery: DeliveryOf, at: Date): Promise<void> {
  await database.query(
    `update medsettle.webhook_delivery set delivered_at = $4, next_try_at = null, last_error = null
      where region_id = $1 and event_id = $2 and endpoint_id = $3`,
    [delivery.regionId, delivery.eventId, delivery.endpointId, at],
  )
}

/** @param failed.nextTryAt null gives the delivery up: it is never sent again by itself */
export async function markFailed(
  database: Database,
  delivery: DeliveryOf,
  failed: { readonly error: string; readonly nextTryAt: Date | null },
): Promise<void> {
  await database.query(
    `update medsettle.webhook_delivery set next_try_at = $4, last_error = $5
      where region_id = $1 and event_id = $2 and endpoint_id = $3 and delivered_at is null`,
    [delivery.regionId, delivery.eventId, delivery.endpointId, failed.nextTryAt, failed.error],
  )
}

/** A person wants a given-up delivery sent once more. @returns false when there is none that was given up */
export async function retryDelivery(
  database: Database,
  where: {
    readonly institutionId: string
    readonly endpointId: string
    readonly eventId: string
    readonly at: Date
  },
): Promise<boolean> {
  const rows = await database.query(
    `update medsettle.webhook_delivery d set next_try_at = $4, tries = 0
       from medsettle.webhook_endpoint w
      where d.institution_id = $1 and d.endpoint_id = $2 and d.event_id = $3 and d.delivered_at is null
        and d.next_try_at is null and w.endpoint_id = d.endpoint_id and w.disabled_at is null
      returning d.event_id`,
    [where.institutionId, where.endpointId, where.eventId, where.at],
  )
  return rows.length > 0
}

export interface DeliveryRow {
  readonly eventNo: number
  readonly eventId: string
  readonly topic: string
  readonly orderId: string | null
  readonly tries: number
  /** null when it was delivered or given up */
  readonly nextTryAt: string | null
  readonly deliveredAt: string | null
  readonly lastError: string | null
}

/** What became of an endpoint's deliveries, newest first. @param where.before event number of the last row seen */
export function listDeliveries(
  database: Database,
  where: {
    readonly institutionId: string
    readonly endpointId: string
    readonly before: number | null
    readonly limit: number
  },
): Promise<DeliveryRow[]> {
  return database.query<DeliveryRow & Record<string, unknown>>(
    `select e.event_no as "eventNo", d.event_id as "eventId", e.topic, e.order_id as "orderId", d.tries,
       to_json(d.next_try_at) #>> '{}' as "nextTryAt", to_json(d.delivered_at) #>> '{}' as "deliveredAt",
       d.last_error as "lastError"
     from medsettle.webhook_delivery d
     join medsettle.event e on e.region_id = d.region_id and e.event_id = d.event_id
     where d.institution_id = $1 and d.endpoint_id = $2 and ($3::bigint is null or e.event_no < $3)
     order by e.event_no desc limit $4`,
    [where.institutionId, where.endpointId, where.before, where.limit],
  )
}
