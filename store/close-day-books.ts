import { createHash } from 'node:crypto'
import type { StatementFile, StatementReading } from '../channels/contract/statement.ts'
import type { ClearingPosition } from '../domain/clearing/clearing-position.ts'
import type { InstitutionId } from '../domain/identity/ids.ts'
import type { WorkOrderRecord } from '../domain/order/step.ts'
import type { Difference } from '../domain/reconciliation/difference.ts'
import type { Database } from './database.ts'
import type { DayOf } from './day-books.ts'
import { textArray } from './ledger/binary-arrays.ts'
import { stepTexts } from './ledger/step-texts.ts'

type Day = DayOf & { readonly regionId: string }

/** Keeps a statement's bytes before anybody reads them; the same file again is the same row. */
export async function writeStatement(
  database: Database,
  day: Day,
  file: StatementFile,
  reading: StatementReading | null,
): Promise<void> {
  await database.query(
    `insert into medsettle.statement (region_id, institution_id, channel, kind, business_date, filename, sha256, content, totals, quarantined, fetched_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, now()) on conflict do nothing`,
    [
      day.regionId,
      day.institutionId,
      file.channel,
      file.kind,
      file.date,
      file.filename,
      createHash('sha256').update(file.bytes).digest(),
      Buffer.from(file.bytes),
      JSON.stringify(reading?.totals ?? {}),
      JSON.stringify(reading?.quarantined ?? []),
    ],
  )
}

/** One run per institution and day: closing again continues or repeats the same run. */
export async function openRun(
  database: Database,
  day: Day,
  run: { readonly runId: string; readonly startedAt: Date },
): Promise<string> {
  const [row] = await database.query<{ run_id: string }>(
    `insert into medsettle.reconciliation_run (region_id, institution_id, run_id, business_date, status, started_at)
       values ($1, $2, $3, $4, 'running', $5)
       on conflict (institution_id, business_date) do update set status = 'running' returning run_id`,
    [day.regionId, day.institutionId, run.runId, day.date, run.startedAt],
  )
  return row!.run_id
}

/** Differences of a run are replaced as a whole; work orders stay open until a person resolves them. */
export async function writeDifferences(
  database: Database,
  day: Day,
  runId: string,
  differences: readonly Difference[],
): Promise<void> {
  await database.query(
    `with gone as (delete from medsettle.difference where region_id = $1 and run_id = $2)
     insert into medsettle.difference (region_id, institution_id, run_id, difference_key, channel, cause, our_order_id, channel_order_id, our_fen, channel_fen, message)
       select distinct on (d.key) $1, $3, $2, d.key, d.channel, d.cause, d."ourOrderId", d."channelOrderId", d.ours, d.theirs, d.message
       from jsonb_to_recordset($4::jsonb) as d(key text, channel text, cause text, "ourOrderId" text, "channelOrderId" text, ours bigint, theirs bigint, message text)
       on conflict (region_id, run_id, difference_key) do update set message = excluded.message`,
    [day.regionId, runId, day.institutionId, JSON.stringify(differences)],
  )
}

export async function writeWorkOrders(
  database: Database,
  day: Day,
  workOrders: readonly WorkOrderRecord[],
): Promise<void> {
  const texts = stepTexts([{ region: day.regionId, institution: day.institutionId as InstitutionId, workOrders }])!
  await database.query('select medsettle.apply_steps($1, $2, $3::text[])', [
    day.regionId,
    day.institutionId,
    textArray(texts),
  ])
}

export async function writePositions(
  database: Database,
  day: Day,
  positions: readonly ClearingPosition[],
): Promise<void> {
  await database.query(
    `insert into medsettle.clearing_position (region_id, institution_id, business_date, payer, channel, value_date, taken_fen, refunded_fen, fee_fen, disputed_fen, due_fen)
       select $1, $2, $3, p.payer, p.channel, p."valueDate", p.taken, p.refunded, p.fee, p.disputed, p.due
       from jsonb_to_recordset($4::jsonb) as p(payer text, channel text, "valueDate" date, taken bigint, refunded bigint, fee bigint, disputed bigint, due bigint)
       on conflict (region_id, institution_id, business_date, payer) do update set value_date = excluded.value_date,
         taken_fen = excluded.taken_fen, refunded_fen = excluded.refunded_fen, fee_fen = excluded.fee_fen,
         disputed_fen = excluded.disputed_fen, due_fen = excluded.due_fen`,
    [day.regionId, day.institutionId, day.date, JSON.stringify(positions)],
  )
}

export async function finishRun(
  database: Database,
  day: Day,
  run: { readonly runId: string; readonly summary: unknown; readonly at: Date },
): Promise<void> {
  await database.query(
    `with run as (update medsettle.reconciliation_run set status = 'done', summary = $4, finished_at = $5
       where region_id = $1 and run_id = $2)
     insert into medsettle.business_day (institution_id, business_date, closed_at, run_id) values ($3, $6, $5, $2)
       on conflict do nothing`,
    [day.regionId, run.runId, day.institutionId, JSON.stringify(run.summary), run.at, day.date],
  )
}
