import { dividedBy, plus, type Ratio, times, ZERO_RATIO } from '@medsettle/money/ratio'
import { invariant } from '../../identity/refusal.ts'
import type { JudgedCase } from './judge-measure.ts'
import { isShare, type Measure } from './measure-document.ts'
import { wilsonInterval } from './wilson.ts'

/** One measure of one institution. */
export interface MeasureRate {
  readonly measure: string
  readonly institution: string
  /** cases counted, cases excluded */
  readonly counted: number
  readonly excluded: number
  /** Σ of the values: events, or changes of score */
  readonly total: Ratio
  /** Σ ÷ cases, or per so many of a column; null: nothing was counted */
  readonly rate: Ratio | null
  /** enough cases to be scored? */
  readonly isEnough: boolean
  /** 95 %, of shares only */
  readonly interval: { readonly low: number; readonly high: number } | null
}

/** By institution. @param minimum fewer cases than this are not scored */
export function measureRates(measure: Measure, judged: readonly JudgedCase[], minimum: number): MeasureRate[] {
  const groups = Map.groupBy(judged, ({ institution }) => institution ?? '')
  groups.delete('')
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, own]) => rateOf(measure, id, own, minimum))
}

function rateOf(measure: Measure, institution: string, own: readonly JudgedCase[], minimum: number): MeasureRate {
  const cases = own.filter(({ outcome }) => outcome === 'counted')
  const total = cases.reduce<Ratio>((sum, { value }) => reduced(plus(sum, value)), ZERO_RATIO)
  const weight = cases.reduce<Ratio>((sum, one) => reduced(plus(sum, one.weight)), ZERO_RATIO)
  const counted = cases.length
  const events = measure.per === undefined ? total : times(total, measure.per.times)
  const hasInterval = isShare(measure) && counted > 0
  invariant(
    !isShare(measure) || total.n <= BigInt(counted) * total.d,
    'more events than cases would pay or fine a hospital twice',
  )
  return {
    measure: measure.id,
    institution,
    counted,
    excluded: own.length - counted,
    total,
    rate: weight.n === 0n ? null : dividedBy(events, weight),
    isEnough: counted > 0 && counted >= minimum,
    interval: hasInterval ? wilsonInterval(Number(total.n / total.d), counted) : null,
  }
}

/** Sums of decimals keep small denominators: a thousand additions must not make a number of a thousand digits. */
function reduced({ n, d }: Ratio): Ratio {
  let [a, b] = [n < 0n ? -n : n, d]
  while (b !== 0n) [a, b] = [b, a % b]
  return a === 0n ? ZERO_RATIO : { n: n / a, d: d / a }
}
