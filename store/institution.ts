import type { InstitutionId } from '../domain/identity/ids.ts'
import type { Database } from './database.ts'
import type { Sealer } from './seal.ts'

export interface Institution {
  readonly institutionId: InstitutionId
  readonly regionId: string
  readonly name: string
  readonly hospitalLevel: '1' | '2' | '3'
}

export async function readInstitution(database: Database, institutionId: string): Promise<Institution | null> {
  const [row] = await database.query<Institution & Record<string, unknown>>(
    `select institution_id as "institutionId", region_id as "regionId", name, hospital_level as "hospitalLevel"
       from medsettle.institution where institution_id = $1`,
    [institutionId],
  )
  return row ?? null
}

export async function writeInstitution(
  database: Database,
  institution: Omit<Institution, 'institutionId'> & { institutionId: string },
): Promise<void> {
  await database.query(
    `insert into medsettle.institution (region_id, institution_id, name, hospital_level) values ($1, $2, $3, $4)
       on conflict (institution_id) do update set name = excluded.name, hospital_level = excluded.hospital_level`,
    [institution.regionId, institution.institutionId, institution.name, institution.hospitalLevel],
  )
}

/** Channel settings hold private keys: sealed, and bound to institution and channel. */
export async function writeChannelAccount(
  database: Database,
  sealer: Sealer,
  account: { readonly institutionId: string; readonly channel: string; readonly config: unknown },
): Promise<void> {
  const place = `${account.institutionId}/${account.channel}`
  await database.query(
    `insert into medsettle.channel_account (institution_id, channel, sealed_config) values ($1, $2, $3)
       on conflict (institution_id, channel) do update set sealed_config = excluded.sealed_config`,
    [account.institutionId, account.channel, sealer.seal(JSON.stringify(account.config), place)],
  )
}

/** Institution → the channels it has settings of; the settings stay sealed. */
export async function listChannelNames(database: Database): Promise<Map<string, string[]>> {
  const rows = await database.query<{ institution_id: string; channels: string[] }>(
    `select institution_id, array_agg(channel order by channel) as channels from medsettle.channel_account group by 1`,
  )
  return new Map(rows.map((row) => [row.institution_id, row.channels]))
}

/** Channel name → configuration of one institution. */
export async function readChannelAccounts(
  database: Database,
  sealer: Sealer,
  institutionId: string,
): Promise<Map<string, unknown>> {
  const rows = await database.query<{ channel: string; sealed_config: Buffer }>(
    'select channel, sealed_config from medsettle.channel_account where institution_id = $1',
    [institutionId],
  )
  return new Map(
    rows.map((row) => [row.channel, JSON.parse(sealer.unseal(row.sealed_config, `${institutionId}/${row.channel}`))]),
  )
}

export async function readInstitutions(database: Database): Promise<Institution[]> {
  return database.query<Institution & Record<string, unknown>>(
    `select institution_id as "institutionId", region_id as "regionId", name, hospital_level as "hospitalLevel"
       from medsettle.institution order by institution_id`,
  )
}
