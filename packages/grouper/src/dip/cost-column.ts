import { DipError } from './dip-error.ts'

/** The costs of one disease with the year and level of each: ten bytes a case, whatever comes in. */
export interface CostColumn {
  length: number
  /** fen */
  costs: Float64Array
  /** index of the year × number of levels + index of the level */
  slots: Uint16Array
}

export const createCostColumn = (): CostColumn => ({
  length: 0,
  costs: new Float64Array(4),
  slots: new Uint16Array(4),
})

export function addCost(column: CostColumn, cost: number, slot: number): void {
  if (column.length === column.costs.length) grow(column, column.length * 2)
  column.costs[column.length] = cost
  column.slots[column.length] = slot
  column.length++
}

export function appendCosts(to: CostColumn, from: CostColumn): void {
  const length = to.length + from.length
  if (length > to.costs.length) grow(to, Math.max(length, to.costs.length * 2))
  to.costs.set(from.costs.subarray(0, from.length), to.length)
  to.slots.set(from.slots.subarray(0, from.length), to.length)
  to.length = length
}

function grow(column: CostColumn, capacity: number): void {
  const costs = new Float64Array(capacity)
  const slots = new Uint16Array(capacity)
  costs.set(column.costs)
  slots.set(column.slots)
  column.costs = costs
  column.slots = slots
}

/** Cases and whole fen: sums of whole numbers do not depend on their order. */
export interface Sum {
  cases: number
  fen: number
}

export const createSum = (): Sum => ({ cases: 0, fen: 0 })

/** @throws DipError DIP_SUM_TOO_LARGE */
export function addToSum(sum: Sum, fen: number): void {
  sum.cases++
  sum.fen += fen
  if (sum.fen > Number.MAX_SAFE_INTEGER)
    throw new DipError('DIP_SUM_TOO_LARGE', 'cost', 'the costs add up to more than can be held exactly')
}
