import type { SeedRun } from './play/seed-run.ts'

/**
 * What a seed came to, one line per thing, in words that do not change when it is played again: bills by their number,
 * attempts by their place, no id, no token.
 */
export async function readOutcome(run: SeedRun): Promise<string[]> {
  const database = run.stage.databases.asPlatform()
  const ids = run.clinics.map((one) => one.institution.institutionId)
  const lines: string[] = []
  for (const sql of [ORDERS, ATTEMPTS, REFUNDS, DIFFERENCES, WORK_ORDERS, BALANCES])
    lines.push(...(await database.query<{ line: string }>(sql, [ids])).map((row) => row.line))
  return [...lines, ...run.doom.crashes.map((crash) => `died ${crash}`)]
}

const OF_BILL = `join medsettle.payment_order o on o.region_id = x.region_id and o.order_id = x.order_id
  join medsettle.bill b on b.region_id = o.region_id and b.bill_id = o.bill_id where x.institution_id = any ($1)`

const ORDERS = `select concat_ws(' ', 'order', b.his_bill_no, o.status, o.version, o.total_fen) as line
  from medsettle.payment_order o join medsettle.bill b on b.region_id = o.region_id and b.bill_id = o.bill_id
  where o.institution_id = any ($1) order by b.his_bill_no, o.created_at, o.order_id`

const ATTEMPTS = `select concat_ws(' ', 'attempt', b.his_bill_no, right(x.attempt_id, 2), x.act, x.leg, x.channel,
    x.amount_fen, x.status, x.channel_code, x.checks) as line
  from medsettle.attempt x ${OF_BILL} order by b.his_bill_no, o.created_at, x.attempt_id`

const REFUNDS = `select concat_ws(' ', 'refund', b.his_bill_no, right(x.refund_id, 1), x.amount_fen, x.status) as line
  from medsettle.refund x ${OF_BILL} order by b.his_bill_no, o.created_at, x.refund_id`

const DIFFERENCES = `select concat_ws(' ', 'difference', r.business_date, f.channel, f.cause, f.our_fen, f.channel_fen) as line
  from medsettle.difference f join medsettle.reconciliation_run r on r.region_id = f.region_id and r.run_id = f.run_id
  where f.institution_id = any ($1) order by 1`

const WORK_ORDERS = `select concat_ws(' ', 'work order', cause, amount_fen) as line
  from medsettle.work_order where institution_id = any ($1) order by 1`

const BALANCES = `select concat_ws(' ', 'account', institution_id, path, debits_fen, credits_fen) as line
  from medsettle.account_balance where institution_id = any ($1) order by institution_id, path`
