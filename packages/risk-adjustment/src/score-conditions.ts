import { plus, type Ratio, ZERO_RATIO } from '@medsettle/money/ratio'
import type { CompiledConditions, Condition, Interaction } from './condition-model.ts'
import { findByPrefix } from './icd-code.ts'

/** What a person's diagnoses weigh, and why. */
export interface ConditionScore {
  readonly score: Ratio
  readonly held: readonly { readonly condition: Condition; readonly code: string }[]
  readonly dropped: readonly { readonly condition: Condition; readonly by: string }[]
  readonly interactions: readonly Interaction[]
}

/**
 * Each condition counts once, however often it was diagnosed; a condition that a found one drops does not count, whether or not
 * the one that drops it is dropped itself. The order of the codes changes nothing: among codes of one condition the first by its
 * letters is named.
 */
export function scoreConditions({ model, byPrefix }: CompiledConditions, codes: Iterable<string>): ConditionScore {
  const found = new Map<string, { condition: Condition; code: string }>()
  for (const code of [...codes].sort()) {
    const condition = findByPrefix(byPrefix, code)
    if (condition !== null && !found.has(condition.name)) found.set(condition.name, { condition, code })
  }
  const droppedBy = new Map<string, string>()
  const inOrder = model.conditions.filter(({ name }) => found.has(name))
  for (const { name, drops } of inOrder) for (const one of drops) if (!droppedBy.has(one)) droppedBy.set(one, name)
  const held = inOrder.filter(({ name }) => !droppedBy.has(name)).map(({ name }) => found.get(name)!)
  const names = new Set(held.map(({ condition }) => condition.name))
  const interactions = model.interactions.filter(({ all }) => all.every((name) => names.has(name)))
  const weights = [...held.map(({ condition }) => condition.coefficient), ...interactions.map((one) => one.coefficient)]
  return {
    score: weights.reduce(plus, ZERO_RATIO),
    held,
    dropped: inOrder
      .filter(({ name }) => droppedBy.has(name))
      .map((condition) => ({ condition, by: droppedBy.get(condition.name)! })),
    interactions,
  }
}
