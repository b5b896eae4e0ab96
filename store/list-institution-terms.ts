import type { Database } from './database.ts'

/** Agreed with the wallets, per institution: `settings.feeRates` = { "wechat-pay": "0.006" }, decimal text. */
export async function readFeeRates(database: Database, institutionId: string): Promise<Record<string, string>> {
  const rows = await database.query<{ channel: string; rate: string }>(
    `select f.key as channel, f.value as rate from medsettle.institution i,
       lateral jsonb_each_text(coalesce(i.settings->'feeRates', '{}')) as f
      where i.institution_id = $1`,
    [institutionId],
  )
  return Object.fromEntries(rows.map((row) => [row.channel, row.rate]))
}

/** Every channel that some institution has connected. */
export async function readConnectedChannels(database: Database): Promise<string[]> {
  const rows = await database.query<{ channel: string }>(
    'select distinct channel from medsettle.channel_account order by channel',
  )
  return rows.map((row) => row.channel)
}
