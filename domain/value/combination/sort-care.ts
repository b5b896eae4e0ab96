import type { Fen } from '@medsettle/money'
import { add, ZERO } from '@medsettle/money'
import { amountIn, neededIn, type Row, type TakenRows, takeRows } from '../rules/row.ts'
import { rowHolds } from '../rules/row-condition.ts'
import { RowRefused } from '../rules/row-refusal.ts'
import type { CombinationRules } from './combination-rules.ts'

/** A record of care and the one part it belongs to. */
export interface SortedCare {
  readonly id: string
  readonly part: string
  /** fen */
  readonly cost: Fen
}

/** Columns `id, cost` and what `care` looks at. A record of no part, or of two, is refused: it would be paid never or twice. */
export function sortCare({ parts, codeLists }: CombinationRules, rows: readonly Row[]): TakenRows<SortedCare> {
  const read = (row: Row): SortedCare => {
    const id = neededIn(row, 'id')
    const cost = amountIn(row, 'cost')
    const claiming = parts.filter(({ care }) => rowHolds(row, care, codeLists)).map((part) => part.id)
    if (claiming.length === 0) throw new RowRefused('ROW_CARE_UNCLAIMED', 'care')
    if (claiming.length > 1) throw new RowRefused('ROW_CARE_CLAIMED_TWICE', 'care', claiming.join(' and '))
    return { id, part: claiming[0]!, cost }
  }
  return takeRows(rows, read, ({ id }) => id)
}

/** fen by part id */
export function costsByPart(sorted: readonly SortedCare[]): Map<string, Fen> {
  const costs = new Map<string, Fen>()
  for (const { part, cost } of sorted) costs.set(part, add(costs.get(part) ?? ZERO, cost))
  return costs
}
