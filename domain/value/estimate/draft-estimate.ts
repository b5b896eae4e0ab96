import { readTariff } from '../tariff/read-tariff.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { arrangeSample } from './arrange-sample.ts'
import type { ChangeStep } from './change-effects.ts'
import { type CoefficientEstimate, estimateCoefficients } from './estimate-coefficients.ts'
import { estimateWeights, type WeightEstimate } from './estimate-weights.ts'
import type { RateEstimate } from './fit-rate.ts'
import type { EstimateMethod } from './method.ts'
import { type Change, rewriteTariff } from './rewrite-tariff.ts'
import type { Sample } from './sample.ts'
import { leavesOf } from './table-leaves.ts'

export interface DraftEstimate {
  readonly cases: number
  readonly weights: WeightEstimate
  readonly coefficients: readonly CoefficientEstimate[]
  /** with new weights alone, and with new coefficients too; the rate is still the old one */
  readonly withWeights: Tariff
  readonly tariff: Tariff
}

export interface TariffSource {
  readonly json: string
  readonly tariff: Tariff
  readonly method: EstimateMethod
}

/** @throws RefusalError ESTIMATE_NO_CASES */
export function draftEstimate(source: TariffSource, sample: Sample): DraftEstimate {
  const { json, tariff, method } = source
  const arranged = arrangeSample(sample)
  const table = tariff.formula.find(({ name }) => name === method.weights.factor)!.lookup.table
  const all = new Map(leavesOf(table).map(({ path, value }) => [path[0]!, value]))
  const weights = estimateWeights(arranged, all, method)
  const coefficients = estimateCoefficients(arranged, weights, method)
  const changed = weightChanges(weights, method)
  const read = (changes: readonly Change[]): Tariff => readTariff(rewriteTariff(json, changes, method, arranged.cases))
  return {
    cases: arranged.cases,
    weights,
    coefficients,
    withWeights: read(changed),
    tariff: read([...changed, ...coefficients]),
  }
}

/** The new tariff as a JSON document. */
export function estimatedTariff(source: TariffSource, draft: DraftEstimate, rates: readonly RateEstimate[]): string {
  const changes = [...weightChanges(draft.weights, source.method), ...draft.coefficients, ...rates]
  return rewriteTariff(source.json, changes, source.method, draft.cases)
}

/** What each change does, in this order: see `createChangeEffects`. */
export const changeSteps = ({ withWeights, tariff }: DraftEstimate, last: Tariff): ChangeStep[] => [
  { name: 'weights', tariff: withWeights },
  { name: 'coefficients', tariff },
  { name: 'rate', tariff: last },
]

const weightChanges = ({ groups }: WeightEstimate, { weights }: EstimateMethod): Change[] =>
  groups.map(({ group, newWeight }) => ({ factor: weights.factor, path: [group], newValue: newWeight }))
