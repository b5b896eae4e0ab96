import type { Ratio } from '@medsettle/money/ratio'
import type { TableNode } from '../tariff/tariff.ts'

export interface Leaf {
  readonly path: readonly string[]
  readonly value: Ratio
}

/** Every value of a factor's table with its keys; entries declared without standard are none. */
export function leavesOf(table: TableNode, path: readonly string[] = []): Leaf[] {
  if (table === null) return []
  if (!(table instanceof Map)) return [{ path, value: table as Ratio }]
  return [...(table as ReadonlyMap<string, TableNode>)].flatMap(([key, below]) => leavesOf(below, [...path, key]))
}
