import { createRandom, type SeededRandom } from '@medsettle/seeded'
import type { Asked } from './history.ts'

export const HOT = 'asset/receivable/wechat-pay'
export const INCOME = 'income/medical-service'
/** debits must not exceed credits: prepaid cards, and a deposit everybody draws on */
export const CARDS = [
  'liability/patient-deposits',
  ...['a', 'b', 'c', 'd'].map((name) => `liability/prepaid-card/${name}`),
]
/** credits must not exceed debits: money in the till */
export const TILL = 'asset/petty-cash'

export interface PlanOptions {
  readonly seed: number
  readonly callers: number
  /** of each caller */
  readonly calls: number
  /** callers of one process are those with the same remainder */
  readonly processes: number
}

interface Planned {
  readonly caller: number
  readonly group: readonly Asked[]
}

/** What was planned lately, by anybody: what others answer, take back, repeat or contradict. */
interface Lately {
  readonly pendings: Asked[]
  readonly posted: Asked[]
  readonly calls: Planned[]
}

interface Turn {
  readonly random: SeededRandom
  readonly lately: Lately
  readonly caller: number
  readonly processes: number
  readonly id: string
}

/** Calls per caller, from the seed alone: ids are known before anything runs, so callers can name each other's transfers. */
export function planCalls({ seed, callers, calls, processes }: PlanOptions): (readonly Asked[])[][] {
  const random = createRandom(seed).fork('ledger-calls')
  const lately: Lately = { pendings: [], posted: [], calls: [] }
  const plans: (readonly Asked[])[][] = Array.from({ length: callers }, () => [])
  for (let round = 0; round < calls; round++)
    for (const [caller, plan] of plans.entries()) {
      const group = planCall({ random, lately, caller, processes, id: `s${seed}.c${caller}.${round}` })
      remember(lately, { caller, group })
      plan.push(group)
    }
  return plans
}

/** As many as are on their way at once, and a few more. */
const REMEMBERED = 40

function remember(lately: Lately, planned: Planned): void {
  lately.calls.push(planned)
  if (planned.group.length === 1)
    for (const asked of planned.group) {
      if (asked.kind === 'pending') lately.pendings.push(asked)
      if (asked.kind === 'posted' && !asked.balancing) lately.posted.push(asked)
    }
  for (const list of [lately.calls, lately.pendings, lately.posted]) if (list.length > REMEMBERED) list.shift()
}

const KINDS: readonly (readonly [weight: number, plan: (turn: Turn) => readonly Asked[] | null])[] = [
  [12, payIn],
  [18, topUp],
  [16, spend],
  [5, moveBetweenCards],
  [10, useWhatIsThere],
  [8, till],
  [12, reserve],
  [13, answer],
  [12, takeBackPart],
  [8, splitTender],
  [6, repeat],
  [4, contradict],
]

function planCall(turn: Turn): readonly Asked[] {
  let ticket = turn.random.between(
    1,
    KINDS.reduce((sum, [weight]) => sum + weight, 0),
  )
  for (const [weight, plan] of KINDS) {
    ticket -= weight
    if (ticket <= 0) return plan(turn) ?? payIn(turn)
  }
  return payIn(turn)
}

/** Money in and money out are alike, so that cards are often nearly empty. */
const some = ({ random }: Turn): number => random.between(1, 60)

const dated = ({ random }: Turn): Pick<Asked, 'effectiveDate'> =>
  random.happens(0.1) ? { effectiveDate: random.pick(['2026-01-15', '2026-01-16']) } : {}

function posted(turn: Turn, debit: string, credit: string, code: string): Asked {
  return { transferId: turn.id, kind: 'posted', debit, credit, amount: some(turn), code, ...dated(turn) }
}

/** Into the account everybody pays into; nothing limits it. */
function payIn(turn: Turn): readonly Asked[] {
  return [posted(turn, HOT, INCOME, 'pay-in')]
}

function topUp(turn: Turn): readonly Asked[] {
  return [posted(turn, HOT, turn.random.pick(CARDS), 'top-up')]
}

function spend(turn: Turn): readonly Asked[] {
  return [posted(turn, turn.random.pick(CARDS), INCOME, 'spend')]
}

function moveBetweenCards(turn: Turn): readonly Asked[] {
  const from = turn.random.between(0, CARDS.length - 1)
  const to = (from + turn.random.between(1, CARDS.length - 1)) % CARDS.length
  return [posted(turn, CARDS[from]!, CARDS[to]!, 'move')]
}

function useWhatIsThere(turn: Turn): readonly Asked[] {
  const [debit, credit] = turn.random.pick([
    [turn.random.pick(CARDS), INCOME],
    [turn.random.pick(CARDS), TILL],
    [HOT, TILL],
  ] as const)
  return [{ ...posted(turn, debit, credit, 'balance'), balancing: true }]
}

function till(turn: Turn): readonly Asked[] {
  return [turn.random.happens(0.5) ? posted(turn, TILL, INCOME, 'cash-in') : posted(turn, HOT, TILL, 'cash-out')]
}

function reserve(turn: Turn): readonly Asked[] {
  const { random } = turn
  const [debit, credit] = random.pick([
    [random.pick(CARDS), INCOME],
    [HOT, random.pick(CARDS)],
    [HOT, INCOME],
    [HOT, TILL],
  ] as const)
  // on a fast machine an answer is there in a few milliseconds, on a busy one in some hundred: some run out on either
  const most = random.pick([15, 60, 400])
  const timeout = random.happens(0.25) ? { timeoutMs: random.between(Math.ceil(most / 10), most) } : {}
  return [{ ...posted(turn, debit, credit, 'reserve'), kind: 'pending', ...timeout }]
}

/** In full, in part, or not at all; several callers may answer the same reservation, some of them too much. */
function answer(turn: Turn): readonly Asked[] | null {
  const { random, lately } = turn
  if (lately.pendings.length === 0) return null
  const pending = random.pick(lately.pendings)
  const base = { transferId: turn.id, pendingId: pending.transferId, code: 'answer', ...dated(turn) }
  if (random.happens(0.3)) return [{ ...base, kind: 'void' }]
  if (random.happens(0.4)) return [{ ...base, kind: 'post' }]
  const most = random.happens(0.9) ? pending.amount! : pending.amount! + 20
  return [{ ...base, kind: 'post', amount: random.between(1, most) }]
}

/** The newest transfers are taken back by several callers at once; together they often ask for more than was moved. */
function takeBackPart(turn: Turn): readonly Asked[] | null {
  const { random, lately } = turn
  if (lately.posted.length === 0) return null
  const known = random.happens(0.6) ? lately.posted.filter((one) => one.code === 'pay-in') : lately.posted
  const target = random.pick(known.length === 0 ? lately.posted : known.slice(-3))
  const amount = random.happens(0.2) ? {} : { amount: random.between(1, target.amount! + 1) }
  return [{ transferId: turn.id, kind: 'reversal', reversesId: target.transferId, ...amount, code: 'take-back' }]
}

/** Parts that stand or fall together; the second may live on what the first brought in. */
function splitTender(turn: Turn): readonly Asked[] {
  const { random } = turn
  const [one, other] = [random.pick(CARDS), random.pick(CARDS)]
  const part = (index: number, debit: string, credit: string): Asked => ({
    ...posted(turn, debit, credit, 'split'),
    transferId: `${turn.id}.${index}`,
  })
  const parts = random.pick([
    [part(1, one, INCOME), part(2, other, INCOME), part(3, HOT, INCOME)],
    [part(1, HOT, one), part(2, one, INCOME)],
    [part(1, one, INCOME), { ...part(2, other, INCOME), kind: 'pending' as const }],
    [part(1, TILL, INCOME), part(2, HOT, TILL), part(3, one, TILL)],
  ])
  return parts
}

/** A client of another process that never heard the answer. */
function repeat(turn: Turn): readonly Asked[] | null {
  return elsewhere(turn)?.group ?? null
}

/** The same id for something else. */
function contradict(turn: Turn): readonly Asked[] | null {
  const original = elsewhere(turn)?.group[0]
  if (!original) return null
  const other = turn.random.pick([
    { ...original, code: 'other' },
    original.amount === undefined ? { ...original, code: 'other' } : { ...original, amount: original.amount + 1 },
  ])
  return [other]
}

function elsewhere({ random, lately, caller, processes }: Turn): Planned | null {
  const others = lately.calls.filter((one) => one.caller % processes !== caller % processes).slice(-24)
  return others.length === 0 ? null : random.pick(others)
}
