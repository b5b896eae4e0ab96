import type { Ratio } from '@medsettle/money/ratio'
import type { Sex } from './age-sex-cells.ts'
import { expandRange } from './icd-code.ts'

/** A group of diagnoses that costs, or kills, alike. */
export interface Condition {
  readonly name: string
  /** beginnings of codes, or ranges of them: `E11`, `I60-I69`; the longest beginning that fits a code decides */
  readonly codes: readonly string[]
  /** null: of both; a diagnosis of the other sex is a conflict */
  readonly sex: Sex | null
  readonly coefficient: Ratio
  /** names of milder conditions that do not count beside this one */
  readonly drops: readonly string[]
}

/** Conditions that together weigh more than each by itself; held after the hierarchy has dropped what it drops. */
export interface Interaction {
  readonly name: string
  readonly all: readonly string[]
  readonly coefficient: Ratio
}

export interface ConditionModel {
  readonly conditions: readonly Condition[]
  readonly interactions: readonly Interaction[]
}

export interface CompiledConditions {
  readonly model: ConditionModel
  readonly byPrefix: ReadonlyMap<string, Condition>
}

/** @param model one that `checkConditions` found nothing wrong with */
export function compileConditions(model: ConditionModel): CompiledConditions {
  const byPrefix = new Map<string, Condition>()
  for (const condition of model.conditions)
    for (const text of condition.codes) for (const prefix of expandRange(text)) byPrefix.set(prefix, condition)
  return { model, byPrefix }
}
