import { createHash } from 'node:crypto'
import type { Database } from './database.ts'

/** `his` sends bills and refunds, `finance` reconciles and closes days, `viewer` only reads. */
export const API_ROLES = ['his', 'finance', 'viewer'] as const
export type ApiRole = (typeof API_ROLES)[number]

export interface ApiCaller {
  readonly institutionId: string
  /** what a person called this key, e.g. `HIS 生产` */
  readonly label: string
  readonly roles: readonly ApiRole[]
}

const SECRET_BYTES = 24
const KEY_TEXT = /^msk_[A-Za-z0-9_-]{32,128}$/

/** Only the hash is kept: a copied table opens no door. The key itself has 192 bits of chance, so no slow hash is needed. */
const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest()

/**
 * Makes a key for one institution; the text is shown once and can never be read again.
 * @param database the worker's: the API's own role may not make keys
 * @param grant.secret at least 24 random bytes
 */
export async function issueApiKey(
  database: Database,
  grant: ApiCaller & { readonly secret: Buffer; readonly at: Date },
): Promise<string> {
  if (grant.secret.length < SECRET_BYTES) throw new Error(`An API key needs at least ${SECRET_BYTES} random bytes`)
  const unknown = grant.roles.find((role) => !API_ROLES.includes(role))
  if (unknown !== undefined || grant.roles.length === 0)
    throw new Error(`An API key needs roles out of ${API_ROLES.join(', ')}; "${unknown ?? ''}" is none`)
  const key = `msk_${grant.secret.toString('base64url')}`
  await database.query(
    `insert into medsettle.api_key (key_hash, institution_id, label, roles, created_at) values ($1, $2, $3, $4, $5)`,
    [hashOf(key), grant.institutionId, grant.label, [...grant.roles], grant.at],
  )
  return key
}

/** Whose key is this? null for unknown and for revoked keys alike. @param database the worker's */
export async function findApiKey(database: Database, key: string): Promise<ApiCaller | null> {
  if (!KEY_TEXT.test(key)) return null
  const [row] = await database.query<ApiCaller & Record<string, unknown>>(
    `select institution_id as "institutionId", label, roles from medsettle.api_key
      where key_hash = $1 and revoked_at is null`,
    [hashOf(key)],
  )
  return row ?? null
}

/** From the next request on the key opens nothing. @returns false when there was no such living key */
export async function revokeApiKey(database: Database, key: string, at: Date): Promise<boolean> {
  const rows = await database.query(
    `update medsettle.api_key set revoked_at = $2 where key_hash = $1 and revoked_at is null returning label`,
    [hashOf(key), at],
  )
  return rows.length > 0
}

/** What may be known of a key once it has been issued. */
export interface KnownKey extends Omit<ApiCaller, 'institutionId'> {
  readonly createdAt: Date
  readonly revokedAt: Date | null
}

/** Oldest first. @param database the worker's */
export function listApiKeys(database: Database, institutionId: string): Promise<KnownKey[]> {
  return database.query<KnownKey & Record<string, unknown>>(
    `select label, roles, created_at as "createdAt", revoked_at as "revokedAt" from medsettle.api_key
      where institution_id = $1 order by created_at, label`,
    [institutionId],
  )
}

/** Nobody keeps a key's text, so keys are revoked by what a person calls them. @returns how many */
export async function revokeApiKeys(
  database: Database,
  { institutionId, label }: Pick<ApiCaller, 'institutionId' | 'label'>,
  at: Date,
): Promise<number> {
  const rows = await database.query(
    `update medsettle.api_key set revoked_at = $3 where institution_id = $1 and label = $2 and revoked_at is null
      returning label`,
    [institutionId, label, at],
  )
  return rows.length
}
