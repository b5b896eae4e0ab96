import { compareRatios, type Ratio } from '@medsettle/money/ratio'
import type { Condition, Range, Tariff, Test } from './tariff.ts'
import { type CaseFacts, dimensionOf, type ValueCase } from './value-case.ts'

/** One case and the dimensions that rules may ask of it; other methods of payment ask in the same words. */
export interface Asking {
  readonly tariff: Pick<Tariff, 'dimensions'>
  readonly one: ValueCase
  readonly facts: CaseFacts
}

/** One case under one tariff, while it is priced. */
export interface Pricing extends Asking {
  readonly tariff: Tariff
}

/** A test on a number the case does not give does not hold, and the result will say that it could not be judged. */
export function holds(pricing: Asking, condition: Condition): boolean {
  return condition.every((test) => testHolds(pricing, test))
}

function testHolds(pricing: Asking, test: Test): boolean {
  if (test.kind === 'range') {
    const value = pricing.facts.factors.get(test.name) ?? pricing.facts.measures.get(test.name)
    if (value !== undefined) return isWithin(value, test.range)
    pricing.facts.notJudged.add(test.name)
    return false
  }
  const value = dimensionValue(pricing, test.name)
  return test.kind === 'oneOf' ? test.values.has(value) : test.prefixes.some((prefix) => value.startsWith(prefix))
}

export function dimensionValue({ tariff, one, facts }: Asking, name: string): string {
  return dimensionOf(facts, one, tariff.dimensions.get(name)!)
}

export function isWithin(value: Ratio, { low, high }: Range): boolean {
  if (low !== null) {
    const order = compareRatios(value, low.value)
    if (order < 0 || (order === 0 && low.strict)) return false
  }
  if (high === null) return true
  const order = compareRatios(value, high.value)
  return order < 0 || (order === 0 && !high.strict)
}
