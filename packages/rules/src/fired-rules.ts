/** A row of a decision table that answered. */
export interface FiredRule {
  /** name of the table */
  readonly table: string
  /** `_id` of the row */
  readonly ruleId: string
  /** `_description` of the row, empty when it has none */
  readonly description: string
}

type Json = { readonly [name: string]: unknown }

/** The rows that fired, in the order in which the tables were asked. @param trace as the engine gives it: JSON text */
export function firedRules(trace: string): FiredRule[] {
  const nodes = Object.values(JSON.parse(trace) as Json).filter(isTraced)
  return nodes
    .sort((a, b) => a.order - b.order)
    .flatMap((node) => rowsIn(node.traceData).map((row) => ({ table: node.name, ...row })))
}

interface TracedNode {
  readonly name: string
  readonly order: number
  readonly traceData: unknown
}

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null

const isTraced = (node: unknown): node is TracedNode =>
  isObject(node) && typeof node.name === 'string' && typeof node.order === 'number'

/** A first-hit table traces one row, a collecting one a list, a looping one a list of lists. */
function rowsIn(traceData: unknown): Omit<FiredRule, 'table'>[] {
  if (Array.isArray(traceData)) return traceData.flatMap(rowsIn)
  const rule = isObject(traceData) ? traceData.rule : undefined
  if (!isObject(rule) || typeof rule._id !== 'string') return []
  return [{ ruleId: rule._id, description: typeof rule._description === 'string' ? rule._description : '' }]
}
