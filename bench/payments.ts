import { randomBytes } from 'node:crypto'
import { cpus } from 'node:os'
import { generateDay } from '../apps/cli/demo/generate-day.ts'
import { DEMO_INSTITUTION, openAccounts, registerPersons } from '../apps/cli/demo/open-demo.ts'
import { sandboxClient } from '../apps/cli/demo/sandbox-client.ts'
import { table } from '../apps/cli/demo/table.ts'
import { startSandboxProcess } from '../apps/cli/start/sandbox-process.ts'
import { openPlatform, type Platform } from '../apps/server/open-world.ts'
import type { BillInput } from '../domain/bill/bill-input.ts'
import { makeBill } from '../domain/bill/make-bill.ts'
import { readBill } from '../domain/bill/read-bill.ts'
import { chinaDate } from '../domain/identity/clock.ts'
import { makeId } from '../domain/identity/ids.ts'
import { type Institution, readInstitution } from '../store/institution.ts'
import { migrate } from '../store/migrate.ts'
import { launchPostgres } from '../store/postgres/launch.ts'
import { leavePostgres } from '../store/postgres/leave.ts'
import { asOwner } from './as-owner.ts'
import { type CoreUse, watchCores } from './core-use.ts'
import { openNotifyDoor } from './notify-door.ts'
import { type Paid, payOnce } from './pay-once.ts'
import { percentile } from './percentile.ts'

export interface PaymentsPlan {
  readonly seconds: number
  /** payments under way at once when as many as possible are made */
  readonly callers: number
  /** payments per second of the second part, in which the added time is measured; null: half of what was possible */
  readonly rate: number | null
  onStep(doing: string): void
}

export interface PaymentsResult {
  readonly bench: 'payments'
  readonly cores: number
  /** as many as possible */
  readonly saturated: {
    readonly paymentsPerSecond: number
    readonly callers: number
    readonly payments: number
    /** CPU time of each process per payment, ms */
    readonly cpuMs: CoreUse
  }
  /** the same channel calls without platform: what the channels alone allow on this machine in this run */
  readonly channelsAlone: { readonly paymentsPerSecond: number }
  readonly ratioToChannelsAlone: number
  /** at a steady rate, what the platform adds to each payment: its own time, channel time subtracted, ms */
  readonly added: { readonly atRate: number; readonly payments: number; readonly p50: number; readonly p99: number }
  readonly channelTime: { readonly p50: number; readonly p99: number }
  readonly unpaid: number
}

/** Complete split-tender payments: price → 2206 → wallet → notification → 2207 → ledger → paid, on real protocols. */
export async function benchPayments(plan: PaymentsPlan): Promise<PaymentsResult> {
  plan.onStep('PostgreSQL, sandbox, platform')
  const stage = await openStage()
  try {
    plan.onStep('warming up')
    await runCallers(stage, { seconds: 3, callers: plan.callers })
    plan.onStep(`as many as possible, ${plan.callers} at once, ${plan.seconds} s`)
    const cores = watchCores({
      other: stage.sandboxPid,
      database: stage.database,
      names: { own: 'platform', other: 'sandbox' },
    })
    const full = await runCallers(stage, plan)
    const use = cores.stop()
    plan.onStep('channels alone')
    const alone = await runAlone(stage, plan)
    const rate = plan.rate ?? Math.max(10, Math.floor(full.perSecond / 2))
    plan.onStep(`steady ${rate}/s, ${plan.seconds} s`)
    const steady = await runSteady(stage, { ...plan, rate })
    return {
      bench: 'payments',
      cores: cpus().length,
      saturated: {
        paymentsPerSecond: round(full.perSecond),
        callers: plan.callers,
        payments: full.paid.length,
        cpuMs: perPayment(use, full.perSecond),
      },
      channelsAlone: { paymentsPerSecond: round(alone) },
      ratioToChannelsAlone: round(full.perSecond / alone, 3),
      added: { atRate: rate, payments: steady.length, ...spread(steady.map((one) => one.addedMs)) },
      channelTime: spread(steady.map((one) => one.channelMs)),
      unpaid: full.unpaid,
    }
  } finally {
    await stage.close()
  }
}

export interface Stage {
  readonly platform: Platform
  readonly institution: Institution
  readonly sandboxPid: number
  readonly database: string
  readonly door: Awaited<ReturnType<typeof openNotifyDoor>>
  nextBill(): BillInput
  close(): Promise<void>
}

async function openStage(): Promise<Stage> {
  const postgres = await launchPostgres({ cluster: 'bench' })
  const name = `bench_${randomBytes(4).toString('hex')}`
  await asOwner(postgres.url, `create database ${name}`)
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  const outside = await startSandboxProcess()
  const sandbox = sandboxClient(outside.url)
  const door = await openNotifyDoor()
  const platform = await openPlatform({
    ownerUrl: url.href,
    publicUrl: door.url,
    dataKey: randomBytes(32),
    connections: 12,
  })
  door.deliverTo(platform)
  const today = chinaDate(new Date())
  const catalogue = await openAccounts(platform, sandbox, today)
  const supply = splitBills(today, catalogue)
  await registerPersons(platform, sandbox, supply.persons)
  for (const channel of ['wechat-pay', 'alipay']) await sandbox.autoPay(channel, 0)
  const institution = (await readInstitution(platform.databases.asPlatform(), DEMO_INSTITUTION.institutionId))!
  return {
    platform,
    institution,
    sandboxPid: outside.pid,
    database: name,
    door,
    nextBill: supply.next,
    close: async () => {
      await door.close()
      await platform.close()
      outside.stop()
      await asOwner(postgres.url, `drop database if exists ${name} with (force)`)
      await leavePostgres(postgres)
    },
  }
}

/**
 * Insured bills of several lines with something left for the wallet; each person comes once. Kept as the bytes a HIS sends:
 * twenty thousand bills as objects would be work for the collector that no platform has.
 */
function splitBills(date: string, catalogue: Parameters<typeof generateDay>[0]['catalogue']) {
  const day = generateDay({ seed: 11, bills: 30_000, date, catalogue })
  const persons = day.persons.map((person) => ({
    ...person,
    accountBalance: person.accountBalance % 3000,
    accumulatedPooled: 0,
  }))
  const insured = day.visits.filter((visit) => visit.bill.cover !== null)
  const bills = insured.map((visit) => Buffer.from(JSON.stringify(visit.bill)))[Symbol.iterator]()
  return {
    persons,
    next: (): BillInput => {
      const bill = bills.next()
      if (bill.done) throw new Error('the bench has used up its patients; run it for fewer seconds')
      return readBill(JSON.parse(bill.value.toString()))
    },
  }
}

async function runCallers(stage: Stage, plan: { readonly seconds: number; readonly callers: number }) {
  const paid: Paid[] = []
  let unpaid = 0
  const started = performance.now()
  const end = started + plan.seconds * 1000
  await Promise.all(
    Array.from({ length: plan.callers }, async () => {
      while (performance.now() < end) {
        const one = await payOnce(stage)
        if (one) paid.push(one)
        else unpaid++
      }
    }),
  )
  return { paid, unpaid, perSecond: paid.length / ((performance.now() - started) / 1000) }
}

/** Arrivals at a steady rate, whether or not the ones before are done. */
async function runSteady(stage: Stage, plan: { readonly seconds: number; readonly rate: number }): Promise<Paid[]> {
  const running: Promise<Paid | null>[] = []
  const started = performance.now()
  for (let index = 0; index < plan.rate * plan.seconds; index++) {
    const due = started + (index * 1000) / plan.rate
    const wait = due - performance.now()
    if (wait > 1) await new Promise((resume) => setTimeout(resume, wait))
    running.push(payOnce(stage))
  }
  return (await Promise.all(running)).filter((one) => one !== null)
}

/** The baseline: presettle, charge and settle against the same sandbox, with nothing kept, posted or waited for. */
async function runAlone(stage: Stage, plan: PaymentsPlan): Promise<number> {
  const { world } = stage.platform
  const insurer = (await world.channels.insurance(stage.institution.institutionId))!
  const wallet = await world.channels.wallet(stage.institution.institutionId, 'wechat-pay')
  let done = 0
  const started = performance.now()
  const end = started + Math.min(plan.seconds, 8) * 1000
  const once = async (): Promise<void> => {
    const now = new Date()
    const billId = makeId('bill', now.getTime(), world.surroundings.chance)
    const input = stage.nextBill()
    const { bill } = makeBill({
      billId,
      institutionId: stage.institution.institutionId,
      input,
      catalogue: world.insurance.catalogue,
      today: chinaDate(now),
    })
    const messageId = insurer.nextMessageId(await world.store.messageNo())
    const quote = await insurer.presettle(bill, messageId)
    const attemptId = `at_${billId.slice(3)}01`
    const amount = quote.adjudication?.cash
    if (amount)
      await wallet.charge({
        attemptId,
        amount,
        description: 'bench',
        product: 'native',
        notifyUrl: `${stage.door.url}/ignored`,
        expiresAt: new Date(now.getTime() + 600_000),
      })
    const settleId = insurer.nextMessageId(await world.store.messageNo())
    await insurer.settle({
      bill,
      attemptId,
      messageId: settleId,
      expected: quote.adjudication!,
      references: quote.references,
    })
    done++
  }
  await Promise.all(
    Array.from({ length: plan.callers }, async () => {
      while (performance.now() < end) await once()
    }),
  )
  return done / ((performance.now() - started) / 1000)
}

/** A percent of a core is 10 ms of CPU a second. */
const perPayment = (use: CoreUse, perSecond: number): CoreUse =>
  Object.fromEntries(Object.entries(use).map(([name, percent]) => [name, round((percent * 10) / perSecond, 2)]))

const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits
const spread = (values: readonly number[]) => ({
  p50: round(percentile(values, 0.5), 2),
  p99: round(percentile(values, 0.99), 2),
})

export function printPayments(result: PaymentsResult): string {
  const rows = [
    [
      'complete split-tender payments/s, as many as possible',
      String(result.saturated.paymentsPerSecond),
      `${result.saturated.callers} callers`,
    ],
    ['the same channel calls alone/s (baseline)', String(result.channelsAlone.paymentsPerSecond), ''],
    ['ratio to the baseline', String(result.ratioToChannelsAlone), ''],
    ['added by the platform, p50 ms', String(result.added.p50), `at ${result.added.atRate}/s`],
    ['added by the platform, p99 ms', String(result.added.p99), `at ${result.added.atRate}/s`],
    ['channel time per payment, p50 / p99 ms', `${result.channelTime.p50} / ${result.channelTime.p99}`, ''],
    ...Object.entries(result.saturated.cpuMs).map(([name, ms]) => [`CPU of ${name}, ms per payment`, String(ms), '']),
    ['not paid', String(result.unpaid), ''],
  ]
  return table({ title: `bench payments, ${result.cores} cores`, head: ['figure', 'value', ''], align: 'lrl', rows })
}
