import type { AgreementDocument } from '../../domain/value/agreement/agreement-schema.ts'
import type { Told } from '../../domain/value/agreement/announce.ts'
import type { PeriodEvent, PeriodFile } from '../../domain/value/agreement/period-file.ts'
import type { Database } from '../database.ts'

/** Another writer moved the period first: load it again and decide anew. Nothing of this step was written. */
export class StaleAgreement extends Error {
  override name = 'StaleAgreement'
}

export interface PeriodStep {
  readonly regionId: string
  /** as it is after the events */
  readonly file: PeriodFile
  readonly events: readonly PeriodEvent[]
  /** when time alone brings something next */
  readonly nextLookAt: Date | null
  readonly told: readonly Told[]
}

/** Events, head, outbox and work orders in one transaction. @throws StaleAgreement */
export async function writePeriod(database: Database, step: PeriodStep): Promise<void> {
  const { agreement, period, status, version } = step.file
  const body = {
    region: step.regionId,
    agreement: agreement.document.id,
    period: period.id,
    version: agreement.document.version,
    institutions: institutionsOf(agreement.document),
    expected: version - step.events.length,
    status,
    nextLookAt: step.nextLookAt,
    events: step.events,
    told: stepsOf(step.regionId, step.told),
  }
  try {
    await database.query('select medsettle.write_agreement_step($1::jsonb)', [JSON.stringify(body)])
  } catch (error) {
    if (toStale(error)) throw new StaleAgreement((error as Error).message, { cause: error })
    throw error
  }
}

export const institutionsOf = ({ parties }: AgreementDocument): string[] =>
  Object.values(parties)
    .map(({ institutionId }) => institutionId)
    .sort()

/** What each institution is told, as steps of the one outbox there is. */
export const stepsOf = (region: string, told: readonly Told[]): object[] =>
  told
    .filter(({ events, workOrders }) => events.length + workOrders.length > 0)
    .map(({ institutionId, events, workOrders }) => ({
      region,
      institution: institutionId,
      ...(events.length > 0 ? { events } : {}),
      ...(workOrders.length > 0 ? { workOrders } : {}),
    }))

/** A number that is taken, a head that moved, or two writers that waited for each other. */
export const toStale = (error: unknown): boolean =>
  ['40001', '40P01', '23505'].includes((error as { code?: string }).code ?? '')
