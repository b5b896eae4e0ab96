import { deliverEvents } from '../../flow/deliver-events.ts'
import { recoverOrders } from '../../flow/recover.ts'
import { collectLetters } from './letters.ts'
import { letLive, now, type SeedRun } from './seed-run.ts'

/** One sweep over every clinic; when the process dies in it, the next one sweeps on. */
async function sweep(run: SeedRun): Promise<void> {
  for (const clinic of run.clinics.keys()) {
    for (let deaths = 0; deaths < 6; deaths++) {
      const fate = await letLive(run, () => recoverOrders(run.world(clinic), { parallel: 1 }))
      if (!('died' in fate)) break
    }
  }
  await collectLetters(run)
}

/** The janitor's sweeps that fall before `at`. */
async function sweepUntil(run: SeedRun, at: number): Promise<void> {
  if (run.nextSweepAt === 0 || run.nextSweepAt > run.busyUntil) run.nextSweepAt = now(run) + run.plan.janitorEveryMs
  while (run.nextSweepAt <= at && run.nextSweepAt <= run.busyUntil) {
    run.stage.clock.jumpTo(run.nextSweepAt)
    const { busyUntil } = run
    await sweep(run)
    run.busyUntil = busyUntil
    run.nextSweepAt = now(run) + run.plan.janitorEveryMs
  }
}

/** Everything that was meant to happen until an instant happens. */
export async function playUntil(run: SeedRun, until: number): Promise<void> {
  for (let action = run.timeline.next(until); action; action = run.timeline.next(until)) {
    await sweepUntil(run, action.at)
    run.stage.clock.jumpTo(action.at)
    run.outside.catchUp()
    await action.work()
    await collectLetters(run)
  }
}

const MOST_ROUNDS = 120
const SLACK_MS = 10 * 60_000

/** The janitor goes on asking after a person has been asked: what was sent with the last question is heard of by then. */
const MORE_ROUNDS = 2

/** The clock is put forward until the janitor has nothing due; what never ends is left to the auditor to name. */
export async function untilQuiet(run: SeedRun, until: number): Promise<void> {
  let more = MORE_ROUNDS
  for (let round = 0; round < MOST_ROUNDS; round++) {
    await playUntil(run, now(run))
    const due = await nextDue(run)
    const isQuiet = due === null || due > until
    if (isQuiet && (more-- === 0 || now(run) + SLACK_MS > until)) return
    const wake = isQuiet ? now(run) + SLACK_MS : Math.max(due, now(run) + SLACK_MS)
    await playUntil(run, wake)
    run.stage.clock.jumpTo(wake)
    run.outside.catchUp()
    await sweep(run)
  }
}

/** When the janitor finds something next, ms; null when nothing waits but what a person has been asked about. */
async function nextDue(run: SeedRun): Promise<number | null> {
  const ids = run.clinics.map((one) => one.institution.institutionId)
  const [row] = await run.stage.databases.asPlatform().query<{ due: Date | null }>(NEXT_DUE, [ids])
  return row?.due ? row.due.getTime() : null
}

const NEXT_DUE = `select least(
    (select min(a.next_check_at) from medsettle.attempt a
      where a.institution_id = any ($1) and a.status in ('intent', 'pending', 'unknown')
        and not exists (select from medsettle.work_order w where w.institution_id = a.institution_id
          and w.subject_key like '%' || a.attempt_id)),
    (select min(o.expires_at) from medsettle.payment_order o
      where o.institution_id = any ($1) and o.status in ('quoted', 'charging')),
    (select min(o.updated_at) + interval '20 seconds' from medsettle.payment_order o
      where o.institution_id = any ($1) and o.status in ('charging', 'reversing')
        and not exists (select from medsettle.attempt a where a.region_id = o.region_id and a.order_id = o.order_id
          and (a.status in ('intent', 'pending', 'unknown') or exists (select from medsettle.work_order w
            where w.institution_id = a.institution_id and w.subject_key like '%' || a.attempt_id)))),
    (select min(r.updated_at) + interval '20 seconds' from medsettle.refund r
      where r.institution_id = any ($1) and r.status = 'granted'
        and not exists (select from medsettle.attempt a where a.region_id = r.region_id and a.refund_id = r.refund_id
          and a.status in ('intent', 'pending', 'unknown')))) as due`

/** The hospital's system hears every event; now and then it does not answer and is told again. */
export async function tellHospital(run: SeedRun): Promise<void> {
  if (!run.plan.hospitalListens) return
  for (let round = 0; round < 8; round++) {
    let failed = 0
    for (const clinic of run.clinics.keys()) {
      const outcome = await deliverEvents(run.world(clinic), async (_url, { body }) => hearEvent(run, body))
      failed += outcome.failed
    }
    if (failed === 0) return
    run.stage.clock.pass(5 * 60_000)
  }
}

interface ToldEvent {
  readonly topic: string
  readonly orderId: string | null
  readonly payload: { readonly refundId?: string }
}

function hearEvent(run: SeedRun, body: string): { status: number } {
  const { topic, orderId, payload } = JSON.parse(body) as ToldEvent
  if (topic === 'order.paid' && orderId) run.told.set(`paid ${orderId}`, { what: 'paid', orderId })
  const { refundId } = payload
  if (topic === 'refund.done' && refundId) run.told.set(`refunded ${refundId}`, { what: 'refunded', refundId })
  return { status: run.random.happens(0.05) ? 503 : 200 }
}
