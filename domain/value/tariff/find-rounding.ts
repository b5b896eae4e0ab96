import type { Rounding } from '@medsettle/money'
import { compareRatios, ONE, type Ratio, type RoundingRule, ratioOf, roundRatio, times } from '@medsettle/money/ratio'
import { PARTS, type PublishedRow } from './published-row.ts'

/** Where a city rounds: after weight × rate, or the figure it prints, or both. */
export interface FoundRounding {
  readonly afterRate: RoundingRule | null
  readonly last: RoundingRule | null
  /** rows this rounding does not reproduce; empty when it explains the whole table */
  readonly misfits: readonly PublishedRow[]
}

const MODES: readonly Rounding[] = ['halfUp', 'halfEven', 'down', 'up']
const DECIMALS = [2, 0, 1, 3, 4, 5, 6, -1, -2]
/** spreadsheets print numbers of a cell to a fixed number of digits, not of decimals */
const SIGNIFICANT_DIGITS = [10, 9, 11, 12, 8, 7, 15]

interface Product {
  readonly row: PublishedRow
  /** weight × rate, or what of the two there is */
  readonly base: Ratio
  readonly coefficient: Ratio
}

/** The first rounding, plainest first, that turns the exact products into every published figure; else the best. */
export function findRounding(rows: readonly PublishedRow[]): FoundRounding {
  const products = rows.map(productOf)
  let best: FoundRounding = { afterRate: null, last: null, misfits: rows }
  for (const [afterRate, last] of candidates()) {
    const misfits = misfitsOf(products, afterRate, last, best.misfits.length)
    if (misfits !== null) best = { afterRate, last, misfits }
    if (best.misfits.length === 0) return best
  }
  return best
}

function* candidates(): Generator<[afterRate: RoundingRule | null, last: RoundingRule | null]> {
  yield [null, null]
  for (const last of finalRules()) yield [null, last]
  for (const mode of MODES)
    for (const decimals of [2, 0, 1, 4]) {
      yield [{ decimals, mode }, null]
      for (const last of finalRules()) yield [{ decimals, mode }, last]
    }
}

function* finalRules(): Generator<RoundingRule> {
  for (const mode of MODES) {
    for (const decimals of DECIMALS) yield { decimals, mode }
    for (const significantDigits of SIGNIFICANT_DIGITS) yield { significantDigits, mode }
  }
}

function productOf(row: PublishedRow): Product {
  const [weight, rate, coefficient] = PARTS.map((part) => (row.parts[part] === null ? ONE : ratioOf(row.parts[part])))
  return { row, base: times(weight!, rate!), coefficient: coefficient! }
}

/** null as soon as there are as many misfits as the best so far has */
function misfitsOf(
  products: readonly Product[],
  afterRate: RoundingRule | null,
  last: RoundingRule | null,
  fewerThan: number,
): PublishedRow[] | null {
  const misfits: PublishedRow[] = []
  for (const { row, base, coefficient } of products) {
    const exact = times(afterRate === null ? base : roundRatio(base, afterRate), coefficient)
    const figure = last === null ? exact : roundRatio(exact, last)
    if (compareRatios(figure, row.published) !== 0) misfits.push(row)
    if (misfits.length >= fewerThan) return null
  }
  return misfits
}
