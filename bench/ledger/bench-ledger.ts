import { cpus } from 'node:os'
import { verifyLedger } from '../../store/ledger/verify.ts'
import { type CoreUse, watchCores } from '../core-use.ts'
import { type Baseline, openBaseline } from './baseline.ts'
import { type Run, runCallers } from './run-callers.ts'
import { secondProcess } from './second-process.ts'
import { type LedgerStage, openLedgerStage, supply } from './stage.ts'

export interface LedgerPlan {
  /** of each measurement */
  readonly seconds: number
  /** transfers stored before the measurements are repeated; 0: not repeated */
  readonly stored: number
  onStep(doing: string): void
}

export interface Measured extends Run {
  readonly what: 'ours' | 'baseline'
  readonly where: 'hot' | 'spread'
  readonly callers: number
  /** transfers per call */
  readonly batch: number
}

export interface LedgerResult {
  readonly bench: 'ledger'
  readonly cores: number
  readonly measured: readonly Measured[]
  readonly tpcb: Run
  /** ours : baseline, one transfer per call */
  readonly ratios: readonly { readonly where: string; readonly callers: number; readonly ratio: number }[]
  readonly bytesPerTransfer: number
  readonly stored: {
    readonly transfers: number
    readonly measured: readonly Measured[]
    readonly ratioToEmpty: number
    /** by `ledger verify`, transfers a second; and what it found */
    readonly verified: { readonly perSecond: number; readonly found: number }
  } | null
  readonly processes: {
    readonly one: number
    /** the same callers, shared out over two */
    readonly two: number
    readonly ratio: number
    /** as many callers at each of two */
    readonly twice: number
    readonly cores: CoreUse
  }
}

const CALLERS = [1, 16, 64, 256]

/** Posting: one transfer per call and in batches, into one account and into a thousand, beside row locks and TPC-B. */
export async function benchLedger(plan: LedgerPlan): Promise<LedgerResult> {
  plan.onStep('PostgreSQL, accounts')
  const stage = await openLedgerStage()
  const baseline = await openBaseline(stage.ownerUrl)
  try {
    const measure = measurer(stage, baseline, plan)
    plan.onStep('warming up')
    await runCallers(64, Math.min(2, plan.seconds), ours(stage, 'hot', 1))
    const measured: Measured[] = []
    for (const where of ['hot', 'spread'] as const)
      for (const callers of CALLERS)
        for (const what of ['ours', 'baseline'] as const) measured.push(await measure(what, where, callers, 1))
    for (const where of ['hot', 'spread'] as const)
      for (const batch of [100, 1000]) measured.push(await measure('ours', where, 4, batch))
    plan.onStep('TPC-B, 16 callers')
    const tpcb = await runCallers(
      16,
      plan.seconds,
      numbered((no) => baseline.tpcb(no)),
    )
    const bytesPerTransfer = await readBytes(stage)
    const processes = await compareProcesses(stage, plan)
    const stored = plan.stored > 0 ? await measureStored(stage, plan, { measure, measured }) : null
    return {
      bench: 'ledger',
      cores: cpus().length,
      measured,
      tpcb,
      ratios: ratiosOf(measured),
      bytesPerTransfer,
      stored,
      processes,
    }
  } finally {
    await baseline.close()
    await stage.close()
  }
}

type Measure = (what: Measured['what'], where: Measured['where'], callers: number, batch: number) => Promise<Measured>

let series = 0
const freshPrefix = (): string => `${process.pid.toString(36)}x${(series++).toString(36)}x`

function ours(stage: LedgerStage, where: Measured['where'], batch: number): () => Promise<number> {
  const next = supply(freshPrefix(), where)
  return async () => {
    const transfers = Array.from({ length: batch }, next)
    const answers = batch === 1 ? await stage.ledger.post(transfers) : await stage.ledger.postEach(transfers)
    const refused = answers.find((answer) => !answer.posted)
    if (refused) throw new Error(`the ledger refused ${JSON.stringify(refused)}`)
    return answers.length
  }
}

let baselineNo = 0
const numbered = (call: (no: number) => Promise<void>) => async (): Promise<number> => {
  await call(baselineNo++)
  return 1
}

function measurer(stage: LedgerStage, baseline: Baseline, plan: LedgerPlan): Measure {
  return async (what, where, callers, batch) => {
    plan.onStep(`${what}, ${where}, ${callers} callers, ${batch} per call`)
    const call = what === 'ours' ? ours(stage, where, batch) : numbered((no) => baseline.move(no, where))
    return { what, where, callers, batch, ...(await runCallers(callers, plan.seconds, call)) }
  }
}

function ratiosOf(measured: readonly Measured[]): LedgerResult['ratios'] {
  const single = measured.filter((one) => one.batch === 1)
  return single
    .filter((one) => one.what === 'ours')
    .map(({ where, callers, perSecond }) => {
      const other = single.find((one) => one.what === 'baseline' && one.where === where && one.callers === callers)!
      return { where, callers, ratio: perSecond / other.perSecond }
    })
}

/** Tables and indexes of what was posted, divided by the transfers. */
async function readBytes(stage: LedgerStage): Promise<number> {
  const [row] = await stage.rows<{ bytes: number; transfers: number }>(
    `select (pg_total_relation_size('medsettle.transfer') + pg_total_relation_size('medsettle.posting')
       + pg_total_relation_size('medsettle.ledger_batch'))::bigint as bytes, (select count(*) from medsettle.transfer) as transfers`,
  )
  return row!.bytes / row!.transfers
}

async function measureStored(
  stage: LedgerStage,
  plan: LedgerPlan,
  before: { readonly measure: Measure; readonly measured: readonly Measured[] },
): Promise<LedgerResult['stored']> {
  const spreadCall = ours(stage, 'spread', 2000)
  const call = ours(stage, 'hot', 2000)
  const [row] = await stage.rows<{ count: number }>('select count(*) from medsettle.transfer')
  for (let transfers = row!.count; transfers < plan.stored; ) {
    transfers += (await Promise.all([call(), call(), call(), spreadCall()])).reduce((sum, one) => sum + one)
    if (transfers % 200_000 < 8000) plan.onStep(`storing ${plan.stored}: ${transfers}`)
  }
  const again = await before.measure('ours', 'hot', 64, 1)
  const spread = await before.measure('ours', 'spread', 64, 1)
  const first = before.measured.find((one) => one.what === 'ours' && one.where === 'hot' && one.callers === 64)!
  const ratioToEmpty = again.perSecond / first.perSecond
  return { transfers: plan.stored, measured: [again, spread], ratioToEmpty, verified: await measureVerify(stage, plan) }
}

/** Everything added up again by `medsettle ledger verify`. */
async function measureVerify(stage: LedgerStage, plan: LedgerPlan): Promise<{ perSecond: number; found: number }> {
  const started = performance.now()
  const onProgress = (done: number, total: number): void => {
    if (done % 1_000_000 < 20_000) plan.onStep(`verifying ${total}: ${done}`)
  }
  const { transfers, found } = await verifyLedger(stage.database, { onProgress })
  return { perSecond: (transfers * 1000) / (performance.now() - started), found }
}

/** 64 callers in this process, then 32 here and 32 in a second one, then 64 in each, all into the one account. */
async function compareProcesses(stage: LedgerStage, plan: LedgerPlan): Promise<LedgerResult['processes']> {
  plan.onStep('one process, 64 callers')
  const one = await runCallers(64, plan.seconds, ours(stage, 'hot', 1))
  plan.onStep('two processes, 32 callers each')
  const other = await secondProcess(stage.ownerUrl)
  const database = new URL(stage.ownerUrl).pathname.slice(1)
  const names = { own: 'first process', other: 'second process' }
  const cores = watchCores({ other: other.pid, database, names })
  const [here, there] = await Promise.all([
    runCallers(32, plan.seconds, ours(stage, 'hot', 1)),
    other.run({ callers: 32, seconds: plan.seconds }),
  ])
  const use = cores.stop()
  plan.onStep('two processes, 64 callers each')
  const twice = await Promise.all([
    runCallers(64, plan.seconds, ours(stage, 'hot', 1)),
    other.run({ callers: 64, seconds: plan.seconds }),
  ])
  other.close()
  const two = here.perSecond + there.perSecond
  const both = twice[0].perSecond + twice[1].perSecond
  return { one: one.perSecond, two, ratio: two / one.perSecond, twice: both, cores: use }
}
