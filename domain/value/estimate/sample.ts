import { type Fen, MoneyError } from '@medsettle/money'
import { type Ratio, ratioToFen } from '@medsettle/money/ratio'
import { holds, type Pricing } from '../tariff/condition.ts'
import { computeStandard } from '../tariff/standard.ts'
import type { Factor, Tariff } from '../tariff/tariff.ts'
import { CaseRefused, type ValueRefusal, type ValueRefusalCode } from '../tariff/tariff-refusal.ts'
import { factsOf, type ValueCase } from '../tariff/value-case.ts'
import { SAMPLE_REFUSALS, type SampleRefusalCode } from './estimate-refusal.ts'
import { type Entry, locateEntry } from './locate-entry.ts'
import { checkMethod, type EstimateMethod } from './method.ts'

/** The cases of one group, as far as weights are concerned. */
export interface GroupSample {
  readonly group: string
  readonly oldWeight: Ratio
  /** fen, case by case */
  readonly costs: number[]
  /** which combination of coefficients each case has */
  readonly combinations: number[]
}

/** Cases that have the same entry in every coefficient. */
export interface Combination {
  readonly entries: readonly Entry[]
}

export interface SampleRefusal extends Omit<ValueRefusal, 'code'> {
  readonly code: ValueRefusalCode | SampleRefusalCode
}

export interface Sample {
  readonly groups: ReadonlyMap<string, GroupSample>
  readonly combinations: readonly Combination[]
  /** null: the case is in the sample */
  take(one: ValueCase): SampleRefusal | null
}

/** Collects cases for an estimate: some twenty bytes a case. @throws RefusalError when the method does not fit the tariff */
export function createSample(tariff: Tariff, method: EstimateMethod): Sample {
  checkMethod(method, tariff)
  const weight = factorOf(tariff, method.weights.factor)
  const coefficients = method.coefficients.map(({ factor }) => factorOf(tariff, factor))
  const groups = new Map<string, GroupSample>()
  const combinations: Combination[] = []
  const known = new Map<string, number>()
  const take = (one: ValueCase): void => {
    const pricing = { tariff, one, facts: factsOf(one, tariff.measures) }
    if (tariff.exclusions.some((rule) => holds(pricing, rule.when)))
      throw new SampleRefused('ESTIMATE_CASE_EXCLUDED', 'excluded')
    computeStandard(pricing)
    const cost = costOf(pricing)
    const { path, old } = locateEntry(pricing, weight)
    // a weight from an exception is nobody's to re-estimate
    if (path === null) throw new SampleRefused('ESTIMATE_CASE_EXCLUDED', weight.name)
    const entries = coefficients.map((factor) => locateEntry(pricing, factor))
    const key = JSON.stringify(entries.map((entry) => entry.path ?? `${entry.old.n}/${entry.old.d}`))
    const combination = known.get(key) ?? combinations.push({ entries }) - 1
    known.set(key, combination)
    const name = path[0]!
    const group = groups.get(name) ?? { group: name, oldWeight: old, costs: [], combinations: [] }
    groups.set(name, group)
    group.costs.push(cost)
    group.combinations.push(combination)
  }
  return {
    groups,
    combinations,
    take(one) {
      try {
        take(one)
        return null
      } catch (error) {
        return refusalOf(error)
      }
    },
  }
}

const factorOf = (tariff: Tariff, name: string): Factor => tariff.formula.find((factor) => factor.name === name)!

/** Carries the refusal of one case up to `take`. */
class SampleRefused extends Error {
  override name = 'SampleRefused'
  readonly refusal: SampleRefusal
  constructor(code: SampleRefusalCode, place: string) {
    super(SAMPLE_REFUSALS[code])
    this.refusal = { code, place, message: SAMPLE_REFUSALS[code] }
  }
}

function refusalOf(error: unknown): SampleRefusal {
  if (error instanceof SampleRefused || error instanceof CaseRefused) return error.refusal
  if (error instanceof MoneyError && error.code === 'MONEY_OUT_OF_RANGE')
    return { code: 'VALUE_AMOUNT_TOO_LARGE', place: 'cost', message: error.message }
  throw error
}

/** Statistics need no parts of a fen: rounded half up, here only. */
function costOf({ facts }: Pricing): Fen {
  const cost = facts.measures.get('cost')
  const fen = cost === undefined ? null : ratioToFen(cost, 'halfUp')
  if (fen === null || fen <= 0) throw new SampleRefused('ESTIMATE_COST_MISSING', 'cost')
  return fen
}
