import { readTariff } from '../tariff/read-tariff.ts'
import type { Tariff } from '../tariff/tariff.ts'
import { arrangeSample } from './arrange-sample.ts'
import { type CoefficientEstimate, estimateCoefficients } from './estimate-coefficients.ts'
import { estimateWeights, type WeightEstimate } from './estimate-weights.ts'
import type { RateEstimate } from './fit-rate.ts'
import type { EstimateMethod } from './method.ts'
import { rewriteTariff } from './rewrite-tariff.ts'
import type { Sample } from './sample.ts'
import { leavesOf } from './table-leaves.ts'

/** Weights and coefficients are new, the rate is still the old one. */
export interface DraftEstimate {
  readonly cases: number
  readonly weights: WeightEstimate
  readonly coefficients: readonly CoefficientEstimate[]
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
  const changes = [...weightChanges(weights, method), ...coefficients]
  const draft = readTariff(rewriteTariff(json, changes, method, arranged.cases))
  return { cases: arranged.cases, weights, coefficients, tariff: draft }
}

/** The new tariff as a JSON document. */
export function estimatedTariff(source: TariffSource, draft: DraftEstimate, rates: readonly RateEstimate[]): string {
  const changes = [...weightChanges(draft.weights, source.method), ...draft.coefficients, ...rates]
  return rewriteTariff(source.json, changes, source.method, draft.cases)
}

const weightChanges = ({ groups }: WeightEstimate, { weights }: EstimateMethod) =>
  groups.map(({ group, newWeight }) => ({ factor: weights.factor, path: [group], newValue: newWeight }))
