import { dividedBy, ONE, plus, type Ratio, type RoundingRule, roundRatio, times } from '@medsettle/money/ratio'
import type { Pricing } from './condition.ts'
import { type Found, factorValue } from './lookup.ts'
import type { FactorOperation } from './tariff.ts'

/** One link of the chain as it was computed. */
export interface Step {
  readonly operation: FactorOperation
  readonly name: string
  readonly value: Ratio
  /** the factor and its addends, with where each was found */
  readonly parts: readonly Found[]
  /** the product so far, after `round` */
  readonly result: Ratio
  readonly exact: Ratio
  readonly round: RoundingRule | null
}

export interface Standard {
  /** yuan, as the tariff publishes it */
  readonly yuan: Ratio
  readonly exact: Ratio
  readonly round: RoundingRule | null
  readonly steps: readonly Step[]
}

/** The payment standard: each factor in turn, rounded only where the tariff rounds. @throws CaseRefused as `lookUp` */
export function computeStandard(pricing: Pricing): Standard {
  const { formula, round } = pricing.tariff
  const steps: Step[] = []
  let result = ONE
  for (const [index, factor] of formula.entries()) {
    const { value, parts } = factorValue(pricing, factor)
    pricing.facts.factors.set(factor.name, value)
    const operation = index === 0 ? 'times' : factor.operation
    const exact = apply(operation, result, value)
    result = factor.round === null ? exact : roundRatio(exact, factor.round)
    steps.push({ operation, name: factor.name, value, parts, result, exact, round: factor.round })
  }
  return { yuan: round === null ? result : roundRatio(result, round), exact: result, round, steps }
}

function apply(operation: FactorOperation, before: Ratio, value: Ratio): Ratio {
  if (operation === 'times') return times(before, value)
  return operation === 'plus' ? plus(before, value) : dividedBy(before, value)
}
