import { createRandom, type SeededRandom } from '../../../packages/seeded/src/seeded.ts'
import type { Wish } from './model.ts'

/** One call of one caller: a group, or several transfers each on its own. */
export interface Call {
  readonly groups: readonly (readonly Wish[])[]
  /** turns of the event loop before the next caller comes */
  readonly turns: number
}

/** At a statement of the round the connection breaks: before PostgreSQL hears of it, or after it has done it. */
export interface Fault {
  readonly atStatement: number
  readonly when: 'before' | 'after'
  /** the process is gone with all it remembered; else only its connection */
  readonly isCrash: boolean
}

export type Round =
  | { readonly do: 'calls'; readonly calls: readonly Call[]; readonly fault: Fault | null; readonly expires: boolean }
  | { readonly do: 'tick'; readonly ms: number }
  /** another process takes over while nobody waits */
  | { readonly do: 'take over' }
  | { readonly do: 'freeze' | 'unfreeze' | 'close'; readonly path: string }

export interface History {
  readonly seed: number
  /** transfers in a batch, at most */
  readonly most: number
  readonly rounds: readonly Round[]
}

export const ACCOUNTS = {
  'asset/till': 'credits',
  'asset/bank': 'none',
  'liability/purse': 'debits',
  'liability/deposits': 'none',
  'income/sale': 'none',
} as const
const PATHS = Object.keys(ACCOUNTS) as (keyof typeof ACCOUNTS)[]

/** A history follows from its seed alone: what was answered does not change what is asked next. */
export function drawHistory(seed: number): History {
  const random = createRandom(seed)
  const drawn: Wish[] = []
  const most = random.pick([4, 9, 2000])
  const rounds = Array.from({ length: random.between(4, 9) }, () => drawRound(random, drawn, most))
  return { seed, most, rounds: [FILLED, ...rounds] }
}

/** Without money on the limited accounts every history would be a list of refusals. */
const FILLED: Round = {
  do: 'calls',
  fault: null,
  expires: false,
  calls: [
    { groups: [[fill('till', 'asset/till', 'liability/deposits')]], turns: 0 },
    { groups: [[fill('purse', 'asset/bank', 'liability/purse')]], turns: 0 },
  ],
}

function fill(id: string, debit: string, credit: string): Wish {
  return { transferId: `fill-${id}`, kind: 'posted', code: 'fill', debit, credit, amount: 120 }
}

function drawRound(random: SeededRandom, drawn: Wish[], most: number): Round {
  const lot = random.next()
  if (lot < 0.24) return { do: 'tick', ms: random.pick([1, 300, 700, 1000, 60_000]) }
  if (lot < 0.3) return { do: 'take over' }
  if (lot < 0.32) return { do: 'close', path: random.pick(PATHS) }
  if (lot < 0.38) return { do: random.pick(['freeze', 'unfreeze', 'unfreeze'] as const), path: random.pick(PATHS) }
  const calls = Array.from({ length: random.between(1, 9) }, () => drawCall(random, drawn, most))
  const fault = random.happens(0.3) ? drawFault(random) : null
  return { do: 'calls', calls, fault, expires: random.happens(0.3) }
}

const drawFault = (random: SeededRandom): Fault => ({
  atStatement: random.between(1, 12),
  when: random.pick(['before', 'after'] as const),
  isCrash: random.happens(0.6),
})

function drawCall(random: SeededRandom, drawn: Wish[], most: number): Call {
  const length = random.happens(0.35) ? random.between(2, Math.min(4, most)) : 1
  const wishes = Array.from({ length }, () => {
    const wish = drawWish(random, drawn)
    drawn.push(wish)
    return wish
  })
  const turns = random.happens(0.3) ? random.below(12) : 0
  // callers send several on their own as well as linked
  return { groups: random.happens(0.3) ? wishes.map((wish) => [wish]) : [wishes], turns }
}

function drawWish(random: SeededRandom, drawn: readonly Wish[]): Wish {
  const lot = random.next()
  const base = { transferId: `t${drawn.length}`, code: random.pick(['charge', 'refund']) }
  const late = drawn.slice(-14)
  if (lot < 0.09 && late.length > 0) return random.pick(late)
  if (lot < 0.15 && late.length > 0) return otherwise(random, random.pick(late))
  if (lot < 0.3)
    return { ...base, kind: 'post', ...aboutPending(random, late), ...someAmount(random, 0.5), ...maybeNamed(random) }
  if (lot < 0.38) return { ...base, kind: 'void', ...aboutPending(random, late), ...maybeNamed(random) }
  if (lot < 0.5)
    return { ...base, kind: 'reversal', ...aboutMoved(random, late), ...someAmount(random, 0.6), ...maybeNamed(random) }
  const [debit, credit] = drawAccounts(random)
  const amount = random.happens(0.02) ? 0 : random.between(1, 90)
  const links = {
    ...(random.happens(0.3) ? { orderId: `o${random.below(3)}` } : {}),
    ...(random.happens(0.2) ? { effectiveDate: random.pick(['2026-02-28', '2026-03-01', '2026-03-02']) } : {}),
    ...(random.happens(0.2) ? { metadata: `{"n":${random.below(3)}}` } : {}),
  }
  const wish = { ...base, debit, credit, amount, ...links }
  if (lot < 0.72) return { ...wish, kind: 'pending', ...drawTimeout(random) }
  return { ...wish, kind: 'posted', ...(random.happens(0.35) ? { balancing: true } : {}) }
}

function drawAccounts(random: SeededRandom): readonly [string, string] {
  const others = (path: string) => random.pick(PATHS.filter((other) => other !== path))
  const lot = random.next()
  if (lot < 0.02) return ['asset/nowhere', random.pick(PATHS)]
  if (lot < 0.04) return ['asset/bank', 'asset/bank']
  // mostly against the limits, or they would hardly ever be reached
  if (lot < 0.3) return ['liability/purse', others('liability/purse')]
  if (lot < 0.55) return [others('asset/till'), 'asset/till']
  const debit = random.pick(PATHS)
  return [debit, others(debit)]
}

const drawTimeout = (random: SeededRandom): { readonly timeoutMs?: number } =>
  random.happens(0.6) ? { timeoutMs: random.pick([1, 300, 1000, 61_000]) } : {}

const someAmount = (random: SeededRandom, share: number): { readonly amount?: number } =>
  random.happens(share) ? { amount: random.between(1, 40) } : {}

/** A post, void or reversal may name its accounts, rightly or not. */
const maybeNamed = (random: SeededRandom): { readonly debit?: string } =>
  random.happens(0.1) ? { debit: random.pick(PATHS) } : {}

/** Mostly what can be answered; now and then what cannot. */
function aboutPending(random: SeededRandom, late: readonly Wish[]): { readonly pendingId: string } {
  const held = late.filter((wish) => wish.kind === 'pending')
  const from = held.length > 0 && random.happens(0.93) ? held : late
  return { pendingId: from.length > 0 ? random.pick(from).transferId : 'nobody' }
}

function aboutMoved(random: SeededRandom, late: readonly Wish[]): { readonly reversesId: string } {
  const moved = late.filter((wish) => wish.kind === 'posted' || wish.kind === 'post')
  const from = moved.length > 0 && random.happens(0.9) ? moved : late
  return { reversesId: from.length > 0 ? random.pick(from).transferId : 'nobody' }
}

/** The same id with one field changed. */
function otherwise(random: SeededRandom, wish: Wish): Wish {
  return {
    ...wish,
    ...random.pick<Partial<Wish>>([
      { amount: (wish.amount ?? 0) + 1 },
      { code: 'other' },
      { orderId: 'o9' },
      { metadata: '{}' },
      { effectiveDate: '2026-03-03' },
      { debit: 'asset/elsewhere' },
    ]),
  }
}
