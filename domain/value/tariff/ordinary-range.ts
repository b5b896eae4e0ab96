import { divideRounded } from '@medsettle/money'
import { dividedBy, ONE, type Ratio, times } from '@medsettle/money/ratio'
import { isWithin, type Pricing } from './condition.ts'
import { lookUp } from './lookup.ts'
import type { Band, BandSet, Condition, Range, Tariff } from './tariff.ts'
import type { ValueCase } from './value-case.ts'

/**
 * Numbers of a case, in hundredths, within which no exclusion and no outlier band of a tariff can hold. Learnt from one case that
 * came out ordinary: every rule that did not hold for it gives an end that the next case must not cross.
 */
export interface OrdinaryRange {
  readonly names: readonly string[]
  readonly low: number[]
  readonly high: number[]
}

/** @param pricing a case priced at the standard, all of whose numbers are given; null: what did not hold cannot be told by ends */
export function learnOrdinary(pricing: Pricing, standard: Ratio): OrdinaryRange | null {
  const { tariff, facts } = pricing
  const names = [...new Set(['cost', 'stayDays', ...tariff.measures])]
  const range = { names, low: names.map(() => 0), high: names.map(() => Number.MAX_SAFE_INTEGER) }
  if (names.some((name) => !facts.measures.has(name))) return null
  const isKept =
    tariff.exclusions.every(({ when }) => keepOut(range, pricing, when)) &&
    tariff.outliers.every((set) => set.bands.every((band) => keepOutOfBand(range, pricing, set, { band, standard })))
  return isKept ? range : null
}

/** Are all numbers of the case inside? What is not plainly so is looked at the long way. */
export function isOrdinary({ names, low, high }: OrdinaryRange, { columns }: ValueCase): boolean {
  for (let index = 0; index < names.length; index++) {
    const value = hundredths(columns.get(names[index]!))
    if (value < low[index]! || value > high[index]!) return false
  }
  return true
}

const [DOT, ZERO, NINE] = [46, 48, 57]
/** a hundred times the largest is still a safe integer */
const LONGEST_PLAIN = 13

/** `1234.5` → 123450; −1 for whatever is not digits with at most two decimals. */
function hundredths(text: string | undefined): number {
  if (text === undefined || text.length > LONGEST_PLAIN) return -1
  let value = 0
  let decimals = -1
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= ZERO && code <= NINE) {
      value = value * 10 + code - ZERO
      if (decimals >= 0) decimals++
    } else if (code === DOT && decimals < 0 && index > 0) decimals = 0
    else return -1
  }
  if (text === '' || decimals === 0 || decimals > 2) return -1
  return decimals === 2 ? value : decimals === 1 ? value * 10 : value * 100
}

/** One test that does not hold is enough: one that follows from the key of the standard, or a number that stays beyond an end. */
function keepOut(range: OrdinaryRange, { one, tariff, facts }: Pricing, condition: Condition): boolean {
  let isKept = false
  for (const test of condition) {
    if (test.kind === 'range') {
      const factor = facts.factors.get(test.name)
      if (factor !== undefined && !isWithin(factor, test.range)) return true
      const value = facts.measures.get(test.name)
      if (!isKept && factor === undefined && value !== undefined && !isWithin(value, test.range))
        isKept = stayBeyond(range, test.name, { value, out: test.range, unit: ONE })
    } else {
      const { aliases, fallback } = tariff.dimensions.get(test.name)!
      const said = test.name === 'group' ? one.group : (one.columns.get(test.name) ?? '')
      const value = said === '' ? fallback : (aliases.get(said) ?? said)
      // a value that is missing or not known is asked for only behind a number, which has set its end by now
      if (value === null) return isKept
      const holds =
        test.kind === 'oneOf' ? test.values.has(value) : test.prefixes.some((prefix) => value.startsWith(prefix))
      if (!holds) return true
    }
  }
  return isKept
}

function keepOutOfBand(
  range: OrdinaryRange,
  pricing: Pricing,
  set: BandSet,
  { band, standard }: { readonly band: Band; readonly standard: Ratio },
): boolean {
  const name = set.measure === 'stayDays' ? 'stayDays' : 'cost'
  const unit = set.measure !== 'costRatio' ? ONE : set.average === null ? standard : lookUp(pricing, set.average).value
  const value = dividedBy(pricing.facts.measures.get(name)!, unit)
  if (!isWithin(value, band.range)) return stayBeyond(range, name, { value, out: band.range, unit })
  return keepOut(range, pricing, band.where)
}

/** Narrows a number to the side of `out` on which it is. @param unit what 1 of the range is, in the number's own unit */
function stayBeyond(
  range: OrdinaryRange,
  name: string,
  { value, out, unit }: { readonly value: Ratio; readonly out: Range; readonly unit: Ratio },
): boolean {
  const at = range.names.indexOf(name)
  const { low, high } = out
  if (low !== null && !isWithin(value, { low, high: null })) {
    const end = inHundredths(low.value, unit, low.strict ? 'floor' : 'ceiling')
    range.high[at] = Math.min(range.high[at]!, low.strict ? end : end - 1)
  } else {
    const end = inHundredths(high!.value, unit, high!.strict ? 'ceiling' : 'floor')
    range.low[at] = Math.max(range.low[at]!, high!.strict ? end : end + 1)
  }
  return true
}

function inHundredths(value: Ratio, unit: Ratio, side: 'floor' | 'ceiling'): number {
  const { n, d } = times(value, unit)
  const isUp = (side === 'ceiling') === n >= 0n
  const whole = divideRounded(n * 100n, d, isUp ? 'up' : 'down')
  const most = BigInt(Number.MAX_SAFE_INTEGER - 1)
  return Number(whole > most ? most : whole < -most ? -most : whole)
}

/** Does some average of an outlier band follow from a number of the case? Then nothing can be learnt from one case for another. */
export const looksUpByNumbers = ({ outliers, measures }: Tariff): boolean =>
  outliers.some(({ average }) =>
    average?.exceptions.some(({ when }) => when.some((test) => test.kind === 'range' && measures.has(test.name))),
  )
