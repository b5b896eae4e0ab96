import { add, type Fen, MoneyError, subtract, sum, ZERO } from '@medsettle/money'
import { ratioOf, ratioToFen } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import { type CasePrice, priceCase } from '../tariff/price-case.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { priceByBook } from '../tariff/tariff-book.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import type { Reaction, ReactionKind, Reactor } from './reaction.ts'
import { type NotCompared, PAID_ELSEWHERE, type Side } from './what-if-refusal.ts'

export interface Policies {
  readonly before: readonly Tariff[]
  readonly after: readonly Tariff[]
}

export type Cause = 'price' | ReactionKind

/** A change of behaviour and what it moved, fen. */
export interface AppliedReaction extends Reaction {
  readonly effect: Fen
}

/** One case under both policies; amounts in fen. */
export interface ComparedCase {
  readonly outcome: 'compared'
  readonly one: ValueCase
  readonly before: Fen
  readonly after: Fen
  /** the standards before outlier rules; of a case paid at cost, its cost */
  readonly standardBefore: Fen
  readonly standardAfter: Fen
  /** null when the case gives no cost */
  readonly cost: Fen | null
  readonly costAfter: Fen | null
  /** what each cause moved; they add up to after − before */
  readonly effects: Readonly<Record<Cause, Fen>>
  readonly reactions: readonly AppliedReaction[]
}

export interface Reacting {
  readonly seed: number
  readonly reactors: readonly Reactor[]
}

/** Prices a case under both policies, the second after the hospital has answered; an answer that leads to no price is not given. */
export function compareCase(
  policies: Policies,
  one: ValueCase,
  { seed, reactors }: Reacting = { seed: 0, reactors: [] },
): ComparedCase | NotCompared {
  const before = amountOf(policies.before, [one], 'before')
  if ('outcome' in before) return before
  const unmoved = amountOf(policies.after, [one], 'after')
  if ('outcome' in unmoved) return unmoved
  let [current, now]: [readonly ValueCase[], Amount] = [[one], unmoved]
  const effects = { price: subtract(unmoved.paid, before.paid), stay: ZERO, upcoding: ZERO, splitting: ZERO }
  const reactions: AppliedReaction[] = []
  for (const react of reactors) {
    const situation = { policies, seed, original: one, current: current[0]!, before: before.paid, after: now.paid }
    const reaction = react(situation)
    const next = reaction === null ? null : amountOf(policies.after, reaction.cases, 'after')
    if (reaction === null || next === null || 'outcome' in next) continue
    const effect = subtract(next.paid, now.paid)
    effects[reaction.kind] = effect
    reactions.push({ ...reaction, effect })
    current = reaction.cases
    now = next
  }
  invariant(
    add(before.paid, sum(Object.values(effects))) === now.paid,
    `the causes of the change of case ${one.id} do not add up to it, a gain or loss would have no reason`,
  )
  return {
    outcome: 'compared',
    one,
    before: before.paid,
    after: now.paid,
    standardBefore: before.standard,
    standardAfter: now.standard,
    cost: costOf(one),
    costAfter: costOfAll(current),
    effects,
    reactions,
  }
}

/** What a policy pays, as if it were in force on the day of the case: the question is what it would do. */
export function priceAsIfInForce(tariffs: readonly Tariff[], one: ValueCase): CasePrice {
  if (tariffs.length === 1) return priceCase(tariffs[0]!, one)
  const columns = new Map(one.columns)
  columns.delete('date')
  return priceByBook(tariffs, { ...one, columns })
}

interface Amount {
  readonly paid: Fen
  readonly standard: Fen
}

function amountOf(tariffs: readonly Tariff[], cases: readonly ValueCase[], side: Side): Amount | NotCompared {
  let [paid, standard] = [ZERO, ZERO]
  for (const one of cases) {
    const price = priceAsIfInForce(tariffs, one)
    if (price.outcome === 'refused') return { outcome: 'notCompared', side, ...price.refusal }
    if (price.priceFen === null)
      return {
        outcome: 'notCompared',
        side,
        code: 'WHAT_IF_PAID_ELSEWHERE',
        place: 'excluded',
        message: PAID_ELSEWHERE,
      }
    paid = add(paid, price.priceFen)
    standard = add(standard, price.outcome === 'priced' ? price.standardFen : price.priceFen)
  }
  return { paid, standard }
}

function costOfAll(cases: readonly ValueCase[]): Fen | null {
  const costs = cases.map(costOf)
  return costs.some((cost) => cost === null) ? null : sum(costs as Fen[])
}

/** The cost as whole fen, for comparison with what is paid. */
export function costOf({ columns }: ValueCase): Fen | null {
  const text = columns.get('cost') ?? ''
  if (text === '') return null
  try {
    return ratioToFen(ratioOf(text), 'halfUp')
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}
