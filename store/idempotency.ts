import type { Database } from './database.ts'
import type { Sealer } from './seal.ts'

export interface KeyOf {
  readonly institutionId: string
  /** the caller's Idempotency-Key */
  readonly key: string
}

export interface KeptAnswer {
  readonly status: number
  /** the body exactly as it was sent */
  readonly body: string
}

/** What a key says when a request comes with it. */
export type Claim =
  /** nobody else works on it; `tookOver`: a first holder died on the way, something may be done already */
  | { readonly kind: 'ours'; readonly tookOver: boolean; readonly hold: string }
  | { readonly kind: 'running' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }

/** A holder that has not refreshed its hold for so long has died, s. Holders refresh three times as often. */
export const HOLD_SECONDS = 15

/** Claims the key for one request. @param requestHash SHA-256 of what is asked: the same key never names two wishes */
export async function claimKey(
  database: Database,
  sealer: Sealer,
  want: KeyOf & { readonly requestHash: Buffer },
): Promise<Claim> {
  for (;;) {
    const [held] = await database.query<{ hold: string; tookOver: boolean }>(
      `insert into medsettle.idempotency_key as k (institution_id, key, request_hash) values ($1, $2, $3)
         on conflict (institution_id, key) do update set created_at = clock_timestamp()
           where k.status is null and k.request_hash = excluded.request_hash
             and k.created_at < clock_timestamp() - make_interval(secs => $4)
         returning created_at::text as hold, xmax <> 0 as "tookOver"`,
      [want.institutionId, want.key, want.requestHash, HOLD_SECONDS],
    )
    if (held) return { kind: 'ours', ...held }
    const found = await readClaim(database, sealer, want)
    // released between the two statements: claim again
    if (found) return found
  }
}

async function readClaim(
  database: Database,
  sealer: Sealer,
  want: KeyOf & { readonly requestHash: Buffer },
): Promise<Claim | null> {
  const [row] = await database.query<{ same: boolean; status: number | null; answer: string | null }>(
    `select request_hash = $3 as same, status, answer #>> '{}' as answer from medsettle.idempotency_key
      where institution_id = $1 and key = $2`,
    [want.institutionId, want.key, want.requestHash],
  )
  if (!row) return null
  if (!row.same) return { kind: 'conflict' }
  if (row.status === null || row.answer === null) return { kind: 'running' }
  const body = sealer.unseal(Buffer.from(row.answer, 'base64'), placeOf(want))
  return { kind: 'answered', answer: { status: row.status, body } }
}

/** Says "still at it". @returns the new hold, or null when somebody else has taken over */
export async function refreshKey(database: Database, held: KeyOf & { readonly hold: string }): Promise<string | null> {
  const [row] = await database.query<{ hold: string }>(
    `update medsettle.idempotency_key set created_at = clock_timestamp()
      where institution_id = $1 and key = $2 and created_at = $3::timestamptz and status is null
      returning created_at::text as hold`,
    [held.institutionId, held.key, held.hold],
  )
  return row?.hold ?? null
}

/** Keeps the answer for every later request with this key. Sealed, because answers may carry payment links and secrets. */
export async function answerKey(
  database: Database,
  sealer: Sealer,
  given: KeyOf & { readonly hold: string; readonly answer: KeptAnswer },
): Promise<void> {
  const sealed = sealer.seal(given.answer.body, placeOf(given)).toString('base64')
  await database.query(
    `update medsettle.idempotency_key set status = $4, answer = to_jsonb($5::text)
      where institution_id = $1 and key = $2 and created_at = $3::timestamptz and status is null`,
    [given.institutionId, given.key, given.hold, given.answer.status, sealed],
  )
}

/** The request ended without a last word: the same key may be sent again and starts anew. */
export async function releaseKey(database: Database, held: KeyOf & { readonly hold: string }): Promise<void> {
  await database.query(
    `delete from medsettle.idempotency_key
      where institution_id = $1 and key = $2 and created_at = $3::timestamptz and status is null`,
    [held.institutionId, held.key, held.hold],
  )
}

/**
 * Gives up a key in the middle: nobody knows how much was done, so the next request with it takes over at once instead of
 * beginning anew.
 */
export async function abandonKey(database: Database, held: KeyOf & { readonly hold: string }): Promise<void> {
  await database.query(
    `update medsettle.idempotency_key set created_at = clock_timestamp() - make_interval(secs => $4)
      where institution_id = $1 and key = $2 and created_at = $3::timestamptz and status is null`,
    [held.institutionId, held.key, held.hold, HOLD_SECONDS + 1],
  )
}

/** Keys older than this are of no use to anybody who repeats a request. @returns how many were forgotten */
export async function forgetOldKeys(database: Database, olderThanDays: number): Promise<number> {
  const rows = await database.query(
    `delete from medsettle.idempotency_key where created_at < clock_timestamp() - make_interval(days => $1)
      returning key`,
    [olderThanDays],
  )
  return rows.length
}

const placeOf = (key: KeyOf): string => `idempotency/${key.institutionId}/${key.key}`
