import type { Ratio } from '@medsettle/money/ratio'
import type { IndicatorCase } from './indicator-case.ts'

/** The cases of one hospital (department, …) in one group; sums are whole numbers, so that no order of cases changes them. */
export interface Cell {
  n: number
  weight: Ratio
  costed: number
  cost: number
  stayed: number
  /** hundredths of a day */
  stay: number
  /** cases that say whether the person died */
  ended: number
  deaths: number
  /** cases that say their level */
  levelled: number
  tertiary: number
  /** cases that say cost and fund */
  funded: number
  fund: number
  fundCost: number
}

export const emptyCell = (): Cell => ({
  n: 0,
  weight: { n: 0n, d: 1n },
  costed: 0,
  cost: 0,
  stayed: 0,
  stay: 0,
  ended: 0,
  deaths: 0,
  levelled: 0,
  tertiary: 0,
  funded: 0,
  fund: 0,
  fundCost: 0,
})

export function addCase(cell: Cell, one: IndicatorCase): void {
  cell.n++
  cell.weight = addDecimal(cell.weight, one.weight)
  if (one.cost !== null) {
    cell.costed++
    cell.cost += one.cost
  }
  if (one.stay !== null) {
    cell.stayed++
    cell.stay += one.stay
  }
  if (one.died !== null) {
    cell.ended++
    cell.deaths += one.died ? 1 : 0
  }
  if (one.isTertiary !== null) {
    cell.levelled++
    cell.tertiary += one.isTertiary ? 1 : 0
  }
  if (one.fund !== null && one.cost !== null) {
    cell.funded++
    cell.fund += one.fund
    cell.fundCost += one.cost
  }
}

export function sumOf(cells: Iterable<Cell>): Cell {
  const sum = emptyCell()
  for (const cell of cells) {
    const { weight, ...counts } = cell
    sum.weight = addDecimal(sum.weight, weight)
    for (const name of Object.keys(counts) as (keyof typeof counts)[]) sum[name] += counts[name]
  }
  return sum
}

/** Weights are decimals: the finer unit is a multiple of the coarser one, and the sum stays short. */
function addDecimal(a: Ratio, b: Ratio): Ratio {
  return a.d >= b.d ? { n: a.n + b.n * (a.d / b.d), d: a.d } : { n: b.n + a.n * (b.d / a.d), d: b.d }
}
