import type { Pricing } from './condition.ts'
import { type CasePrice, type PublishedStandard, priceWith, standardOf } from './price-case.ts'
import type { Lookup, Tariff } from './tariff.ts'
import type { ValueCase } from './value-case.ts'

/** Standards remembered of one tariff; a tariff of a region has some thousands. */
const MOST_REMEMBERED = 100_000

/**
 * The same as `priceCase` of this tariff, faster: most tariffs' standards follow from a few columns of a case (group, level,
 * insurance type), so each is computed once. Where a formula looks at numbers of the case, nothing is remembered.
 */
export function compilePricing(tariff: Tariff): (one: ValueCase) => CasePrice {
  const names = namesOfFormula(tariff)
  if (names === null) return (one) => priceWith(tariff, one, standardOf)
  const remembered = new Map<string, PublishedStandard>()
  const findStandard = (pricing: Pricing): PublishedStandard => {
    const key = keyOf(pricing.one, names)
    const known = remembered.get(key)
    if (known !== undefined) {
      // bands may compare factors, such as the weight
      for (const { name, value } of known.standard.steps) pricing.facts.factors.set(name, value)
      return known
    }
    const found = standardOf(pricing)
    if (remembered.size >= MOST_REMEMBERED) remembered.clear()
    remembered.set(key, found)
    return found
  }
  return (one) => priceWith(tariff, one, findStandard)
}

/** The columns as the case says them: what they mean under the tariff follows from that. */
function keyOf({ group, columns }: ValueCase, names: readonly string[]): string {
  // with their lengths, so that no two keys run together whatever the values hold
  let key = `${group.length}:${group}`
  for (const name of names) {
    const value = columns.get(name) ?? ''
    key += `${value.length}:${value}`
  }
  return key
}

/** Columns besides the group that the formula looks at; null when a number of the case has a say in it. */
function namesOfFormula({ formula, measures }: Tariff): string[] | null {
  const lookups = formula.flatMap(({ lookup, addends }) => [lookup, ...addends])
  const tests = lookups.flatMap(({ exceptions }) => exceptions.flatMap(({ when }) => when))
  if (tests.some((test) => test.kind === 'range' && measures.has(test.name))) return null
  const asked = tests.filter(({ kind }) => kind !== 'range').map(({ name }) => name)
  return [...new Set([...lookups.flatMap(dimensionsOf), ...asked])].filter((name) => name !== 'group').sort()
}

const dimensionsOf = ({ by, exceptions }: Lookup): string[] => [...by, ...exceptions.flatMap((one) => one.by)]
