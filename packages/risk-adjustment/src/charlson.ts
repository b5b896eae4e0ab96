import { CHARLSON_CONDITIONS, type CharlsonWeights } from './charlson-conditions.ts'
import { type CompiledConditions, compileConditions } from './condition-model.ts'
import { scoreConditions } from './score-conditions.ts'

/** Charlson's comorbidity index of one person. */
export interface CharlsonIndex {
  readonly points: number
  /** conditions that count, with the code that shows each; a condition of zero points stands here too */
  readonly held: readonly { readonly name: string; readonly code: string; readonly points: number }[]
  /** milder forms beside the severer one */
  readonly dropped: readonly { readonly name: string; readonly by: string }[]
  /** points for age, 0 when no age was given */
  readonly agePoints: number
}

const modelOf = (weights: CharlsonWeights): CompiledConditions =>
  compileConditions({
    conditions: CHARLSON_CONDITIONS.map(({ name, codes, points, drops }) => ({
      name,
      codes,
      sex: null,
      coefficient: { n: BigInt(points[weights]), d: 1n },
      drops,
    })),
    interactions: [],
  })

const MODELS: Readonly<Record<CharlsonWeights, CompiledConditions>> = {
  original: modelOf('original'),
  updated: modelOf('updated'),
}

/**
 * @param codes diagnoses of ICD-10 with or without dots; codes that belong to no condition count nothing
 * @param age completed years: one point for each decade from 50 on, four at most (Charlson et al., J Clin Epidemiol 47 (1994)
 * 1245–1251); left out, age does not count
 */
export function charlsonIndex(codes: Iterable<string>, weights: CharlsonWeights, age?: number): CharlsonIndex {
  const { score, held, dropped } = scoreConditions(MODELS[weights], codes)
  const agePoints = age === undefined ? 0 : Math.min(4, Math.max(0, Math.floor((age - 40) / 10)))
  return {
    points: Number(score.n / score.d) + agePoints,
    held: held.map(({ condition, code }) => ({ name: condition.name, code, points: Number(condition.coefficient.n) })),
    dropped: dropped.map(({ condition, by }) => ({ name: condition.name, by })),
    agePoints,
  }
}
