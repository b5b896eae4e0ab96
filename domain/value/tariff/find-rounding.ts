import type { Rounding } from '@medsettle/money'
import { ONE, type Ratio, type RoundingRule, ratioOf, roundRatio, times } from '@medsettle/money/ratio'
import { isPublished, PARTS, type Part, type PublishedRow } from './published-row.ts'

/** Where a city rounds: a product on the way, or the figure it prints, or both. */
export interface FoundRounding {
  /** the factors as they are multiplied */
  readonly order: readonly Part[]
  /** rounding of the product of the first two factors */
  readonly onTheWay: RoundingRule | null
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
  /** product of the first two factors, or what of the two there is */
  readonly base: Ratio
  readonly third: Ratio
}

type Rounded = Pick<FoundRounding, 'onTheWay' | 'last'>

/** weight × rate first; then a rate per level (rate × coefficient) or an adjusted weight (weight × coefficient) that is rounded */
const ORDERS: readonly (readonly Part[])[] = [
  PARTS,
  ['rate', 'coefficient', 'weight'],
  ['weight', 'coefficient', 'rate'],
]

/** The first rounding, plainest first, that turns the exact products into every published figure; else the best. */
export function findRounding(rows: readonly PublishedRow[], parts: readonly Part[]): FoundRounding {
  const orders = parts.length === PARTS.length ? ORDERS : [parts]
  let best: FoundRounding = { order: parts, onTheWay: null, last: null, misfits: rows }
  for (const order of orders) {
    const products = rows.map((row) => productOf(row, order))
    for (const { onTheWay, last } of order === orders[0] ? candidates() : otherCandidates()) {
      const misfits = misfitsOf(products, { onTheWay, last }, best.misfits.length)
      if (misfits !== null) best = { order, onTheWay, last, misfits }
      if (best.misfits.length === 0) return best
    }
  }
  return best
}

function* candidates(): Generator<Rounded> {
  yield { onTheWay: null, last: null }
  for (const last of finalRules()) yield { onTheWay: null, last }
  for (const onTheWay of wayRules()) {
    yield { onTheWay, last: null }
    for (const last of finalRules()) yield { onTheWay, last }
  }
}

/** The exact product is the same in every order; only a rounding on the way tells them apart. */
function* otherCandidates(): Generator<Rounded> {
  for (const onTheWay of wayRules())
    for (const last of [null, ...finalRules()])
      if (last === null || last.decimals !== undefined) yield { onTheWay, last }
}

function* wayRules(): Generator<RoundingRule> {
  for (const mode of MODES) for (const decimals of [2, 0, 1, 3, 4]) yield { decimals, mode }
}

function* finalRules(): Generator<RoundingRule> {
  for (const mode of MODES) {
    for (const decimals of DECIMALS) yield { decimals, mode }
    for (const significantDigits of SIGNIFICANT_DIGITS) yield { significantDigits, mode }
  }
}

function productOf(row: PublishedRow, order: readonly Part[]): Product {
  const [first, second, third] = [0, 1, 2].map((index) => {
    const text = order[index] === undefined ? null : row.parts[order[index]]
    return text === null ? ONE : ratioOf(text)
  })
  return { row, base: times(first!, second!), third: third! }
}

/** null as soon as there are as many misfits as the best so far has */
function misfitsOf(products: readonly Product[], by: Rounded, fewerThan: number): PublishedRow[] | null {
  const misfits: PublishedRow[] = []
  for (const { row, base, third } of products) {
    const exact = times(by.onTheWay === null ? base : roundRatio(base, by.onTheWay), third)
    const figure = by.last === null ? exact : roundRatio(exact, by.last)
    if (!isPublished(figure, row)) misfits.push(row)
    if (misfits.length >= fewerThan) return null
  }
  return misfits
}
