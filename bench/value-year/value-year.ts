import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sum } from '@medsettle/money'
import { table } from '../../apps/cli/demo/table.ts'
import { writeStatements } from '../../apps/cli/value/run-budget.ts'
import type { BudgetYear } from '../../domain/value/budget/prepay.ts'
import { settleYear } from '../../domain/value/budget/settle-year.ts'
import { booksOfPolicy, settlePeriod } from '../../flow/settle-period.ts'
import { connectDatabases, type Database } from '../../store/database.ts'
import { writeInstitution } from '../../store/institution.ts'
import { readTrialBalanceAt } from '../../store/ledger/balances.ts'
import { migrate } from '../../store/migrate.ts'
import { launchPostgres } from '../../store/postgres/launch.ts'
import { leavePostgres } from '../../store/postgres/leave.ts'
import { asOwner } from '../as-owner.ts'
import { budgetOfRegion } from './budget-of-region.ts'
import { casesOfBlock, type YearCase } from './case-stream.ts'
import { addSums, createBlockPricer, pricersOf } from './price-block.ts'
import { blocksOf, priceYear } from './price-year.ts'
import { type SampleRegion, sampleRegion } from './sample-region.ts'

export interface ValueYearPlan {
  readonly cases: number
  readonly threads: number
  onStep(doing: string): void
}

/** Wall-clock seconds, on whatever else the machine does. */
export interface ValueYearResult {
  readonly bench: 'value-year'
  readonly cores: number
  readonly threads: number
  readonly cases: number
  readonly refused: number
  readonly hospitals: number
  readonly seconds: {
    readonly pricing: number
    readonly clearing: number
    readonly ledger: number
    readonly statements: number
    readonly total: number
  }
  readonly casesPerSecond: number
  /** one thread, cases per second of processor time, the cases made before */
  readonly compiled: number
  readonly naive: number
  readonly ratioToNaive: number
  /** processor time of pricing the whole year, all threads; naive: from a part of it in one thread */
  readonly pricingCpuSeconds: number
  readonly naivePricingCpuSeconds: number
  readonly transfers: number
  readonly books: number
  readonly unbalancedFen: number
  readonly statements: number
  readonly fundFen: number
  readonly providerFen: number
  readonly maxRssMegabytes: number
}

const SEED = 20261128
const LAST_YEAR_CASES = 50_000
const COMPARED_CASES = 25_000
const ROUNDS = 6

/** A year of cases priced, summed, cleared, booked and told to every hospital. PostgreSQL runs before the clock starts, as in a day's work. */
export async function benchValueYear(plan: ValueYearPlan): Promise<ValueYearResult> {
  const region = sampleRegion(SEED)
  plan.onStep('PostgreSQL, last year, the naive baseline')
  const stage = await openStage()
  const folder = await mkdtemp(join(tmpdir(), 'value-year-'))
  try {
    const lastYear = await priceYear(region, blocksOf(SEED, '2025', LAST_YEAR_CASES), 1)
    const rates = comparePricing(region)
    const clock = startClock(plan)
    const cpu = process.cpuUsage()
    const sums = await priceYear(region, blocksOf(SEED, '2026', plan.cases), plan.threads)
    const pricingCpuSeconds = Math.round(secondsOf(process.cpuUsage(cpu)) * 10) / 10
    clock.lap('pricing')
    const year = budgetOfRegion(region, lastYear, sums)
    const settled = settleYear(year)
    clock.lap('clearing')
    const booked = await book(stage.database, year)
    clock.lap('ledger')
    await writeStatements(folder, year, settled)
    clock.lap('statements')
    const seconds = clock.stop()
    const shares = settled.outcomes.map(({ result }) => result)
    return {
      bench: 'value-year',
      cores: cpus().length,
      threads: plan.threads,
      cases: sums.cases,
      refused: sums.refused,
      hospitals: region.hospitals.length,
      seconds,
      casesPerSecond: Math.round(sums.cases / seconds.pricing),
      compiled: rates.compiled,
      naive: rates.naive,
      ratioToNaive: Math.round((rates.compiled / rates.naive) * 10) / 10,
      pricingCpuSeconds,
      naivePricingCpuSeconds: Math.round(sums.cases * rates.naivePerCase * 10) / 10,
      ...booked,
      statements: (await readdir(folder)).length,
      fundFen: sum(shares.map(({ fundShare }) => fundShare)),
      providerFen: sum(shares.map(({ providerShare }) => providerShare)),
      maxRssMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
    }
  } finally {
    await rm(folder, { recursive: true })
    await stage.close()
  }
}

type Lap = 'pricing' | 'clearing' | 'ledger' | 'statements'

function startClock({ onStep }: ValueYearPlan) {
  const laps: Record<Lap, number> = { pricing: 0, clearing: 0, ledger: 0, statements: 0 }
  const started = performance.now()
  let last = started
  const since = (instant: number): number => Math.round(performance.now() - instant) / 1000
  return {
    lap: (name: Lap): void => {
      laps[name] = since(last)
      last = performance.now()
      onStep(`${name} ${laps[name]} s`)
    },
    stop: (): ValueYearResult['seconds'] => ({ ...laps, total: since(started) }),
  }
}

interface Compared {
  readonly compiled: number
  readonly naive: number
  /** seconds of a thread that makes, prices and sums cases the naive way */
  readonly naivePerCase: number
}

/** Both ways on the same cases in one thread, in turn; their sums must be the same. */
function comparePricing(region: SampleRegion): Compared {
  const cases = [...casesOfBlock(region, { seed: SEED, name: 'compared', cases: COMPARED_CASES })]
  const [naive, compiled] = [pricersOf(region, 'naive'), pricersOf(region, 'compiled')]
  const spent = { naive: 0, compiled: 0 }
  for (let round = 0; round < ROUNDS; round++) {
    const [ours, theirs] = [timed(cases, compiled), timed(cases, naive)]
    if (ours.fen !== theirs.fen) throw new Error('the two ways of pricing do not agree')
    // the first round warms up
    if (round === 0) continue
    spent.compiled += ours.seconds
    spent.naive += theirs.seconds
  }
  const priced = cases.length * (ROUNDS - 1)
  const price = createBlockPricer(region, 'naive')
  const before = process.threadCpuUsage()
  const sums = addSums(blocksOf(SEED, 'naive', COMPARED_CASES).map(price), region.hospitals.length)
  const perCase = secondsSince(before) / sums.cases
  return {
    compiled: Math.round(priced / spent.compiled),
    naive: Math.round(priced / spent.naive),
    naivePerCase: perCase,
  }
}

function timed(
  cases: readonly YearCase[],
  price: ReturnType<typeof pricersOf>,
): { readonly fen: number; readonly seconds: number } {
  const before = process.threadCpuUsage()
  let fen = 0
  for (const { hospital, one } of cases) {
    const answer = price[hospital.method](one)
    if (answer.outcome !== 'refused') fen += answer.priceFen ?? 0
  }
  return { fen, seconds: secondsSince(before) }
}

const secondsOf = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6
const secondsSince = (before: NodeJS.CpuUsage): number => secondsOf(process.threadCpuUsage(before))

async function book(database: Database, year: BudgetYear) {
  const books = booksOfPolicy(year.policy)
  for (const institutionId of books)
    await writeInstitution(database, { institutionId, regionId: REGION, name: institutionId, hospitalLevel: '3' })
  const { posted } = await settlePeriod({ database, regionId: REGION, now: () => new Date() }, year, year.policy.year)
  let unbalancedFen = 0
  for (const institutionId of books)
    unbalancedFen += Math.abs((await readTrialBalanceAt(database, { institutionId })).difference)
  return { transfers: posted, books: books.length, unbalancedFen }
}

const REGION = '330100'

/** A database of its own on a PostgreSQL with fsync on. */
async function openStage() {
  const postgres = await launchPostgres({ cluster: 'bench' })
  const name = `bench_${randomBytes(4).toString('hex')}`
  await asOwner(postgres.url, `create database ${name}`)
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  await migrate(url.href)
  const databases = connectDatabases(url.href, 8)
  return {
    database: databases.asPlatform(),
    close: async () => {
      await databases.close()
      await asOwner(postgres.url, `drop database if exists ${name} with (force)`)
      await leavePostgres(postgres)
    },
  }
}

export function printValueYear(result: ValueYearResult): string {
  const { seconds } = result
  const rows = [
    [
      `${result.cases} cases made, priced, summed (${result.threads} threads)`,
      `${seconds.pricing} s`,
      `${result.casesPerSecond} cases/s, ${result.refused} refused`,
    ],
    ['cleared, distributed', `${seconds.clearing} s`, `${result.hospitals} hospitals`],
    [
      'booked',
      `${seconds.ledger} s`,
      `${result.transfers} transfers in ${result.books} books, unbalanced ${result.unbalancedFen} fen`,
    ],
    ['statements written', `${seconds.statements} s`, `${result.statements} files`],
    ['the whole year', `${seconds.total} s`, `${result.maxRssMegabytes} MB at most`],
    [
      'cases priced a second of processor time, one thread',
      String(result.compiled),
      `${result.ratioToNaive} × case by case (${result.naive})`,
    ],
    [
      'processor time of making, pricing and summing the year',
      `${result.pricingCpuSeconds} s`,
      `case by case in one thread ${result.naivePricingCpuSeconds} s`,
    ],
  ]
  return table({
    title: `bench value-year, ${result.hospitals} hospitals, ${result.cores} cores`,
    head: ['step', 'time', ''],
    align: 'lrl',
    rows,
  })
}
