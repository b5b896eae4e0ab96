import { type Fen, fen, formatYuan, mulRatio, ZERO } from '@medsettle/money'
import { CAUSES, type Cause, type Difference } from './difference.ts'
import type { Leg } from './leg.ts'
import type { StatementLine } from './statement-line.ts'

export interface ChannelBooks {
  readonly channel: string
  /** China date being closed */
  readonly date: string
  /** legs settled on the date, and legs of other dates that the statement speaks of */
  readonly legs: readonly Leg[]
  readonly lines: readonly StatementLine[]
  /** agreed fee as decimal text, e.g. "0.006"; null when fees are not compared */
  readonly feeRate: string | null
}

export interface MatchResult {
  readonly channel: string
  readonly matched: number
  readonly matchedFen: Fen
  readonly differences: readonly Difference[]
}

/** Lays the channel's lines beside our legs, one to one, and names the cause of everything that does not meet. */
export function matchChannel(books: ChannelBooks): MatchResult {
  const legs = indexLegs(books.legs)
  const found: Found = { differences: [], met: new Set(), matched: 0, matchedFen: 0 }
  const undone: [Leg, StatementLine][] = []
  for (const line of books.lines) {
    const leg =
      legs.get(`${line.kind}:${line.ourOrderId}`) ??
      legs.get(`${line.kind}:ref:${line.channelOrderId}`) ??
      (isOursToldBack(line) ? legs.get(`${line.kind}:back:${line.channelOrderId}`) : null) ??
      null
    if (leg && isUndone(leg)) undone.push([leg, line])
    else meet(books, found, leg, line)
  }
  meetUndone(books, found, undone)
  for (const leg of books.legs) {
    if (leg.status !== 'settled') continue
    if (leg.settledOn === books.date && !leg.metBefore && !found.met.has(leg.attemptId))
      found.differences.push(describe(books.channel, 'MISSING_AT_CHANNEL', leg, null))
    if (leg.booked !== leg.amount) found.differences.push(describe(books.channel, 'LEDGER_DIFFERS', leg, null))
  }
  const { matched, matchedFen, differences } = found
  return { channel: books.channel, matched, matchedFen: fen(matchedFen), differences }
}

interface Found {
  readonly differences: Difference[]
  readonly met: Set<string>
  matched: number
  matchedFen: number
}

function meet(books: ChannelBooks, found: Found, leg: Leg | null, line: StatementLine): void {
  const cause = leg ? compare(books, leg, line, found.met) : 'MISSING_AT_US'
  if (leg) found.met.add(leg.attemptId)
  if (cause !== null) return void found.differences.push(describe(books.channel, cause, leg, line))
  found.matched++
  found.matchedFen += line.amountFen
}

const isUndone = (leg: Leg): boolean => leg.undoId !== null && leg.status === 'declined'

/** A settlement that 2601 undid and the undoing of it: together nothing, payer by payer, and nothing is what we have. */
function meetUndone(books: ChannelBooks, found: Found, undone: readonly [Leg, StatementLine][]): void {
  const byLeg = Map.groupBy(undone, ([leg]) => leg)
  for (const [leg, pairs] of byLeg) {
    const lines = pairs.map(([, line]) => line)
    const cause = compareUndone(lines)
    if (cause === null) found.matched += 2
    else for (const line of lines) found.differences.push(describe(books.channel, cause, leg, line))
  }
}

function compareUndone(lines: readonly StatementLine[]): Cause | null {
  if (lines.length !== 2 || net(lines, (line) => line.amountFen) !== 0) return 'STATUS_DIFFERS'
  return net(lines, accountOf) === 0 ? null : 'AMOUNT_DIFFERS'
}

const accountOf = (line: StatementLine): Fen => line.insurance?.personalAccount ?? ZERO

/** What the lines leave standing of an amount, in fen: payments less refunds. */
const net = (lines: readonly StatementLine[], of: (line: StatementLine) => Fen): number =>
  lines.reduce((sum, line) => sum + (line.kind === 'payment' ? of(line) : -of(line)), 0)

function indexLegs(legs: readonly Leg[]): Map<string, Leg> {
  const index = new Map<string, Leg>()
  for (const leg of legs) {
    index.set(`${leg.kind}:${leg.statementId}`, leg)
    if (leg.undoId) index.set(`refund:${leg.undoId}`, leg)
    if (leg.channelRef) index.set(`${leg.kind}:ref:${leg.channelRef}`, leg)
    // only a row that repeats our own names a refund by what it takes back; any other has a number of its own
    if (leg.takesBack) index.set(`${leg.kind}:back:${leg.takesBack}`, leg)
  }
  return index
}

function compare(books: ChannelBooks, leg: Leg, line: StatementLine, met: ReadonlySet<string>): Cause | null {
  if (met.has(leg.attemptId)) return 'DUPLICATE'
  if (leg.status === 'settled' && isOursToldBack(line)) return leg.metBefore ? null : 'MISSING_AT_CHANNEL'
  if (leg.amount !== line.amountFen) return 'AMOUNT_DIFFERS'
  if (leg.status !== line.status) return 'STATUS_DIFFERS'
  if (line.insurance && (leg.personalAccount ?? null) !== null && leg.personalAccount !== accountOf(line))
    return 'AMOUNT_DIFFERS'
  if (leg.settledOn !== books.date) return 'CROSS_DAY'
  if (books.feeRate !== null && feeDiffers(books.feeRate, line)) return 'FEE_DIFFERS'
  return null
}

/** The insurer's file repeats a row of ours of which it has no record (3202, 102): no line of its books. */
const isOursToldBack = (line: StatementLine): boolean => line.insurance !== undefined && line.status === 'pending'

/** No source says how a wallet rounds the fee it returns with one part of several: on the part or on the sum so far. */
const REFUND_ROUNDING_FEN = 1

function feeDiffers(rate: string, line: StatementLine): boolean {
  const agreed = mulRatio(line.amountFen, rate)
  if (line.kind === 'payment') return line.feeFen !== agreed
  return Math.abs(line.feeFen + agreed) > REFUND_ROUNDING_FEN
}

function describe(channel: string, cause: Cause, leg: Leg | null, line: StatementLine | null): Difference {
  const subject = leg?.attemptId ?? line?.channelOrderId ?? ''
  return {
    key: `${channel}:${cause}:${line ? `${line.kind}:${line.channelOrderId}` : subject}`,
    channel,
    cause,
    ourOrderId: leg?.attemptId ?? (line?.ourOrderId || null),
    channelOrderId: line?.channelOrderId ?? leg?.channelRef ?? null,
    ours: cause === 'LEDGER_DIFFERS' ? (leg?.booked ?? null) : (leg?.amount ?? null),
    theirs: line?.amountFen ?? null,
    message: sentence(cause, leg, line),
  }
}

function sentence(cause: Cause, leg: Leg | null, line: StatementLine | null): string {
  const kind = (line?.kind ?? leg?.kind) === 'refund' ? '退款' : '收款'
  const ours = leg ? `我方 ${formatYuan(leg.amount)}（${leg.status}）` : '我方无记录'
  const theirs = line ? `渠道 ${formatYuan(line.amountFen)}（${line.channelStatus}）` : '渠道账单无此笔'
  const fee = cause === 'FEE_DIFFERS' && line ? `，手续费 ${line.feeText}` : ''
  const booked = cause === 'LEDGER_DIFFERS' && leg ? `，账簿 ${formatYuan(leg.booked)}` : ''
  return `${kind}${CAUSES[cause].zh}：${ours}，${theirs}${fee}${booked}`
}
