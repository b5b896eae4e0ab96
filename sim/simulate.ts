import { addDays, startOfChinaDay } from '../domain/identity/clock.ts'
import { readInstitution, writeChannelAccount, writeInstitution } from '../store/institution.ts'
import { writeEndpoint } from '../store/webhooks.ts'
import { audit } from './auditor/audit.ts'
import type { AuditQuestion, Violation } from './auditor/question.ts'
import { readOutcome } from './outcome.ts'
import { planSeed, type SeedPlan } from './plan/plan-seed.ts'
import { closeBooks, officeOpens } from './play/close.ts'
import { playUntil, tellHospital, untilQuiet } from './play/janitor.ts'
import { count, type PlayedClinic, type SeedRun, startRun } from './play/seed-run.ts'
import { planVisitOnto } from './play/visit.ts'
import { digestOf, type SimulationReport } from './report.ts'
import type { Stage } from './stage/open-stage.ts'
import type { OutsideWorld } from './stage/outside-world.ts'

/**
 * Plays one seed from the first patient to the last closed day and lets the auditor judge after every day.
 * @throws when the platform throws anything but a refusal: that is a bug whatever the books say
 */
export async function simulateSeed(
  stage: Stage,
  of: { readonly seed: number; readonly days: number },
): Promise<SimulationReport> {
  const plan = planSeed(of.seed, of.days, stage.catalogue)
  const outside = await stage.outsideFor(of.seed)
  const dayStart = startOfChinaDay(plan.from)
  stage.clock.begin(dayStart, of.seed)
  stage.mailbox.begin()
  await outside.clearFaults()
  const run = startRun({ stage, plan, outside, clinics: await openClinics(stage, outside, plan) })
  for (const visit of plan.visits) planVisitOnto(run, visit, dayStart.getTime())
  const violations: Violation[] = []
  let question = questionOf(run, plan.from, false)
  for (let day = 0; day <= plan.days; day++) {
    const date = addDays(plan.from, day)
    await playDay(run, date)
    const isLast = day === plan.days || (day === plan.days - 1 && !(await isAnythingLeft(run)))
    question = questionOf(run, date, isLast)
    violations.push(...(await audit(eyesOf(stage, outside), question)))
    if (isLast) break
  }
  await countWhatHappened(run)
  const outcome = await readOutcome(run)
  return {
    ...of,
    violations: once(violations),
    digest: digestOf(outcome),
    outcome,
    crashes: run.doom.crashes,
    counts: Object.fromEntries(run.counts),
    question,
  }
}

/** A day ends when the office opens the next morning: all is quiet, and the books are closed. */
async function playDay(run: SeedRun, date: string): Promise<void> {
  const opens = officeOpens(date)
  await run.outside.registerCatalogue(date)
  await playUntil(run, opens)
  await untilQuiet(run, opens)
  run.stage.clock.jumpTo(opens)
  run.outside.catchUp()
  await closeBooks(run, date)
  await tellHospital(run)
}

/** The auditor's own two eyes: the tables, and the outside world's books. */
export const eyesOf = (stage: Stage, outside: OutsideWorld): Parameters<typeof audit>[0] => ({
  query: async (text, values) => (await stage.auditor.query(text, values as unknown[])).rows,
  sandboxUrl: outside.client.url,
})

const questionOf = (run: SeedRun, closedThrough: string, allClosed: boolean): AuditQuestion => ({
  seed: run.plan.seed,
  days: run.plan.days,
  clinics: run.clinics.map(({ institution, account }, index) => ({
    institutionId: institution.institutionId,
    account,
    mobile: run.plan.mobile[index]!,
  })),
  from: run.plan.from,
  to: run.plan.to,
  closedThrough,
  allClosed,
  told: [...run.told.values()],
  fee: { of: 6n, per: 1000n },
})

/** Stragglers after midnight, and refunds that are wanted the next morning, have a day of their own. */
async function isAnythingLeft(run: SeedRun): Promise<boolean> {
  if (run.timeline.isWaiting()) return true
  const ids = run.clinics.map((one) => one.institution.institutionId)
  const [row] = await run.stage.databases
    .asPlatform()
    .query<{ left: boolean }>(
      `select exists (select from medsettle.attempt where institution_id = any ($1) and settled_at >= $2) as left`,
      [ids, startOfChinaDay(run.plan.to)],
    )
  return row!.left
}

/** What stays broken is found again every evening. */
function once(violations: readonly Violation[]): Violation[] {
  return [...new Map(violations.map((violation) => [violation.message, violation])).values()]
}

const REGION = '330100'

async function openClinics(stage: Stage, outside: OutsideWorld, plan: SeedPlan): Promise<PlayedClinic[]> {
  const clinics: PlayedClinic[] = []
  for (let index = 0; index < plan.clinics; index++) clinics.push(await openClinic(stage, outside, plan, index))
  for (const fault of plan.faults) await outside.client.addFault(fault)
  await registerPersons(stage, outside, plan)
  return clinics
}

async function openClinic(stage: Stage, outside: OutsideWorld, plan: SeedPlan, index: number): Promise<PlayedClinic> {
  const institutionId = `S${String(plan.seed).padStart(6, '0')}${index === 0 ? '' : 'B'}`
  const account = index === 0 ? 'sim-a' : 'sim-b'
  const database = stage.databases.asPlatform()
  await writeInstitution(database, {
    institutionId,
    regionId: REGION,
    name: `测试诊所 ${institutionId}`,
    hospitalLevel: '3',
  })
  for (const [channel, given] of Object.entries(await outside.credentials(account))) {
    const config = channel === 'nhsa' && plan.mobile[index] ? { ...(given as object), product: 'mobile' } : given
    await writeChannelAccount(database, stage.sealer, { institutionId, channel, config })
  }
  await writeEndpoint(database, stage.sealer, {
    endpointId: `we_${institutionId}`,
    institutionId,
    url: 'http://127.0.0.1:9/his',
    topics: ['*'],
    secret: 'a secret of the hospital',
    at: stage.clock.now(),
  })
  return { institution: (await readInstitution(database, institutionId))!, account }
}

/** The insurer knows these persons, and our own memory of their year begins where the insurer's does. */
async function registerPersons(stage: Stage, outside: OutsideWorld, plan: SeedPlan): Promise<void> {
  await outside.client.registerPersons(plan.persons)
  const rows = plan.persons.map((person) => ({
    key: stage.sealer.blind(person.psnNo),
    type: person.insutype,
    deductible: person.accumulatedDeductible,
    pooled: person.accumulatedPooled,
  }))
  await stage.databases.asPlatform().query(
    `insert into medsettle.accumulator (region_id, person_key, insurance_type, year, deductible_fen, pooled_fund_fen)
       select $1, decode(p.key, 'base64'), p.type, $2, p.deductible, p.pooled
       from jsonb_to_recordset($3::jsonb) as p(key text, type text, deductible bigint, pooled bigint)`,
    [REGION, Number(plan.from.slice(0, 4)), JSON.stringify(rows)],
  )
}

async function countWhatHappened(run: SeedRun): Promise<void> {
  const ids = run.clinics.map((one) => one.institution.institutionId)
  const rows = await run.stage.databases.asPlatform().query<{ what: string; times: number }>(COUNTS, [ids])
  for (const { what, times } of rows) run.counts.set(what, times)
  for (const { hits, fault } of (await run.outside.client.faults()) as readonly {
    hits: number
    fault: { kind: string }
  }[])
    for (let hit = 0; hit < hits; hit++) count(run, FAULT_NAMES[fault.kind] ?? 'faults met')
}

const FAULT_NAMES: Readonly<Record<string, string>> = {
  'lie-in-statement': 'lies told',
  'ghost-refund': 'ghost refunds',
}

const COUNTS = `select 'orders' as what, count(*)::int as times from medsettle.payment_order where institution_id = any ($1)
  union all select status, count(*)::int from medsettle.payment_order where institution_id = any ($1) group by status
  union all select 'attempts', count(*)::int from medsettle.attempt where institution_id = any ($1)
  union all select 'refunds ' || status, count(*)::int from medsettle.refund where institution_id = any ($1) group by status
  union all select 'differences', count(*)::int from medsettle.difference where institution_id = any ($1)
  union all select 'work orders', count(*)::int from medsettle.work_order where institution_id = any ($1)`
