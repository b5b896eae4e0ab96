import { invariant } from '../../domain/identity/refusal.ts'
import type { Agreement } from '../../domain/value/agreement/agreement.ts'
import { readAgreement } from '../../domain/value/agreement/read-agreement.ts'
import type { PartySignature } from '../../domain/value/agreement/verify-signature.ts'
import type { Database } from '../database.ts'

/** One version of an agreement as it was submitted, with who has signed it. */
export interface VersionRecord {
  readonly regionId: string
  readonly agreement: Agreement
  readonly submittedBy: string
  readonly submittedAt: string
  readonly signatures: readonly (PartySignature & { readonly deliveredAt: string })[]
  /** null until all have signed */
  readonly inForceSince: string | null
  /** 1 for the first that came into force; null until then */
  readonly forceNo: number | null
}

interface VersionRow extends Record<string, unknown> {
  readonly regionId: string
  readonly document: string
  readonly hash: string
  readonly submittedBy: string
  readonly submittedAt: string
  readonly signatures: VersionRecord['signatures']
  readonly inForceSince: string | null
  readonly forceNo: number | null
}

const SELECT = `select v.region_id as "regionId", v.document, v.hash, v.submitted_by as "submittedBy",
    to_json(v.submitted_at) #>> '{}' as "submittedAt", to_json(f.since) #>> '{}' as "inForceSince", f.force_no as "forceNo",
    coalesce((select json_agg(json_build_object('party', s.party, 'signature', s.signature, 'deliveredAt', s.delivered_at) order by s.party)
      from medsettle.agreement_signature s
      where (s.region_id, s.agreement_id, s.version) = (v.region_id, v.agreement_id, v.version)), '[]') as signatures
  from medsettle.agreement_version v
  left join medsettle.agreement_in_force f
    on (f.region_id, f.agreement_id, f.version) = (v.region_id, v.agreement_id, v.version)`

/** All versions of an agreement that the scope may see, in the order they were submitted. */
export async function readVersions(database: Database, agreementId: string): Promise<VersionRecord[]> {
  const rows = await database.query<VersionRow>(
    `${SELECT} where v.agreement_id = $1 order by v.submitted_at, v.version`,
    [agreementId],
  )
  return rows.map(({ document, hash, ...row }) => ({ ...row, agreement: openStored(document, hash) }))
}

/** Newest first, a page at a time. */
export async function listVersions(
  database: Database,
  page: { readonly after: { readonly submittedAt: string; readonly key: string } | null; readonly limit: number },
): Promise<VersionRecord[]> {
  const rows = await database.query<VersionRow>(
    `${SELECT} where $1::timestamptz is null or (v.submitted_at, v.agreement_id || '/' || v.version) < ($1::timestamptz, $2::text)
      order by v.submitted_at desc, v.agreement_id || '/' || v.version desc limit $3`,
    [page.after?.submittedAt ?? null, page.after?.key ?? null, page.limit],
  )
  return rows.map(({ document, hash, ...row }) => ({ ...row, agreement: openStored(document, hash) }))
}

/** The version in force, or null. */
export const inForce = (versions: readonly VersionRecord[]): VersionRecord | null =>
  versions.reduce<VersionRecord | null>(
    (best, one) => (one.forceNo !== null && one.forceNo > (best?.forceNo ?? 0) ? one : best),
    null,
  )

/** A stored document is the text that was signed; whoever changed it behind our back is found here. */
export function openStored(document: string, hash: string): Agreement {
  const agreement = readAgreement(document)
  invariant(agreement.hash === hash, 'a document that is not what was signed would settle what nobody agreed to')
  return agreement
}
