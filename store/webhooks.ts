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

/** Where an endpoint's secret is sealed. */
export const secretPlace = (endpointId: string): string => `webhook/${endpointId}`

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
