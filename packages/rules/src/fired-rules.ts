import { z } from 'zod'

/** A row of a decision table that answered. */
export interface FiredRule {
  /** name of the table */
  readonly table: string
  /** `_id` of the row */
  readonly ruleId: string
  /** `_description` of the row, empty when it has none */
  readonly description: string
}

const traceNode = z.looseObject({ name: z.string(), order: z.number(), traceData: z.unknown() })
const tracedRow = z.looseObject({ rule: z.looseObject({ _id: z.string(), _description: z.string().optional() }) })

/** The rows that fired, in the order in which the tables were asked. @param trace as the engine gives it: JSON text */
export function firedRules(trace: string): FiredRule[] {
  const nodes = z.record(z.string(), traceNode).parse(JSON.parse(trace))
  return Object.values(nodes)
    .sort((a, b) => a.order - b.order)
    .flatMap((node) => rowsIn(node.traceData).map((row) => ({ table: node.name, ...row })))
}

/** A first-hit table traces one row, a collecting one a list, a looping one a list of lists. */
function rowsIn(traceData: unknown): Omit<FiredRule, 'table'>[] {
  if (Array.isArray(traceData)) return traceData.flatMap(rowsIn)
  const row = tracedRow.safeParse(traceData)
  return row.success ? [{ ruleId: row.data.rule._id, description: row.data.rule._description ?? '' }] : []
}
