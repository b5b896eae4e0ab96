import type { InstitutionId } from '../domain/identity/ids.ts'
import { RefusalError } from '../domain/identity/refusal.ts'
import { agreementRefusal } from '../domain/value/agreement/agreement-problem.ts'
import { announce } from '../domain/value/agreement/announce.ts'
import { canonicalHash } from '../domain/value/agreement/canonical.ts'
import { decidePeriod, type PeriodAct } from '../domain/value/agreement/decide-period.ts'
import { nextLookAt } from '../domain/value/agreement/period-clock.ts'
import { after, type PeriodEvent, type PeriodFile } from '../domain/value/agreement/period-file.ts'
import { settlementTransfers } from '../domain/value/agreement/post-settlement.ts'
import { listDuePeriods, loadPeriod, type StoredPeriod } from '../store/agreements/read-period.ts'
import { readVersions } from '../store/agreements/read-versions.ts'
import { StaleAgreement, writePeriod } from '../store/agreements/write-period.ts'
import type { Database } from '../store/database.ts'
import { type AgreementWorld, partyOf, type Signatory } from './conclude-agreement.ts'

/** What a party does to a period; who it is follows from its institution. */
export type PartyAct = PeriodAct extends infer One ? (One extends PeriodAct ? Omit<One, 'by'> : never) : never

interface Which {
  readonly agreementId: string
  readonly period: string
}

const MOST_TRIES = 5

/**
 * Deliver a fact, accept or dispute a proposal: decide → write → settle when all have agreed. A fact that makes the period
 * complete brings the proposal at once.
 * @throws RefusalError AGREEMENT_PERIOD_NOT_FOUND, AGREEMENT_NOT_IN_FORCE, AGREEMENT_NOT_A_PARTY, and what `decidePeriod` refuses
 */
export async function actOnPeriod(by: Signatory, which: Which, act: PartyAct): Promise<PeriodFile> {
  for (let tries = 1; ; tries++) {
    const stored = await findPeriod(by.seen, which)
    const party = partyOf(stored.file.agreement, by.institutionId)
    try {
      return await carryOn(by.world, stored, { ...act, by: party } as PeriodAct)
    } catch (error) {
      if (!(error instanceof StaleAgreement) || tries === MOST_TRIES) throw error
    }
  }
}

/** @throws RefusalError AGREEMENT_PERIOD_NOT_FOUND, AGREEMENT_NOT_IN_FORCE; another institution's period is unknown */
export async function findPeriod(seen: Database, { agreementId, period }: Which): Promise<StoredPeriod> {
  const stored = await loadPeriod(seen, agreementId, period)
  if (stored) return stored
  const versions = await readVersions(seen, agreementId)
  const isWaiting = versions.some(({ agreement }) => agreement.document.periods.some(({ id }) => id === period))
  const code = isWaiting ? 'AGREEMENT_NOT_IN_FORCE' : 'AGREEMENT_PERIOD_NOT_FOUND'
  throw new RefusalError(agreementRefusal(code, 'period', `${agreementId} ${period}`))
}

/**
 * The sweep: whatever time has brought to any period – a delay to report, silence that has become acceptance, transfers that are agreed
 * and not yet on the books. It decides as the acts do, so running it twice, or beside them, changes nothing.
 * @param options.onError hears what keeps one period from being carried on, and the others have their turn
 * @returns how many periods were looked at
 */
export async function sweepAgreements(
  world: AgreementWorld,
  options: { readonly limit?: number; onError?(period: string, error: unknown): void } = {},
): Promise<number> {
  const { database } = world.store
  const due = await listDuePeriods(database, world.surroundings.now(), options.limit ?? 200)
  for (const { agreementId, period } of due)
    try {
      const stored = await loadPeriod(database, agreementId, period)
      if (stored) await carryOn(world, stored, null)
    } catch (error) {
      // somebody else is at it, and does the same
      if (error instanceof StaleAgreement) continue
      if (!options.onError) throw error
      options.onError(`${agreementId} ${period}`, error)
    }
  return due.length
}

/** What time brought is written even when the act is refused: the refusal may rest on it. */
async function carryOn(world: AgreementWorld, stored: StoredPeriod, act: PeriodAct | null): Promise<PeriodFile> {
  const decision = decidePeriod(stored.file, act, world.surroundings.now())
  const decided = await write(world, stored, decision)
  const file = decided.status === 'accepted' ? await settle(world, { ...stored, file: decided }) : decided
  if (decision.refusal) throw new RefusalError(decision.refusal)
  return file
}

/** @throws StaleAgreement */
async function write(
  world: AgreementWorld,
  { regionId, file: before }: StoredPeriod,
  { file, events }: { readonly file: PeriodFile; readonly events: readonly PeriodEvent[] },
): Promise<PeriodFile> {
  if (events.length === 0) return file
  const told = announce(file, events, before.version + 1)
  await writePeriod(world.store.database, { regionId, file, events, nextLookAt: nextLookAt(file), told })
  return file
}

const NEXT_TRY_MS = 3600_000

/**
 * Posts an agreed proposal in the books of each party, one party after the other; ids follow from the line, so what a crash cut off
 * is completed by the next look. A ledger that refuses (a frozen account) asks a person and is asked again in an hour.
 */
async function settle(world: AgreementWorld, stored: StoredPeriod): Promise<PeriodFile> {
  const bookings = settlementTransfers(stored.file)
  for (const { institutionId, transfers } of bookings)
    try {
      if (transfers.length > 0)
        await world.store.commit({ region: stored.regionId, institution: institutionId as InstitutionId, transfers })
    } catch (error) {
      if (!(error instanceof RefusalError)) throw error
      await askPerson(world, stored, { institutionId, why: `${error.refusal.code} ${error.refusal.message}` })
      return stored.file
    }
  const event: PeriodEvent = {
    kind: 'settled',
    at: world.surroundings.now().toISOString(),
    proposalNo: stored.file.proposals.at(-1)!.proposalNo,
    transferIds: bookings.flatMap(({ transfers }) => transfers.map(({ transferId }) => transferId)),
  }
  const file = after(stored.file, event)
  return write(world, stored, { file, events: [event] }).catch((error: unknown) => {
    // both looked at it, and the other wrote that it is settled
    if (error instanceof StaleAgreement) return file
    throw error
  })
}

async function askPerson(
  world: AgreementWorld,
  { regionId, file }: StoredPeriod,
  { institutionId, why }: { readonly institutionId: string; readonly why: string },
): Promise<void> {
  const now = world.surroundings.now()
  const { id } = file.agreement.document
  const subject = `${id}:${file.period.id}`
  const order = {
    workOrderId: `wo_${canonicalHash('told', [institutionId, subject]).slice(0, 29)}`,
    subjectKey: `AGREEMENT_NOT_POSTED:${subject}`,
    cause: 'AGREEMENT_NOT_POSTED',
    title: `${id} ${file.period.id} 已确认的结算未能入账：${why}`,
    amount: null,
    openedAt: now.toISOString(),
    dueAt: new Date(now.getTime() + 24 * NEXT_TRY_MS).toISOString(),
    detail: { agreementId: id, period: file.period.id },
  }
  const told = [{ institutionId, events: [], workOrders: [order] }]
  const nextLookAt = new Date(now.getTime() + NEXT_TRY_MS)
  await writePeriod(world.store.database, { regionId, file, events: [], nextLookAt, told })
}
