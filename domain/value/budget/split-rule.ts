import type { Fen } from '@medsettle/money'
import {
  compareRatios,
  dividedBy,
  minus,
  ONE,
  plus,
  type Ratio,
  ratioText,
  times,
  ZERO_RATIO,
} from '@medsettle/money/ratio'
import type { SplitRule } from './budget-policy.ts'
import { splitByWeights, type Weighted } from './share-of.ts'
import type { YearFacts } from './year-facts.ts'

type Indicators = YearFacts['indicators']
type Indicator = Extract<SplitRule, { by: 'indicators' }>['indicators'][number]

export interface Split {
  readonly amounts: ReadonlyMap<string, Fen>
  /** id → why it gets this part */
  readonly how: ReadonlyMap<string, string>
}

/** Divides an amount over `ids`. What the rule needs of the facts is there: `checkFacts` has said so. */
export function splitByRule(total: Fen, rule: SplitRule, ids: readonly string[], indicators: Indicators): Split {
  const weighted = weightsOf(rule, ids, indicators)
  return {
    amounts: splitByWeights(total, weighted),
    how: new Map(weighted.map(({ id, how }) => [id, how])),
  }
}

/** Exact, zero or more, and not all zero where `checkFacts` found nothing. */
export const weightsOf = (rule: SplitRule, ids: readonly string[], indicators: Indicators) =>
  ids.map((id) => ({ id, ...weightOf(rule, id, ids, indicators) }))

function weightOf(
  rule: SplitRule,
  id: string,
  ids: readonly string[],
  indicators: Indicators,
): Omit<Weighted, 'id'> & { readonly how: string } {
  if (rule.by === 'shares') {
    const weight = rule.shares[id]!
    return { weight, how: `share ${ratioText(weight)}` }
  }
  if (rule.by === 'weights') {
    const weight = indicators[rule.indicator]![id]!
    return { weight, how: `by ${rule.indicator} ${ratioText(weight)}` }
  }
  const parts = rule.indicators.map((one) => ({ one, value: normalised(one, id, ids, indicators[one.indicator]!) }))
  const score = parts.reduce((sum, { one, value }) => plus(sum, times(one.weight, value)), ZERO_RATIO)
  const text = parts
    .map(({ one, value }) => `${ratioText(one.weight)} × ${one.indicator} ${shortRatio(value)}`)
    .join(' + ')
  if (rule.times === undefined) return { weight: score, how: `composite ${text} = ${shortRatio(score)}` }
  const factor = indicators[rule.times]![id]!
  return {
    weight: times(score, factor),
    how: `${rule.times} ${ratioText(factor)} × composite (${text}) = ${shortRatio(times(score, factor))}`,
  }
}

/** 0 to 1; where all have the same value nobody is better, and min–max gives everybody 1. */
function normalised(
  one: Indicator,
  id: string,
  ids: readonly string[],
  values: Readonly<Record<string, Ratio>>,
): Ratio {
  const value = values[id]!
  const all = ids.map((other) => values[other]!)
  const least = all.reduce((a, b) => (compareRatios(a, b) <= 0 ? a : b))
  const greatest = all.reduce((a, b) => (compareRatios(a, b) >= 0 ? a : b))
  if (one.normalise === 'share') return dividedBy(value, all.reduce(plus))
  if (one.normalise === 'max') return one.better === 'more' ? dividedBy(value, greatest) : dividedBy(least, value)
  if (compareRatios(least, greatest) === 0) return ONE
  const fromWorst = one.better === 'more' ? minus(value, least) : minus(greatest, value)
  return dividedBy(fromWorst, minus(greatest, least))
}

/** For people: exact where a short decimal holds it, else six decimals; what is computed with stays exact. */
export function shortRatio(value: Ratio): string {
  const text = ratioText(value)
  if (!text.includes('/') && text.length <= 12) return text
  const millionths = (value.n * 10_000_000n) / value.d
  return `≈${ratioText({ n: (millionths + 5n) / 10n, d: 1_000_000n })}`
}
