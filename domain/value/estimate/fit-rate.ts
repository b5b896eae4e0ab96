import { type Fen, ZERO } from '@medsettle/money'
import { type Ratio, ratioToFen, roundRatio, times } from '@medsettle/money/ratio'
import { priceCase } from '../tariff/price-case.ts'
import { computeStandard } from '../tariff/standard.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { factsOf, type ValueCase } from '../tariff/value-case.ts'
import { locateEntry } from './locate-entry.ts'
import type { EstimateMethod } from './method.ts'
import { leavesOf } from './table-leaves.ts'

export interface RateEstimate {
  readonly factor: string
  readonly path: readonly string[]
  readonly n: number
  readonly oldValue: Ratio
  readonly newValue: Ratio
}

interface Sums {
  n: number
  target: bigint
  standards: bigint
}

export interface RateFit {
  take(one: ValueCase): void
  finish(): RateEstimate[]
}

/**
 * Fits the rate (or point value) once weights and coefficients are new: rate × target ÷ Σ new standards at the old rate, exact until it
 * is rounded to the method's decimals. Target: the old standards of the same cases, their cost, or a budget.
 * @param old the tariff today @param draft the same with new weights and coefficients
 */
export function createRateFit(old: Tariff, draft: Tariff, rate: NonNullable<EstimateMethod['rate']>): RateFit {
  const factor = draft.formula.find(({ name }) => name === rate.factor)!
  const entries = new Map<string, Sums>()
  let [fixed, target] = [0n, 0n]
  return {
    take(one) {
      const [before, after] = [priceCase(old, one), priceCase(draft, one)]
      if (before.outcome !== 'priced' || after.outcome !== 'priced') return
      const pricing = { tariff: draft, one, facts: factsOf(one, draft.measures) }
      computeStandard(pricing)
      const wanted = rate.target === 'cost' ? costOf(pricing.facts.measures.get('cost')) : before.standardFen
      target += BigInt(wanted)
      const { path } = locateEntry(pricing, factor)
      if (path === null) {
        fixed += BigInt(after.standardFen)
        return
      }
      const key = JSON.stringify(path)
      const sums = entries.get(key) ?? { n: 0, target: 0n, standards: 0n }
      entries.set(key, sums)
      sums.n++
      sums.target += BigInt(wanted)
      sums.standards += BigInt(after.standardFen)
    },
    finish() {
      const whole = rate.target === 'budget' ? BigInt(rate.budget!) : target
      const standards = [...entries.values()].reduce((sum, one) => sum + one.standards, 0n)
      // an entry nobody used today follows the others
      return leavesOf(factor.lookup.table).map(({ path, value }) => {
        const own = entries.get(JSON.stringify(path))
        const isOwn = rate.entries === 'each' && own !== undefined
        const by = isOwn ? { n: own.target, d: own.standards } : { n: whole - fixed, d: standards }
        const newValue = standards === 0n ? value : atLeastOneUnit(times(value, by), rate.decimals)
        return { factor: rate.factor, path, n: own?.n ?? 0, oldValue: value, newValue }
      })
    },
  }
}

const costOf = (cost: Ratio | undefined): Fen => (cost === undefined ? ZERO : ratioToFen(cost, 'halfUp')!)

/** A budget that the fixed standards use up leaves nothing to fit: the smallest rate says so, a zero would be refused. */
function atLeastOneUnit(value: Ratio, decimals: number): Ratio {
  const rounded = roundRatio(value, { decimals, mode: 'halfUp' })
  return rounded.n > 0n ? rounded : { n: 1n, d: 10n ** BigInt(decimals) }
}
