import type { KeptSettlement, Settlement, SettlementLine } from '../domain/value/settlement/settlement.ts'
import type { Database } from './database.ts'

/** Whose budget: a fund's, in its region. */
export interface FundOf {
  readonly regionId: string
  readonly fund: string
}

interface Row extends Omit<KeptSettlement, 'policy' | 'fund'>, Record<string, unknown> {
  readonly policyId: string
  readonly policyVersion: string
  readonly lines: readonly SettlementLine[]
}

/** Every settlement of a year that was not taken back wholly, in the order of periods. */
export async function readStandingSettlements(
  database: Database,
  { regionId, fund }: FundOf,
  year: string,
): Promise<KeptSettlement[]> {
  const rows = await database.query<Row>(
    `select s.period, s.settlement_no as "settlementNo", s.settled_with as "settledWith", s.policy_id as "policyId",
       s.policy_version as "policyVersion", s.effective_date as "effectiveDate", s.lines, a.state
     from medsettle.value_settlement s
     cross join lateral (
       select case when bool_or(act = 'reversed') then 'reversed' when bool_or(act = 'reversing') then 'reversing'
         when bool_or(act = 'posted') then 'posted' else 'written' end as state
       from medsettle.value_settlement_act a
       where (a.region_id, a.institution_id, a.period, a.settlement_no)
         = (s.region_id, s.institution_id, s.period, s.settlement_no)) a
     where s.region_id = $1 and s.institution_id = $2 and left(s.period, 4) = $3 and a.state <> 'reversed'
     order by s.period collate "C"`,
    [regionId, fund, year],
  )
  return rows.map(({ policyId, policyVersion, ...row }) => ({
    ...row,
    fund,
    policy: { id: policyId, version: policyVersion },
  }))
}

/**
 * Keeps what was decided, before anything is booked. Nothing happens when the period stands already: look again.
 * @returns whether it was written
 */
export async function writeSettlement(
  database: Database,
  { regionId, fund }: FundOf,
  settlement: Settlement & { readonly settledWith: string },
): Promise<boolean> {
  const written = await database.query(
    `insert into medsettle.value_settlement (region_id, institution_id, period, settlement_no, settled_with, policy_id,
       policy_version, effective_date, lines)
     select $1, $2, $3, 1 + (select count(*) from medsettle.value_settlement s
       where s.region_id = $1 and s.institution_id = $2 and s.period = $3), $4, $5, $6, $7, $8::jsonb
     where not exists (select from medsettle.value_settlement s
       where s.region_id = $1 and s.institution_id = $2 and s.period = $3 and not exists (
         select from medsettle.value_settlement_act a where a.act = 'reversed'
           and (a.region_id, a.institution_id, a.period, a.settlement_no)
             = (s.region_id, s.institution_id, s.period, s.settlement_no)))
     on conflict do nothing returning period`,
    [
      regionId,
      fund,
      settlement.period,
      settlement.settledWith,
      settlement.policy.id,
      settlement.policy.version,
      settlement.effectiveDate,
      JSON.stringify(settlement.lines),
    ],
  )
  return written.length > 0
}

/** Says what became of a settlement; said again it changes nothing. */
export async function writeSettlementAct(
  database: Database,
  { regionId, fund }: FundOf,
  { period, settlementNo }: KeptSettlement,
  act: 'posted' | 'reversing' | 'reversed',
): Promise<void> {
  await database.query(
    `insert into medsettle.value_settlement_act (region_id, institution_id, period, settlement_no, act)
     values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [regionId, fund, period, settlementNo, act],
  )
}

/** Institutions of a region that have books, among these. */
export async function readKnownInstitutions(
  database: Database,
  regionId: string,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await database.query<{ id: string }>(
    'select institution_id as id from medsettle.institution where region_id = $1 and institution_id = any ($2)',
    [regionId, ids],
  )
  return new Set(rows.map(({ id }) => id))
}
