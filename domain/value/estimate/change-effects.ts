import { add, type Fen, subtract, sum, ZERO } from '@medsettle/money'
import { invariant } from '../../identity/refusal.ts'
import { type CasePrice, priceCase } from '../tariff/price-case.ts'
import type { Tariff } from '../tariff/tariff.ts'
import type { ValueCase } from '../tariff/value-case.ts'
import { costOf } from '../what-if/compare-case.ts'

/** One of the changes an estimate makes, and the tariff once it has been made on top of those before. */
export interface ChangeStep {
  readonly name: 'weights' | 'coefficients' | 'rate'
  readonly tariff: Tariff
}

/** One hospital, or all of them; fen. */
export interface EffectLine {
  readonly hospital: string
  readonly cases: number
  readonly before: Fen
  /** what each step moved, in the order of the steps; before + steps = after */
  readonly steps: readonly Fen[]
  readonly after: Fen
  readonly change: Fen
  /** of the cases that give one */
  readonly cost: Fen
}

export interface ChangeEffects {
  take(one: ValueCase): void
  finish(): { readonly lines: readonly EffectLine[]; readonly total: EffectLine; readonly standards: Standards }
}

/** Σ of standards under the old and the new tariff: what the rate was fitted to. */
export interface Standards {
  before: Fen
  after: Fen
}

interface Sums {
  cases: number
  paid: Fen[]
  cost: Fen
}

/** What each change does to each hospital: the same cases priced before and after every step, outlier rules included. */
export function createChangeEffects(old: Tariff, steps: readonly ChangeStep[]): ChangeEffects {
  const tariffs = [old, ...steps.map(({ tariff }) => tariff)]
  const hospitals = new Map<string, Sums>()
  const standards: Standards = { before: ZERO, after: ZERO }
  return {
    take(one) {
      const prices = tariffs.map((tariff) => priceCase(tariff, one))
      const paid = prices.map(paidOf)
      if (paid.some((amount) => amount === null)) return
      const name = one.columns.get('hospital') ?? ''
      const sums = hospitals.get(name) ?? { cases: 0, paid: tariffs.map(() => ZERO), cost: ZERO }
      hospitals.set(name, sums)
      sums.cases++
      sums.paid = sums.paid.map((amount, index) => add(amount, paid[index]!))
      sums.cost = add(sums.cost, costOf(one) ?? ZERO)
      standards.before = add(standards.before, standardOf(prices[0]!))
      standards.after = add(standards.after, standardOf(prices.at(-1)!))
    },
    finish() {
      const lines = [...hospitals].map(([hospital, sums]) => lineOf(hospital, sums))
      lines.sort((a, b) => b.change - a.change || (a.hospital < b.hospital ? -1 : 1))
      const all = [...hospitals.values()]
      const total = lineOf('', {
        cases: all.reduce((count, { cases }) => count + cases, 0),
        paid: tariffs.map((_, index) => sum(all.map(({ paid }) => paid[index]!))),
        cost: sum(all.map(({ cost }) => cost)),
      })
      invariant(
        sum(lines.map(({ change }) => change)) === total.change,
        'the hospitals do not add up to the region, a gain or loss would be missing',
      )
      return { lines, total, standards }
    },
  }
}

function lineOf(hospital: string, { cases, paid, cost }: Sums): EffectLine {
  const [before, after] = [paid[0]!, paid.at(-1)!]
  const steps = paid.slice(1).map((amount, index) => subtract(amount, paid[index]!))
  return { hospital, cases, before, steps, after, change: subtract(after, before), cost }
}

const paidOf = (price: CasePrice): Fen | null => (price.outcome === 'refused' ? null : price.priceFen)

const standardOf = (price: CasePrice): Fen =>
  price.outcome === 'priced' ? price.standardFen : price.outcome === 'excluded' ? (price.priceFen ?? ZERO) : ZERO
