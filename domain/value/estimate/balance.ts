import { entryKey, toFloat } from './arrange-sample.ts'
import type { Entry } from './locate-entry.ts'

/** Kept cases of one group with the same combination of coefficients. */
export interface Cell {
  readonly group: number
  readonly combination: number
  readonly n: number
  /** fen: their cost, exact */
  readonly cost: number
}

export interface Balanced {
  /** per group: fen of cost per case, coefficients taken out; NaN for a group without cases */
  readonly levels: Float64Array
  /** by entryKey */
  readonly coefficients: ReadonlyMap<string, number>
  /** per combination: the product of its coefficients */
  readonly products: Float64Array
}

const ROUNDS = 500
const STILL = 1e-12

/**
 * Levels and coefficients whose products add up to the observed cost over every group and over every entry of every coefficient:
 * the balance principle of Bailey and Simon ("Two studies in automobile insurance ratemaking", ASTIN Bulletin 1, 1960). Without
 * coefficients the levels are plain means. A coefficient keeps the mean it has over its cases, its level belongs to the rate.
 */
export function balance(cells: readonly Cell[], groups: number, combinations: readonly (readonly Entry[])[]): Balanced {
  const coefficients = new Map(combinations.flat().map((entry) => [entryKey(entry), toFloat(entry.old)]))
  const keys = combinations.map((entries) => entries.map(entryKey))
  const free = new Set(combinations.flat().flatMap((entry) => (entry.path === null ? [] : [entryKey(entry)])))
  const productsNow = (): Float64Array =>
    Float64Array.from(keys, (of) => of.reduce((product, key) => product * coefficients.get(key)!, 1))
  const factors = keys[0]?.length ?? 0
  let products = productsNow()
  let levels = levelsOf(cells, groups, products)
  for (let round = 0; round < ROUNDS && free.size > 0; round++) {
    let moved = 0
    for (let factor = 0; factor < factors; factor++) {
      moved = Math.max(moved, moveFactor({ cells, levels, products, keys, factor, free, coefficients }))
      products = productsNow()
    }
    levels = levelsOf(cells, groups, products)
    if (moved < STILL) break
  }
  return { levels, coefficients, products }
}

function levelsOf(cells: readonly Cell[], groups: number, products: Float64Array): Float64Array {
  const [cost, expected] = [new Float64Array(groups), new Float64Array(groups)]
  for (const cell of cells) {
    cost[cell.group]! += cell.cost
    expected[cell.group]! += cell.n * products[cell.combination]!
  }
  return cost.map((sum, group) => sum / expected[group]!)
}

interface Move {
  readonly cells: readonly Cell[]
  readonly levels: Float64Array
  readonly products: Float64Array
  readonly keys: readonly (readonly string[])[]
  readonly factor: number
  readonly free: ReadonlySet<string>
  readonly coefficients: Map<string, number>
}

interface Sums {
  n: number
  cost: number
  expected: number
}

/** Sets every entry of one factor to observed ÷ expected cost, at its former mean over cases. @returns the largest relative change */
function moveFactor({ cells, levels, products, keys, factor, free, coefficients }: Move): number {
  const sums = new Map<string, Sums>()
  for (const { group, combination, n, cost } of cells) {
    const key = keys[combination]![factor]!
    if (!free.has(key)) continue
    const sum = sums.get(key) ?? { n: 0, cost: 0, expected: 0 }
    sums.set(key, sum)
    sum.n += n
    sum.cost += cost
    sum.expected += (n * levels[group]! * products[combination]!) / coefficients.get(key)!
  }
  const entries = [...sums].map(([key, sum]) => ({ key, ...sum, value: sum.cost / sum.expected }))
  const before = entries.reduce((sum, { key, n }) => sum + n * coefficients.get(key)!, 0)
  const scale = before / entries.reduce((sum, { n, value }) => sum + n * value, 0)
  let moved = 0
  for (const { key, value } of entries) {
    moved = Math.max(moved, Math.abs((value * scale) / coefficients.get(key)! - 1))
    coefficients.set(key, value * scale)
  }
  return moved
}
