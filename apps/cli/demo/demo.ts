import type { BillInput } from '../../../domain/bill/bill-input.ts'
import { readBill } from '../../../domain/bill/read-bill.ts'
import type { QuarantinedLine } from '../../../domain/bill/read-bill-lines.ts'
import { addDays } from '../../../domain/identity/clock.ts'
import { closeDay } from '../../../flow/close-day.ts'
import { writeHisRecords } from '../../../store/day-books.ts'
import { createProgress } from '../progress.ts'
import { type DemoPerson, type DemoVisit, generateDay } from './generate-day.ts'
import { readHisDay } from './his-day.ts'
import { type DemoHospital, openDemoHospital } from './open-demo.ts'
import { visitsOf } from './own-bills.ts'
import { type FaultLevel, type PlannedFault, planFaults } from './plan-faults.ts'
import { describeLine, readOwnBills } from './read-own-bills.ts'
import { reportDay } from './report-day.ts'
import { comeToRest, type DayOutcome, type DayTraffic, runRefunds, runTraffic } from './run-day.ts'
import { tellStory } from './story.ts'

export interface DemoOptions {
  readonly bills?: string
  readonly seed: number
  readonly count: number
  readonly faults: FaultLevel
}

/** A Monday under the sample policy and catalogue; what is printed depends only on the seed, not on today. */
const DATE = '2026-03-02'
const FEE_RATES = { 'wechat-pay': '0.006', alipay: '0.006' }

/** `demo`: the story of one bill, then the day, then its close. */
export async function runDemo(options: DemoOptions): Promise<void> {
  const started = performance.now()
  const say = (text: string): void => void process.stderr.write(`${text}\n`)
  const given = options.bills ? await ownDay(options.bills) : null
  for (const line of given?.quarantined ?? []) say(describeLine(line))
  const hospital = await openDemoHospital({ date: DATE, seed: options.seed, onStep: (doing) => say(`· ${doing}`) })
  try {
    process.stdout.write(`${await tellStory(hospital, DATE)}\n`)
    const day = given ? { date: DATE, ...given } : generated(hospital, options)
    process.stdout.write(await liveDay(hospital, day, options))
  } finally {
    await hospital.close()
  }
  say(`· 用时 ${((performance.now() - started) / 1000).toFixed(1)} 秒`)
}

interface Day {
  readonly persons: readonly DemoPerson[]
  readonly traffic: readonly DayTraffic[]
  readonly quarantined: readonly QuarantinedLine[]
}

function generated(hospital: DemoHospital, options: DemoOptions): Day {
  const day = generateDay({ seed: options.seed, bills: options.count, date: DATE, catalogue: hospital.catalogue })
  const traffic = day.visits.map((visit) => ({ visit, input: readBill(visit.bill), lineNumber: null }))
  return { persons: day.persons, traffic, quarantined: [] }
}

async function ownDay(path: string): Promise<Day> {
  const { bills, quarantined } = await readOwnBills(path)
  const ours = bills.map(({ lineNumber, input }) => ({ lineNumber, input: onDemoDay(input) }))
  return { ...visitsOf(ours), quarantined }
}

/**
 * Bills that name no day belong to the demo's. Their mdtrt_id, which every 2204 row carries, is one of the hospital's
 * insurer: the sandbox's knows no such visit and would refuse the bill, so the visit is registered anew.
 */
function onDemoDay(input: BillInput): BillInput {
  const { insurerVisitId: _, ...visit } = input.visit
  return { ...input, visit, businessDate: input.businessDate ?? DATE }
}

async function liveDay(hospital: DemoHospital, day: Day, options: DemoOptions): Promise<string> {
  await hospital.register(day.persons)
  const visits: DemoVisit[] = day.traffic.map(({ visit }) => visit)
  const faults = planFaults(options.faults, options.seed, visits)
  await scriptFaults(hospital, faults)
  const outcome = await withBar(`门诊一天 ${day.traffic.length} 张账单`, day.traffic.length, (at) =>
    runTraffic(hospital, day.traffic, at),
  )
  await settleDown(hospital, '等待渠道、退回未成交')
  const refunds = await runRefunds(hospital, day.traffic, outcome)
  await settleDown(hospital, '退款落定')
  return closeAndReport(hospital, { day, faults, outcome, refunds })
}

async function scriptFaults(hospital: DemoHospital, faults: readonly PlannedFault[]): Promise<void> {
  for (const { title, ...fault } of faults) await hospital.sandbox.addFault(fault)
}

async function withBar<T>(title: string, total: number, work: (at: (done: number) => void) => Promise<T>): Promise<T> {
  const progress = createProgress(title, total)
  const result = await work((done) => progress.at(done))
  progress.done()
  return result
}

async function settleDown(hospital: DemoHospital, title: string): Promise<void> {
  let first = 0
  let progress: ReturnType<typeof createProgress> | null = null
  await comeToRest(hospital, (open) => {
    first = Math.max(first, open)
    progress ??= createProgress(title, first)
    progress.at(first - open)
  })
  ;(progress as ReturnType<typeof createProgress> | null)?.done()
}

interface Lived {
  readonly day: Day
  readonly faults: readonly PlannedFault[]
  readonly outcome: DayOutcome
  readonly refunds: Record<string, number>
}

/** The next morning: the HIS sends its list, the statements are fetched, the day is closed. */
async function closeAndReport(hospital: DemoHospital, lived: Lived): Promise<string> {
  await hospital.jumpTo(new Date(`${addDays(DATE, 1)}T10:30:00+08:00`))
  const { institution, platform } = hospital
  const database = platform.databases.asPlatform()
  const where = { institutionId: institution.institutionId, regionId: institution.regionId, date: DATE }
  await writeHisRecords(database, where, await readHisDay(hospital, DATE))
  const progress = createProgress('日终', 100)
  const closed = await closeDay(platform.world, {
    institution,
    date: DATE,
    calendar: { holidays: [], workingWeekends: [] },
    feeRates: FEE_RATES,
    onProgress: (done, total, doing) => progress.at(Math.round((done * 100) / total), doing),
  })
  progress.done()
  return reportDay(hospital, { ...lived, quarantined: lived.day.quarantined, closed })
}
