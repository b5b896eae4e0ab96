import { invariant } from '../../domain/identity/refusal.ts'
import {
  openPeriod,
  type PeriodEvent,
  type PeriodFile,
  type PeriodStatus,
  readPeriod,
} from '../../domain/value/agreement/period-file.ts'
import type { Database } from '../database.ts'
import { openStored } from './read-versions.ts'

/** A period as the scope may see it, with everything that happened to it. */
export interface StoredPeriod {
  readonly regionId: string
  readonly file: PeriodFile
  readonly events: readonly PeriodEvent[]
}

/** @returns null when there is none, or none that the scope may see */
export async function loadPeriod(
  database: Database,
  agreementId: string,
  period: string,
): Promise<StoredPeriod | null> {
  const [row] = await database.query<{
    regionId: string
    document: string
    hash: string
    status: PeriodStatus
    seq: number
    events: PeriodEvent[]
  }>(
    `select h.region_id as "regionId", h.status, h.seq, v.document, v.hash,
        coalesce((select json_agg(e.body order by e.seq) from medsettle.agreement_event e
          where (e.region_id, e.agreement_id, e.period) = (h.region_id, h.agreement_id, h.period) and e.seq <= h.seq), '[]') as events
      from medsettle.agreement_period h
      join medsettle.agreement_version v on (v.region_id, v.agreement_id, v.version) = (h.region_id, h.agreement_id, h.version)
      where h.agreement_id = $1 and h.period = $2`,
    [agreementId, period],
  )
  if (!row) return null
  const agreement = openStored(row.document, row.hash)
  const terms = agreement.document.periods.find(({ id }) => id === period)
  invariant(
    terms !== undefined,
    `period ${period} stands under a version that does not know it: its facts would be read by no rule`,
  )
  const file = readPeriod(openPeriod(agreement, terms), row.events)
  invariant(
    file.version === row.seq && file.status === row.status,
    'a head that is not what its events say would be decided on wrongly',
  )
  return { regionId: row.regionId, file, events: row.events }
}

export interface PeriodHead {
  readonly period: string
  readonly version: string
  readonly status: PeriodStatus
  readonly nextLookAt: string | null
}

export function listPeriods(database: Database, agreementId: string): Promise<PeriodHead[]> {
  return database.query<PeriodHead & Record<string, unknown>>(
    `select period, version, status, to_json(next_look_at) #>> '{}' as "nextLookAt"
       from medsettle.agreement_period where agreement_id = $1 order by period`,
    [agreementId],
  )
}

/** Periods to which time has brought something by `now`, the longest waiting first. */
export function listDuePeriods(
  database: Database,
  now: Date,
  limit: number,
): Promise<{ readonly agreementId: string; readonly period: string }[]> {
  return database.query<{ agreementId: string; period: string }>(
    `select agreement_id as "agreementId", period from medsettle.agreement_period
       where next_look_at <= $1 order by next_look_at limit $2`,
    [now, limit],
  )
}
