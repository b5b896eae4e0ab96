import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import {
  type CompiledScheme,
  compileScheme,
  createBlockGrouper,
  createBlockMemory,
  createCaseGrouper,
  createLineTracer,
  createTracer,
  decodeRow,
  type GroupingCase,
  loadScheme,
  readTablesFolder,
  saveScheme,
} from '@medsettle/grouper'
import { createCrew, type GroupingCrew } from '../../apps/cli/drg/group-blocks.ts'
import { groupNaively } from '../../packages/grouper/fixtures/naive-grouping.ts'
import { type CaseSupply, createCaseSupply } from './case-supply.ts'

export interface GrouperPlan {
  /** seconds of each measurement */
  readonly seconds: number
  /** worker threads of the parallel part */
  readonly threads: number
  /** cases streamed through one thread in bounded memory; 10,000,000 is the aim, 0 leaves it out */
  readonly streamCases: number
  onStep(doing: string): void
}

/** Cases per second of the clock, and of the processor: they differ by what else the machine was doing. */
export interface Rate {
  readonly perSecond: number
  readonly perCpuSecond: number
}

/** The same blocks through one thread and through several, in turns: what the threads gain on this machine, now. */
export interface ThreadRate extends Rate {
  readonly threads: number
  readonly oneThread: Rate
  /** wall clock, several over one */
  readonly gain: number
}

export interface GrouperResult {
  readonly bench: 'grouper'
  readonly cores: number
  readonly scheme: { readonly version: string; readonly adrgs: number; readonly kindsOfCases: number }
  /** one thread unless said otherwise */
  readonly naive: Rate
  readonly objects: Rate
  readonly csv: Rate
  readonly csvThreads: ThreadRate
  readonly tracedObjects: Rate
  readonly tracedLines: Rate
  readonly tracedCsv: Rate
  readonly tracedThreads: ThreadRate
  readonly ratioToNaive: { readonly objects: number; readonly csv: number; readonly tracedLines: number }
  readonly load: { readonly ms: number; readonly fileBytes: number; readonly compileMs: number }
  readonly schemeMegabytes: number
  readonly stream: {
    readonly cases: number
    readonly perSecond: number
    readonly maxRssMegabytes: number
    readonly grownMegabytes: number
  } | null
}

/** as the command line takes them: one thread, several, and with trace */
const BLOCK_BYTES = 1 << 18
const THREADED_BLOCK_BYTES = 1 << 20
const TRACED_BLOCK_BYTES = 1 << 15
const ROOT = join(import.meta.dirname, '../..')

/** Grouping of inpatient cases: the national tables when they are on this machine, else the demo scheme. */
export async function benchGrouper(plan: GrouperPlan): Promise<GrouperResult> {
  const { folder, cases: path } = places()
  plan.onStep(`tables of ${folder}`)
  const tables = await readTablesFolder(folder)
  const started = performance.now()
  const file = saveScheme(compileScheme(tables))
  const compileMs = performance.now() - started
  const before = await settled()
  const scheme = loadScheme(file)
  const schemeMegabytes = (await settled()) - before
  const supply = createCaseSupply(path)
  const cases = readCases(path)
  const per = (name: string, round: () => number): Rate => {
    plan.onStep(name)
    return rate(round, plan.seconds)
  }
  const over = (work: (one: GroupingCase) => unknown) => (): number => {
    for (const one of cases) work(one)
    return cases.length
  }
  const naive = per(
    'naive walk through the tables (baseline)',
    over((one) => groupNaively(tables, one)),
  )
  const objects = per('objects', over(createCaseGrouper(scheme)))
  const block = supply.block(BLOCK_BYTES)
  const memory = createBlockMemory()
  const group = createBlockGrouper([scheme])
  const csv = per('CSV bytes to CSV bytes', () => group(block.bytes, false, memory).cases)
  const tracedObjects = per('objects with trace', over(createTracer(scheme)))
  const tracedLines = per('objects with trace, as JSON lines', over(createLineTracer(scheme)))
  const groupTraced = createBlockGrouper([scheme], { trace: true })
  const small = supply.block(TRACED_BLOCK_BYTES)
  const tracedCsv = per('CSV bytes to JSON lines', () => groupTraced(small.bytes, false, memory).cases)
  const csvThreads = {
    threads: plan.threads,
    ...(await threadRate(scheme, plan, { block: supply.block(THREADED_BLOCK_BYTES), trace: false })),
  }
  const tracedThreads = { threads: plan.threads, ...(await threadRate(scheme, plan, { block: small, trace: true })) }
  const loadMs = median(Array.from({ length: 9 }, () => timed(() => loadScheme(file))))
  return {
    bench: 'grouper',
    cores: cpus().length,
    scheme: { version: scheme.version, adrgs: scheme.head.adrgs.length, kindsOfCases: supply.kinds },
    ...{ naive, objects, csv, csvThreads, tracedObjects, tracedLines, tracedCsv, tracedThreads },
    ratioToNaive: { objects: ratio(objects, naive), csv: ratio(csv, naive), tracedLines: ratio(tracedLines, naive) },
    load: { ms: Math.round(loadMs), fileBytes: file.length, compileMs: Math.round(compileMs) },
    schemeMegabytes,
    stream: plan.streamCases > 0 ? stream(scheme, supply, plan) : null,
  }
}

/** Block after block of new cases, as the command line would; only the grouping is timed. */
function stream(
  scheme: CompiledScheme,
  supply: CaseSupply,
  { streamCases, onStep }: GrouperPlan,
): GrouperResult['stream'] {
  onStep(`${streamCases} cases streamed`)
  const group = createBlockGrouper([scheme])
  const memory = createBlockMemory()
  const rssBefore = process.memoryUsage.rss()
  let most = rssBefore
  let cases = 0
  let spent = 0
  while (cases < streamCases) {
    const next = supply.block(BLOCK_BYTES)
    spent += timed(() => group(next.bytes, false, memory))
    cases += next.cases
    most = Math.max(most, process.memoryUsage.rss())
  }
  return {
    cases,
    perSecond: Math.round((cases * 1000) / spent),
    maxRssMegabytes: megabytes(most),
    grownMegabytes: megabytes(most - rssBefore),
  }
}

function places(): { readonly folder: string; readonly cases: string } {
  const national = join(process.env.MEDSETTLE_SHARED_DATA ?? join(ROOT, '../shared/data'), 'chs-drg-1.1')
  if (existsSync(national)) return { folder: national, cases: join(national, 'cases.csv') }
  return { folder: join(ROOT, 'packages/grouper/demo-scheme'), cases: join(ROOT, 'examples/drg/cases.csv') }
}

const readCases = (path: string): GroupingCase[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map(decodeRow)
    .filter((one): one is GroupingCase => !('code' in one))

/** Rounds until the time is up, after a warm-up of a quarter of it. */
function rate(round: () => number, seconds: number): Rate {
  const run = (ms: number): Rate => {
    const started = performance.now()
    const before = process.threadCpuUsage()
    let done = 0
    while (performance.now() - started < ms) done += round()
    const spent = process.threadCpuUsage(before)
    const cpuSeconds = (spent.user + spent.system) / 1e6
    return {
      perSecond: Math.round((done * 1000) / (performance.now() - started)),
      perCpuSecond: Math.round(done / cpuSeconds),
    }
  }
  run(seconds * 250)
  return run(seconds * 1000)
}

const TURNS = 3

async function threadRate(
  scheme: CompiledScheme,
  { threads, seconds, onStep }: GrouperPlan,
  { block, trace }: { readonly block: { readonly bytes: Buffer; readonly cases: number }; readonly trace: boolean },
): Promise<Omit<ThreadRate, 'threads'>> {
  onStep(`${threads} threads${trace ? ' with trace' : ''}`)
  const crews = [createCrew([scheme], { trace, threads: 1 }), createCrew([scheme], { trace, threads })] as const
  const total = crews.map(() => ({ cases: 0, ms: 0, cpuSeconds: 0 }))
  for (const crew of crews) await crewRun(crew, block.bytes, seconds * 250)
  for (let turn = 0; turn < TURNS; turn++)
    for (const [at, crew] of crews.entries()) {
      const { cases, ms, cpuSeconds } = await crewRun(crew, block.bytes, (seconds * 1000) / TURNS)
      const sum = total[at]!
      sum.cases += cases
      sum.ms += ms
      sum.cpuSeconds += cpuSeconds
    }
  await Promise.all(crews.map((crew) => crew.stop()))
  const [oneThread, several] = total.map(({ cases, ms, cpuSeconds }) => ({
    perSecond: Math.round((cases * 1000) / ms),
    perCpuSecond: Math.round(cases / cpuSeconds),
  })) as [Rate, Rate]
  return { ...several, oneThread, gain: Math.round((several.perSecond / oneThread.perSecond) * 100) / 100 }
}

async function crewRun(crew: GroupingCrew, bytes: Uint8Array, forMs: number) {
  const started = performance.now()
  const before = process.cpuUsage()
  let cases = 0
  const keepBusy = async (): Promise<void> => {
    while (performance.now() - started < forMs) {
      const report = await crew.group(bytes, false)
      cases += report.cases
      report.giveBack()
    }
  }
  await Promise.all(Array.from({ length: crew.width }, keepBusy))
  const spent = process.cpuUsage(before)
  return { cases, ms: performance.now() - started, cpuSeconds: (spent.user + spent.system) / 1e6 }
}

function timed(work: () => unknown): number {
  const started = performance.now()
  work()
  return performance.now() - started
}

const median = (values: readonly number[]): number => values.toSorted((one, two) => one - two)[values.length >> 1]!
export const ratio = (value: Rate, baseline: Rate): number =>
  Math.round((value.perCpuSecond / baseline.perCpuSecond) * 10) / 10
const megabytes = (bytes: number): number => Math.round(bytes / 2 ** 20)

/** Megabytes that JavaScript holds, heap and buffers, after everything unused was given back. */
async function settled(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  for (let round = 0; round < 3; round++) {
    collect()
    // buffers are given back behind the collector's back
    await new Promise((resume) => setTimeout(resume, 50))
  }
  const { heapUsed, external } = process.memoryUsage()
  return megabytes(heapUsed + external)
}
