import type { Fen } from '@medsettle/money'
import {
  compareRatios,
  minus,
  plus,
  type Ratio,
  ratioText,
  roundRatio,
  times,
  ZERO_RATIO,
} from '@medsettle/money/ratio'
import { createRandom } from '@medsettle/seeded'
import type { ValueCase } from '../tariff/value-case.ts'
import type { Policies } from './compare-case.ts'

export type ReactionKind = 'stay' | 'upcoding' | 'splitting'

/** What a hospital knows when it answers: the case as it is by now, and what both policies pay. */
export interface Situation {
  readonly policies: Policies
  readonly seed: number
  readonly original: ValueCase
  readonly current: ValueCase
  /** fen: what the first policy pays for the original, the second for the current case */
  readonly before: Fen
  readonly after: Fen
}

/** A changed case and the reason, in figures. */
export interface Reaction {
  readonly kind: ReactionKind
  readonly cases: readonly ValueCase[]
  readonly from: string
  readonly to: string
  /** what moved the hospital: a change of price, a gain, a loss, as a share */
  readonly incentive: string
  /** the probability or the change that followed from it */
  readonly answer: string
  /** the draw that decided, in [0, 1) */
  readonly draw: string
}

export type Reactor = (situation: Situation) => Reaction | null

export const withColumns = (one: ValueCase, changes: Readonly<Record<string, string>>): ValueCase => {
  const columns = new Map([...one.columns, ...Object.entries(changes)])
  return { id: changes.id ?? one.id, group: changes.group ?? one.group, columns }
}

/** A draw in [0, 1) that depends on seed, case and kind alone, never on the order of cases; exact. */
export function drawFor({ seed, original }: Situation, kind: ReactionKind): Ratio {
  const ticket = createRandom(seed).fork(`${kind} ${original.id}`).below(0x1_0000_0000)
  return { n: BigInt(ticket), d: 0x1_0000_0000n }
}

interface Answering {
  readonly elasticity: Ratio
  readonly flat: Ratio
  readonly most: Ratio
}

/** flat + elasticity × incentive, within ± most. */
export function answerTo({ elasticity, flat, most }: Answering, incentive: Ratio): Ratio {
  const wanted = plus(flat, times(elasticity, incentive))
  if (compareRatios(wanted, most) > 0) return most
  const least = minus(ZERO_RATIO, most)
  return compareRatios(wanted, least) < 0 ? least : wanted
}

/** (a − b) ÷ b of two amounts; b is positive. */
export const relative = (a: Fen, b: Fen): Ratio => ({ n: BigInt(a) - BigInt(b), d: BigInt(b) })

export const positivePart = (value: Ratio): Ratio => (value.n < 0n ? ZERO_RATIO : value)

/** For people and CSV only: rounded half up to six decimals. */
export const shown = (value: Ratio): string => ratioText(roundRatio(value, { decimals: 6, mode: 'halfUp' }))
