import { compareRatios } from '@medsettle/money/ratio'
import type { Condition, ConditionModel } from './condition-model.ts'
import { expandRange, isIcdCode } from './icd-code.ts'
import { type ModelProblem, modelProblem } from './model-problem.ts'

/** Everything that would make a model count twice, never, in a circle, or less for a sicker person. */
export function checkConditions({ conditions, interactions }: ConditionModel): ModelProblem[] {
  const byName = new Map(conditions.map((one) => [one.name, one]))
  const unknown = (name: string, place: string): ModelProblem[] =>
    byName.has(name) ? [] : [modelProblem('RISK_CONDITION_UNKNOWN', place, name)]
  const drops = conditions.flatMap((one, index) =>
    one.drops.flatMap((name, at) => {
      const place = `conditions[${index}].drops[${at}]`
      const dropped = byName.get(name)
      if (dropped === undefined) return unknown(name, place)
      const isHeavier = compareRatios(dropped.coefficient, one.coefficient) > 0
      return isHeavier ? [modelProblem('RISK_DROP_EARNS_LESS', place, `${one.name} and ${name}`)] : []
    }),
  )
  const together = interactions.flatMap(({ all, name }, index) => {
    const place = `interactions[${index}]`
    const missing = all.flatMap((one, at) => unknown(one, `${place}.all[${at}]`))
    if (missing.length > 0) return missing
    if (new Set(all).size < Math.max(2, all.length)) return [modelProblem('RISK_INTERACTION_TOO_FEW', place, name)]
    const isImpossible = all.some((one) => byName.get(one)!.drops.some((dropped) => all.includes(dropped)))
    return isImpossible ? [modelProblem('RISK_INTERACTION_IMPOSSIBLE', place, name)] : []
  })
  return [...checkNames(conditions), ...checkCodes(conditions), ...drops, ...findCircle(byName), ...together]
}

function checkNames(conditions: readonly Condition[]): ModelProblem[] {
  return conditions.flatMap(({ name }, index) =>
    conditions.findIndex((one) => one.name === name) < index
      ? [modelProblem('RISK_CONDITION_TWICE', `conditions[${index}].name`, name)]
      : [],
  )
}

function checkCodes(conditions: readonly Condition[]): ModelProblem[] {
  const owners = new Map<string, string>()
  return conditions.flatMap(({ name, codes }, index) =>
    codes.flatMap((text, at) => {
      const place = `conditions[${index}].codes[${at}]`
      if (!isCodeOrRange(text)) return [modelProblem('RISK_CODE_INVALID', place, text)]
      return expandRange(text).flatMap((prefix) => {
        const owner = owners.get(prefix)
        owners.set(prefix, name)
        return owner === undefined ? [] : [modelProblem('RISK_CODE_TWICE', place, `${prefix}: ${owner} and ${name}`)]
      })
    }),
  )
}

function isCodeOrRange(text: string): boolean {
  const ends = text.split('-')
  if (ends.length > 2 || !ends.every(isIcdCode)) return false
  const list = expandRange(text)
  return list.length > 0 && list.every(isIcdCode)
}

/** One circle is enough to be told; its conditions are named in turn. */
function findCircle(byName: ReadonlyMap<string, Condition>): ModelProblem[] {
  const done = new Set<string>()
  const walk = (name: string, path: readonly string[]): string[] | null => {
    if (path.includes(name)) return [...path.slice(path.indexOf(name)), name]
    if (done.has(name)) return null
    for (const next of byName.get(name)?.drops ?? []) {
      const circle = walk(next, [...path, name])
      if (circle !== null) return circle
    }
    done.add(name)
    return null
  }
  for (const name of byName.keys()) {
    const circle = walk(name, [])
    if (circle !== null) return [modelProblem('RISK_HIERARCHY_CIRCLE', 'conditions', circle.join(' → '))]
  }
  return []
}
