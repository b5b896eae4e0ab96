import type { Database } from './database.ts'
import type { Sealer } from './seal.ts'

export interface WebhookEndpoint {
  readonly endpointId: string
  readonly institutionId: string
  readonly url: string
  /** event topics, or `*` for all */
  readonly topics: readonly string[]
  readonly createdAt: string
  /** null while it is in service */
  readonly disabledAt: string | null
}

const ENDPOINT = `endpoint_id as "endpointId", institution_id as "institutionId", url, topics,
  to_json(created_at) #>> '{}' as "createdAt", to_json(disabled_at) #>> '{}' as "disabledAt"`

type EndpointRow = WebhookEndpoint & Record<string, unknown>

const secretPlace = (endpointId: string): string => `webhook/${endpointId}`

/** The same endpoint id written again changes nothing and answers what stands. */
export async function writeEndpoint(
  database: Database,
  sealer: Sealer,
  endpoint: Pick<WebhookEndpoint, 'endpointId' | 'institutionId' | 'url' | 'topics'> & {
    readonly secret: string
    readonly at: Date
  },
): Promise<{ endpoint: WebhookEndpoint; secret: string }> {
  await database.query(
    `insert into medsettle.webhook_endpoint (endpoint_id, institution_id, url, sealed_secret, topics, created_at)
       values ($1, $2, $3, $4, $5, $6) on conflict (endpoint_id) do nothing`,
    [
      endpoint.endpointId,
      endpoint.institutionId,
      endpoint.url,
      sealer.seal(endpoint.secret, secretPlace(endpoint.endpointId)),
      [...endpoint.topics],
      endpoint.at,
    ],
  )
  const [row] = await database.query<EndpointRow & { sealed: Buffer }>(
    `select ${ENDPOINT}, sealed_secret as sealed from medsettle.webhook_endpoint where endpoint_id = $1`,
    [endpoint.endpointId],
  )
  const { sealed, ...known } = row!
  return { endpoint: known, secret: sealer.unseal(sealed, secretPlace(endpoint.endpointId)) }
}

export function readEndpoints(database: Database, institutionId: string): Promise<WebhookEndpoint[]> {
  return database.query<EndpointRow>(
    `select ${ENDPOINT} from medsettle.webhook_endpoint where institution_id = $1 order by created_at, endpoint_id`,
    [institutionId],
  )
}

export async function readEndpoint(
  database: Database,
  where: { readonly institutionId: string; readonly endpointId: string },
): Promise<WebhookEndpoint | null> {
  const [row] = await database.query<EndpointRow>(
    `select ${ENDPOINT} from medsettle.webhook_endpoint where institution_id = $1 and endpoint_id = $2`,
    [where.institutionId, where.endpointId],
  )
  return row ?? null
}

/** Only events that happen from now on follow the new address or topics; deliveries on their way use the new address. */
export async function changeEndpoint(
  database: Database,
  change: Pick<WebhookEndpoint, 'institutionId' | 'endpointId' | 'url' | 'topics'>,
): Promise<WebhookEndpoint | null> {
  const [row] = await database.query<EndpointRow>(
    `update medsettle.webhook_endpoint set url = $3, topics = $4
      where institution_id = $1 and endpoint_id = $2 and disabled_at is null returning ${ENDPOINT}`,
    [change.institutionId, change.endpointId, change.url, [...change.topics]],
  )
  return row ?? null
}

/** Takes the endpoint out of service; what it has not got yet is not sent any more. The row stays: deliveries name it. */
export async function disableEndpoint(
  database: Database,
  endpoint: { readonly institutionId: string; readonly endpointId: string; readonly at: Date },
): Promise<boolean> {
  const rows = await database.query(
    `with gone as (update medsettle.webhook_endpoint set disabled_at = coalesce(disabled_at, $3)
         where institution_id = $1 and endpoint_id = $2 returning endpoint_id),
       unsent as (update medsettle.webhook_delivery d set next_try_at = null, last_error = 'ENDPOINT_DISABLED'
         from gone where d.endpoint_id = gone.endpoint_id and d.delivered_at is null)
     select endpoint_id from gone`,
    [endpoint.institutionId, endpoint.endpointId, endpoint.at],
  )
  return rows.length > 0
}

/** One event on its way to one endpoint, claimed by this process until its lease runs out. */
export interface Delivery {
  readonly regionId: string
  readonly institutionId: string
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
