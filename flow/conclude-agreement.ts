import { RefusalError } from '../domain/identity/refusal.ts'
import type { Agreement } from '../domain/value/agreement/agreement.ts'
import { type AgreementRefusalCode, agreementRefusal } from '../domain/value/agreement/agreement-problem.ts'
import type { PartyId } from '../domain/value/agreement/agreement-schema.ts'
import { announceVersion, type Told } from '../domain/value/agreement/announce.ts'
import { checkAmendment } from '../domain/value/agreement/check-amendment.ts'
import { nextLookAt } from '../domain/value/agreement/period-clock.ts'
import { openPeriod } from '../domain/value/agreement/period-file.ts'
import { readAgreement } from '../domain/value/agreement/read-agreement.ts'
import { agreementText, checkSignatures, verifySignature } from '../domain/value/agreement/verify-signature.ts'
import { loadPeriod } from '../store/agreements/read-period.ts'
import { inForce, readVersions, type VersionRecord } from '../store/agreements/read-versions.ts'
import { StaleAgreement } from '../store/agreements/write-period.ts'
import { addSignature, addVersion, bringIntoForce } from '../store/agreements/write-version.ts'
import type { Database } from '../store/database.ts'
import { readInstitution } from '../store/institution.ts'
import type { World } from './world.ts'

/** What agreements need of a world: no channel takes part in them. */
export type AgreementWorld = Pick<World, 'store' | 'surroundings'>

/** An institution at work on an agreement: it reads what it may see; what it does is written by the platform. */
export interface Signatory {
  readonly institutionId: string
  readonly seen: Database
  /** the platform's world */
  readonly world: AgreementWorld
}

const refuse = (...words: Parameters<typeof agreementRefusal>): RefusalError =>
  new RefusalError(agreementRefusal(...words))

/** @throws RefusalError AGREEMENT_NOT_A_PARTY */
export function partyOf({ document }: Agreement, institutionId: string): PartyId {
  const found = Object.entries(document.parties).find(([, one]) => one.institutionId === institutionId)
  if (!found) throw refuse('AGREEMENT_NOT_A_PARTY', 'parties')
  return found[0]
}

/**
 * A party puts a version before the others. The same content again is the same version.
 * @throws RefusalError with the first problem of the document, AGREEMENT_NOT_A_PARTY, AGREEMENT_INSTITUTION_UNKNOWN,
 *   AGREEMENT_VERSION_TAKEN
 */
export async function submitAgreement(by: Signatory, json: string): Promise<VersionRecord> {
  const { database } = by.world.store
  const agreement = readAgreement(json)
  partyOf(agreement, by.institutionId)
  const regionId = await regionOf(by, agreement)
  const { id, version } = agreement.document
  const taken = (): RefusalError => refuse('AGREEMENT_VERSION_TAKEN', 'version', `${id} ${version}`)
  const all = await readVersions(database, id)
  // an id belongs to those who used it first
  if (all.length > 0 && !all.some((one) => isParty(one.agreement, by.institutionId))) throw taken()
  const at = by.world.surroundings.now()
  const told = tell(agreement, 'agreement.submitted', at, { by: by.institutionId })
  const isNew = await addVersion(database, { regionId, agreement, by: by.institutionId, at, told })
  const standing = await findVersion(by, id, version)
  if (!isNew && standing.agreement.hash !== agreement.hash) throw taken()
  return standing
}

/**
 * A party signs a version. With the last signature it comes into force, and its periods begin to wait for their facts.
 * A party's signature is taken from that party's institution alone, so nobody signs for another with a key he made up himself.
 * @throws RefusalError AGREEMENT_NOT_FOUND, AGREEMENT_NOT_A_PARTY, AGREEMENT_SIGNATURE_INVALID; AGREEMENT_PREDECESSOR and
 *   AGREEMENT_PERIOD_UNDER_WAY when it is signed by all and still may not come into force
 */
export async function signAgreement(
  by: Signatory,
  given: { readonly agreementId: string; readonly version: string; readonly signature: string },
): Promise<VersionRecord> {
  const { regionId, agreement } = await findVersion(by, given.agreementId, given.version)
  const party = partyOf(agreement, by.institutionId)
  const { signature } = given
  const invalid = verifySignature(agreement, agreementText(agreement), { party, signature })
  if (invalid) throw new RefusalError(invalid)
  const at = by.world.surroundings.now()
  const told = tell(agreement, 'agreement.signed', at, { by: party })
  const written = { regionId, agreement, party, signature, by: by.institutionId, at, told }
  await addSignature(by.world.store.database, written)
  await comeIntoForce(by, given)
  return findVersion(by, given.agreementId, given.version)
}

const MOST_TRIES = 5

/** Somebody else may sign at the same moment: whoever sees all signatures brings it into force, once. */
async function comeIntoForce(
  by: Signatory,
  of: { readonly agreementId: string; readonly version: string },
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const version = await findVersion(by, of.agreementId, of.version)
    const isSigned = checkSignatures(version.agreement, version.signatures).every(({ state }) => state === 'signed')
    if (!isSigned || version.inForceSince !== null) return
    try {
      return await bringIn(by, version)
    } catch (error) {
      if (!(error instanceof StaleAgreement) || tries === MOST_TRIES) throw error
    }
  }
}

async function bringIn(by: Signatory, { regionId, agreement }: VersionRecord): Promise<void> {
  const { database } = by.world.store
  const { id, periods } = agreement.document
  const versions = await readVersions(database, id)
  // the other party's signature has brought it in since this one looked
  if (versions.some((one) => one.agreement.hash === agreement.hash && one.inForceSince !== null)) return
  const before = inForce(versions)
  const stored = await Promise.all(periods.map((period) => loadPeriod(database, id, period.id)))
  const known = stored.flatMap((one) => (one ? [one.file] : []))
  const refused = checkAmendment(agreement, before?.agreement ?? null, known)
  if (refused) throw new RefusalError(refused)
  const at = by.world.surroundings.now()
  const heads = periods.map((period) => {
    const file = openPeriod(agreement, period)
    return { period: period.id, seq: file.version, status: file.status, nextLookAt: nextLookAt(file) }
  })
  const told = tell(agreement, 'agreement.inForce', at, { hash: agreement.hash })
  await bringIntoForce(database, { regionId, agreement, at, forceNo: (before?.forceNo ?? 0) + 1, periods: heads, told })
}

/** @throws RefusalError AGREEMENT_NOT_FOUND also for an agreement of others: its existence is no business of the caller */
export async function findVersion(by: Signatory, agreementId: string, version: string): Promise<VersionRecord> {
  const all = await readVersions(by.seen, agreementId)
  const found = all.find(({ agreement }) => agreement.document.version === version)
  if (!found)
    throw refuse('AGREEMENT_NOT_FOUND' satisfies AgreementRefusalCode, 'agreementId', `${agreementId} ${version}`)
  return found
}

const isParty = ({ document }: Agreement, institutionId: string): boolean =>
  Object.values(document.parties).some((one) => one.institutionId === institutionId)

/** All parties are institutions of the platform and of one region: their books are in one ledger each. */
async function regionOf({ world }: Signatory, { document }: Agreement): Promise<string> {
  const found = await Promise.all(
    Object.entries(document.parties).map(async ([party, { institutionId }]) => {
      const institution = await readInstitution(world.store.database, institutionId)
      if (!institution) throw refuse('AGREEMENT_INSTITUTION_UNKNOWN', `parties.${party}.institutionId`, institutionId)
      return { party, institutionId, regionId: institution.regionId }
    }),
  )
  const [first] = found
  const stray = found.find(({ regionId }) => regionId !== first!.regionId)
  if (stray) throw refuse('AGREEMENT_INSTITUTION_UNKNOWN', `parties.${stray.party}.institutionId`, stray.institutionId)
  return first!.regionId
}

const tell = (agreement: Agreement, topic: string, at: Date, detail: Readonly<Record<string, string>>): Told[] =>
  announceVersion(agreement.document, { topic, at: at.toISOString(), detail })
