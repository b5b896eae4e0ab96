import type { BookedAttempt, BookedDifference, Books } from './books.ts'
import { chinaDay, type Lie, type Settlement, type WalletOrder } from './outside.ts'
import { type Check, type Evidence, type Finding, yuan } from './question.ts'

/** How a lie about one line must be named: one of each group. */
const NAMED_AS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  missing: [['MISSING_AT_CHANNEL']],
  amount: [['AMOUNT_DIFFERS']],
  fee: [['FEE_DIFFERS']],
  status: [['STATUS_DIFFERS']],
  extra: [['MISSING_AT_US']],
  // Alipay's bill has no status: a charge told as a refund is two singles, one refund too many where there was one, or
  // the refund of another day
  'alipay status': [['MISSING_AT_US', 'DUPLICATE', 'CROSS_DAY'], ['MISSING_AT_CHANNEL']],
  'nhsa status': [['MISSING_AT_US'], ['MISSING_AT_CHANNEL']],
  'nhsa fee': [['AMOUNT_DIFFERS']],
}

/**
 * Every lie of a statement is found and called by its name, every refund the insurer invented is found, and nothing is
 * called a difference that neither a lie nor such a refund nor the passing of midnight has caused.
 */
export const differencesHaveCauses: Check = (evidence) => [
  ...notClosed(evidence),
  ...unnoticedLies(evidence),
  ...unnoticedGhosts(evidence),
  ...groundless(evidence),
  ...unattended(evidence),
]

const finding = (institutionId: string, sentence: string): Finding => ({
  invariant: 'differences-have-causes',
  institutionId,
  sentence,
})

function notClosed({ books, question }: Evidence): Finding[] {
  const dates = daysBetween(question.from, question.closedThrough)
  return question.clinics.flatMap(({ institutionId }) =>
    dates.flatMap((date) => {
      const run = books.runs.find((one) => one.institutionId === institutionId && one.date === date)
      if (run?.status === 'done' && run.missing.length === 0) return []
      const what = run ? `is ${run.status} without ${run.missing.join(', ') || 'an end'}` : 'was never closed'
      return [finding(institutionId, `the day ${date} ${what}`)]
    }),
  )
}

function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += 86_400_000)
    days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

/** What a lie is about: a bill, and every name under which its orders go at the channel. */
interface Subject {
  readonly lie: Lie
  readonly institutionId: string
  readonly ids: ReadonlySet<string>
  /** a settlement of this bill was undone by us or by the insurer itself: we hold nothing, so a bent line differs in state */
  readonly undone: boolean
}

function subjectOf({ books, outside }: Evidence, lie: Lie): Subject | null {
  const orders = books.orders.filter((order) => order.hisBillNo === lie.match)
  const [first] = orders
  if (!first) return null
  const own = new Set(orders.map((order) => order.orderId))
  const attempts = books.attempts.filter((one) => own.has(one.orderId) && one.channel === lie.channel)
  const settlements = outside.settlements.filter((one) => one.chargeBatchNo === lie.match)
  const ids = attempts.flatMap((one) => [one.attemptId, one.messageId ?? '', one.channelRef ?? ''])
  const theirs = settlements.flatMap((one) => [one.settlementId, ...one.takenBackBy.map((by) => by.settlementId)])
  return {
    lie,
    institutionId: first.institutionId,
    ids: new Set([...ids, ...theirs].filter((id) => id !== '')),
    undone: settlements.some((one) => one.takenBackBy.some(({ by }) => UNDOING.includes(by) || by === 'ghost')),
  }
}

/** What takes back a settlement nobody knows the fate of; by mobile payment it is the same 6203 that gives refunds. */
const UNDOING = ['2601', '6203']

const toldLies = (evidence: Evidence): Subject[] =>
  evidence.outside.lies.flatMap((lie) => (lie.told > 0 ? (subjectOf(evidence, lie) ?? []) : []))

const isOfLie = (difference: BookedDifference, lie: Lie, ids: ReadonlySet<string>): boolean =>
  difference.channel === lie.channel &&
  (ids.has(difference.ourOrderId ?? '') || ids.has(difference.channelOrderId ?? '') || isInvented(difference, lie, ids))

/** An invented line repeats an existing one with another first digit, so it ends like ours. */
const isInvented = (difference: BookedDifference, lie: Lie, ids: ReadonlySet<string>): boolean =>
  lie.how === 'extra' &&
  [...ids].some((id) => id.length > 12 && sameButFirst(difference.channelOrderId ?? '', id, lie.channel === 'nhsa'))

/** The insurer's invented record has a 9 where the sequence of the true one begins. */
const sameButFirst = (invented: string, truth: string, inSequence: boolean): boolean =>
  invented.length === truth.length &&
  (inSequence
    ? invented.slice(0, -10) === truth.slice(0, -10) && invented.slice(-9) === truth.slice(-9)
    : invented.slice(1) === truth.slice(1))

function unnoticedLies(evidence: Evidence): Finding[] {
  return toldLies(evidence).flatMap(({ lie, ids, institutionId, undone }) => {
    const causes = evidence.books.differences.filter((one) => isOfLie(one, lie, ids)).map((one) => one.cause)
    const wanted = NAMED_AS[`${lie.channel} ${lie.how}`] ?? NAMED_AS[lie.how] ?? []
    const isNamed = wanted.every((group) => group.some((cause) => causes.includes(cause)))
    if (isNamed || (undone && isNamedOfNothing(lie, causes))) return []
    const said = causes.join(', ') || 'nothing'
    const sentence = `${lie.channel} lied about ${lie.match} (${lie.how} ${yuan(lie.byFen)}): expected ${wanted.map((group) => group.join(' or ')).join(' and ')}, reported ${said}`
    return [finding(institutionId, sentence)]
  })
}

/**
 * Where nothing stands any more on our side, a bent line differs in state; one that is missing bends nothing; and a settlement
 * told as a refund is one refund too many, while no settlement of ours is missed.
 */
const isNamedOfNothing = (lie: Lie, causes: readonly string[]): boolean =>
  causes.includes('STATUS_DIFFERS') ||
  lie.how === 'missing' ||
  (lie.how === 'status' && causes.includes('MISSING_AT_US'))

const isGhosted = (settlement: Settlement): boolean => settlement.takenBackBy.some((one) => one.by === 'ghost')

function unnoticedGhosts({ books, outside, question }: Evidence): Finding[] {
  return outside.settlements.filter(isGhosted).flatMap((settlement) => {
    const ids = everyName(settlement)
    if (books.differences.some((one) => one.channel === 'nhsa' && names(one, ids))) return []
    const clinic = question.clinics.find((one) => one.account === settlement.account)
    return [
      finding(
        clinic?.institutionId ?? '',
        `the insurer took ${settlement.settlementId} back unasked and nobody noticed`,
      ),
    ]
  })
}

const everyName = (settlement: Settlement): Set<string> =>
  new Set([
    settlement.settlementId,
    settlement.msgid,
    ...settlement.takenBackBy.flatMap((one) => [one.settlementId, one.msgid]),
  ])

const names = (difference: BookedDifference, ids: ReadonlySet<string>): boolean =>
  ids.has(difference.ourOrderId ?? '') || ids.has(difference.channelOrderId ?? '')

function groundless(evidence: Evidence): Finding[] {
  const { books, outside } = evidence
  const lies = toldLies(evidence)
  const ghosts = outside.settlements.filter(isGhosted).map((one) => ({ ids: everyName(one), one }))
  return books.differences
    .filter(
      (difference) =>
        !lies.some(({ lie, ids }) => isOfLie(difference, lie, ids)) &&
        !ghosts.some(
          ({ ids, one }) =>
            difference.channel === 'nhsa' && (names(difference, ids) || cancels(books, difference, one)),
        ) &&
        !isMidnight(evidence, difference),
    )
    .map((one) => {
      const amounts = `ours ${one.ours === null ? 'none' : yuan(one.ours)}, theirs ${one.theirs === null ? 'none' : yuan(one.theirs)}`
      const sentence = `${one.date} ${one.channel} ${one.cause} of ${one.ourOrderId ?? one.channelOrderId}: ${amounts}; nothing has caused it`
      return finding(one.institutionId, sentence)
    })
}

/** The cancellation of a settlement that was a ghost already finds no row of its own at the insurer. */
function cancels(books: Books, difference: BookedDifference, ghost: Settlement): boolean {
  const cancel = books.attempts.find((one) => one.attemptId === difference.ourOrderId && one.act === 'refund')
  const charge = books.attempts.find((one) => one.attemptId === cancel?.chargeAttemptId)
  return charge?.messageId === ghost.msgid
}

/** Settled before midnight and undone after it: each day's file shows one half. The sandbox's ids carry the day. */
const isUndoneNextDay = (settlement: Settlement): boolean =>
  settlement.takenBackBy.some(
    ({ by, settlementId }) => UNDOING.includes(by) && dayOfId(settlementId) !== dayOfId(settlement.settlementId),
  )

/** area 6, date 8, time 6, sequence 10 */
const dayOfId = (settlementId: string): string => settlementId.slice(6, 14)

/** Booked on another day than the channel's: only then a line may wait a day. */
function isMidnight({ books, outside }: Evidence, difference: BookedDifference): boolean {
  if (outside.settlements.some((one) => isUndoneNextDay(one) && names(difference, everyName(one)))) return true
  if (difference.cause !== 'CROSS_DAY') return false
  const attempt = books.attempts.find((one) => one.attemptId === difference.ourOrderId)
  if (!attempt || attempt.settledOn === null) return false
  const theirs = dayAtChannel(attempt, outside.wallets, outside.settlements)
  return theirs !== null && theirs !== attempt.settledOn
}

/** The channel's own day of a charge; of a refund it tells no time, so a refund may have been on any day before ours. */
function dayAtChannel(
  attempt: BookedAttempt,
  wallets: readonly WalletOrder[],
  settlements: readonly Settlement[],
): string | null {
  if (attempt.act === 'refund') return ''
  const wallet = wallets.find((one) => one.ourOrderId === attempt.attemptId)
  const at = wallet?.paidAt ?? settlements.find((one) => one.msgid === attempt.messageId)?.at ?? null
  return at === null ? null : chinaDay(at)
}

/** Every difference that cannot wait is in a work order. */
function unattended({ books }: Evidence): Finding[] {
  return books.differences
    .filter((one) => one.cause !== 'CROSS_DAY' && !books.workOrders.some((work) => work.subjectKey.includes(one.key)))
    .map((one) => finding(one.institutionId, `difference ${one.key} of ${one.date} is in no work order`))
}
