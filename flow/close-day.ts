import { type Fen, fen, ZERO } from '@medsettle/money'
import type { Channel } from '../channels/contract/channel.ts'
import type { StatementFile, StatementReading } from '../channels/contract/statement.ts'
import { type ClearingPosition, clearingPosition } from '../domain/clearing/clearing-position.ts'
import type { WorkCalendar } from '../domain/clearing/value-date.ts'
import { chinaDate } from '../domain/identity/clock.ts'
import { makeId } from '../domain/identity/ids.ts'
import { type Refusal, RefusalError } from '../domain/identity/refusal.ts'
import { ACCOUNT } from '../domain/ledger/accounts.ts'
import type { WorkOrderRecord } from '../domain/order/step.ts'
import { CAUSES, type Difference } from '../domain/reconciliation/difference.ts'
import { type MatchResult, matchChannel } from '../domain/reconciliation/match-channel.ts'
import { matchHis } from '../domain/reconciliation/match-his.ts'
import {
  finishRun,
  openRun,
  writeDifferences,
  writePositions,
  writeStatement,
  writeWorkOrders,
} from '../store/close-day-books.ts'
import { readHisRecords, readLegs, readMovements, readOrderTotals } from '../store/day-books.ts'
import type { Institution } from '../store/institution.ts'
import { readTrialBalance, type TrialBalance } from '../store/ledger-queries.ts'
import { fetchInsuranceStatements } from './fetch-insurance-statements.ts'
import type { World } from './world.ts'

export interface DayClose {
  readonly institution: Institution
  /** China date */
  readonly date: string
  readonly calendar: WorkCalendar
  /** channel → agreed fee rate as decimal text; channels without one are not compared */
  readonly feeRates: Readonly<Record<string, string>>
  onProgress?(done: number, total: number, doing: string): void
}

export interface ClosedDay {
  readonly runId: string
  readonly date: string
  readonly channels: readonly ChannelClose[]
  readonly his: { readonly compared: boolean; readonly matched: number; readonly differences: readonly Difference[] }
  readonly differences: readonly Difference[]
  readonly workOrders: readonly WorkOrderRecord[]
  readonly positions: readonly ClearingPosition[]
  readonly trialBalance: TrialBalance
}

export interface ChannelClose {
  readonly channel: string
  readonly lines: number
  readonly quarantined: number
  readonly matched: number
  readonly matchedFen: Fen
  readonly feeFen: Fen
  readonly differences: readonly Difference[]
  /** why there is no statement; the run stays open for this channel and a work order says so */
  readonly missing: Refusal | null
}

/**
 * Close one institution's day: fetch every statement → keep its bytes → read it → lay it beside our legs and the HIS →
 * name every difference → open work orders → book the fees → say what each payer owes and when.
 * Every part can be repeated: closing a day again finds the same and writes nothing twice.
 */
export async function closeDay(world: World, day: DayClose): Promise<ClosedDay> {
  const { database } = world.store
  const books = { institutionId: day.institution.institutionId, regionId: day.institution.regionId, date: day.date }
  const startedAt = world.surroundings.now()
  const runId = await openRun(database, books, {
    runId: makeId('run', startedAt.getTime(), world.surroundings.chance),
    startedAt,
  })
  const channels = await channelsOf(world, day)
  const closes: ChannelClose[] = []
  for (const [index, channel] of channels.entries()) {
    day.onProgress?.(index, channels.length + 2, channel.manifest.title.zh)
    closes.push(await closeChannel(world, day, channel))
  }
  day.onProgress?.(channels.length, channels.length + 2, 'HIS')
  const his = await compareHis(world, day)
  const differences = [...closes.flatMap((close) => close.differences), ...his.differences]
  const workOrders = workOrdersFor(world, day, closes, differences)
  await writeDifferences(database, books, runId, differences)
  await writeWorkOrders(database, books, workOrders)
  await bookFees(world, day, closes)
  const positions = await positionsOf(world, day, closes, channels)
  await writePositions(database, books, positions)
  const trialBalance = await readTrialBalance(database, books.institutionId)
  const summary = summarise(closes, differences)
  await finishRun(database, books, { runId, summary, at: world.surroundings.now() })
  day.onProgress?.(channels.length + 2, channels.length + 2, '完成')
  return { runId, date: day.date, channels: closes, his, differences, workOrders, positions, trialBalance }
}

async function channelsOf(world: World, day: DayClose): Promise<Channel[]> {
  const { institutionId } = day.institution
  const insurer = await world.channels.insurance(institutionId)
  return [...(insurer ? [insurer] : []), ...(await world.channels.wallets(institutionId))]
}

async function closeChannel(world: World, day: DayClose, channel: Channel): Promise<ChannelClose> {
  const { name } = channel.manifest
  try {
    const files = await fetchStatements(world, day, channel)
    const readings = await readAndKeep(world, day, channel, files)
    return await matchReadings(world, day, name, readings)
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error
    const nothing = { lines: 0, quarantined: 0, matched: 0, matchedFen: ZERO, feeFen: ZERO, differences: [] }
    return { channel: name, ...nothing, missing: error.refusal }
  }
}

function fetchStatements(world: World, day: DayClose, channel: Channel): Promise<StatementFile[]> {
  if ('fetchStatements' in channel) return channel.fetchStatements(day.date)
  return fetchInsuranceStatements(world, day, channel)
}

/** The bytes are kept also when they cannot be read: nothing a channel sends is lost. */
async function readAndKeep(
  world: World,
  day: DayClose,
  channel: Channel,
  files: readonly StatementFile[],
): Promise<StatementReading[]> {
  const books = { institutionId: day.institution.institutionId, regionId: day.institution.regionId, date: day.date }
  const readings: StatementReading[] = []
  for (const file of files) {
    await writeStatement(world.store.database, books, file, null)
    if (file.kind === 'trade' || file.kind === 'details') readings.push(channel.readStatement(file))
  }
  return readings
}

async function matchReadings(
  world: World,
  day: DayClose,
  channel: string,
  readings: readonly StatementReading[],
): Promise<ChannelClose> {
  const lines = readings.flatMap((reading) => reading.lines)
  const mentioned = [...new Set(lines.flatMap((line) => [line.ourOrderId, line.channelOrderId]))]
  const where = { institutionId: day.institution.institutionId, date: day.date, channel }
  const legs = await readLegs(world.store.database, where, mentioned)
  const result: MatchResult = matchChannel({
    channel,
    date: day.date,
    legs,
    lines,
    feeRate: day.feeRates[channel] ?? null,
  })
  return {
    channel,
    lines: lines.length,
    quarantined: readings.reduce((count, reading) => count + reading.quarantined.length, 0),
    matched: result.matched,
    matchedFen: result.matchedFen,
    feeFen: fen(lines.reduce((total, line) => total + line.feeFen, 0)),
    differences: result.differences,
    missing: null,
  }
}

async function compareHis(world: World, day: DayClose): Promise<ClosedDay['his']> {
  const where = { institutionId: day.institution.institutionId, date: day.date }
  const records = await readHisRecords(world.store.database, where)
  if (!records) return { compared: false, matched: 0, differences: [] }
  return { compared: true, ...matchHis(await readOrderTotals(world.store.database, where), records) }
}

function workOrdersFor(
  world: World,
  day: DayClose,
  closes: readonly ChannelClose[],
  differences: readonly Difference[],
): WorkOrderRecord[] {
  const now = world.surroundings.now()
  const make = (key: string, cause: string, title: string, amount: Fen | null, hours: number): WorkOrderRecord => ({
    workOrderId: makeId('workOrder', now.getTime(), world.surroundings.chance),
    subjectKey: `${day.date}:${key}`,
    cause,
    title,
    amount,
    openedAt: now.toISOString(),
    dueAt: new Date(now.getTime() + hours * 3600_000).toISOString(),
  })
  const missing = closes
    .filter((close) => close.missing)
    .map((close) =>
      make(
        `${close.channel}:statement`,
        'STATEMENT_MISSING',
        `${close.channel} 账单未取得：${close.missing!.message}`,
        null,
        12,
      ),
    )
  const unread = closes
    .filter((close) => close.quarantined > 0)
    .map((close) =>
      make(
        `${close.channel}:quarantine`,
        'STATEMENT_LINES_UNREAD',
        `${close.channel} 账单有 ${close.quarantined} 行无法读取`,
        null,
        24,
      ),
    )
  const open = differences
    .filter((difference) => CAUSES[difference.cause].dueInHours !== null)
    .map((one) => make(one.key, one.cause, one.message, one.ours ?? one.theirs, CAUSES[one.cause].dueInHours!))
  return [...missing, ...unread, ...open]
}

/** The channel keeps its fee: an expense of ours, and that much less it owes us. */
async function bookFees(world: World, day: DayClose, closes: readonly ChannelClose[]): Promise<void> {
  const transfers = closes
    .filter((close) => close.feeFen !== 0)
    .map((close) => {
      const receivable = `asset/receivable/${close.channel}`
      const [debit, credit] = close.feeFen > 0 ? [ACCOUNT.channelFee, receivable] : [receivable, ACCOUNT.channelFee]
      return {
        transferId: `fee.${day.institution.institutionId}.${close.channel}.${day.date}`,
        kind: 'posted' as const,
        debit,
        credit,
        amount: fen(Math.abs(close.feeFen)),
        code: 'channel-fee',
        effectiveDate: day.date,
      }
    })
  await world.store.commit({ region: day.institution.regionId, institution: day.institution.institutionId, transfers })
}

async function positionsOf(
  world: World,
  day: DayClose,
  closes: readonly ChannelClose[],
  channels: readonly Channel[],
): Promise<ClearingPosition[]> {
  const movements = await readMovements(world.store.database, {
    institutionId: day.institution.institutionId,
    date: day.date,
  })
  return movements.map((movement) => {
    const close = closes.find((one) => one.channel === movement.channel)
    const manifest = channels.find((one) => one.manifest.name === movement.channel)?.manifest
    const isWallet = manifest?.kind === 'wallet'
    const disputed = fen((close?.differences ?? []).reduce((total, one) => total + disputedFen(one), 0))
    return clearingPosition(
      { ...movement, fee: isWallet ? (close?.feeFen ?? ZERO) : ZERO },
      {
        date: day.date,
        arrivalDays: manifest?.arrivalDays ?? 1,
        calendar: day.calendar,
        disputed: isWallet || movement.account.endsWith('pooled-fund') ? disputed : ZERO,
      },
    )
  })
}

/** How much money a difference casts doubt on. */
function disputedFen(difference: Difference): number {
  if (CAUSES[difference.cause].dueInHours === null) return 0
  if (difference.ours !== null && difference.theirs !== null && difference.cause === 'AMOUNT_DIFFERS')
    return Math.abs(difference.ours - difference.theirs)
  return difference.cause === 'FEE_DIFFERS' ? 0 : (difference.ours ?? difference.theirs ?? 0)
}

function summarise(closes: readonly ChannelClose[], differences: readonly Difference[]): unknown {
  return {
    channels: closes.map(({ channel, lines, matched, matchedFen, feeFen, missing }) => ({
      channel,
      lines,
      matched,
      matchedFen,
      feeFen,
      missing: missing?.code ?? null,
    })),
    causes: countBy(differences.map((difference) => difference.cause)),
  }
}

function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** A day can be closed when it is over in China. */
export const canClose = (world: World, date: string): boolean => date < chinaDate(world.surroundings.now())
