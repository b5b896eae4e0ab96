import { evaluateExpressionSync, evaluateUnaryExpressionSync } from '@gorules/zen-engine'
import { z } from 'zod'
import type { RuleDocument } from './document.ts'
import { RulesError } from './rules-error.ts'

const column = z.looseObject({ id: z.string(), field: z.string().nullish() })
const table = z.looseObject({
  inputField: z.string().nullish(),
  inputs: z.array(column),
  outputs: z.array(column),
  rules: z.array(z.record(z.string(), z.string())),
})
type Table = z.infer<typeof table>

/**
 * Tries every cell of every table against example facts. The engine itself takes a cell it cannot read, or that compares a
 * number with a text, for one that does not match (zen-engine 0.54): a typing error in a blocking rule would let every
 * payment pass, and nobody would hear of it.
 * @throws RulesError RULES_BAD_DOCUMENT naming table, row and column
 */
export function checkCells(document: RuleDocument, example: object): void {
  for (const node of document.nodes)
    if (node.type === 'decisionTableNode') checkTable(node.name, readTable(node.name, node.content), example)
}

function readTable(name: string, content: unknown): Table {
  const read = table.safeParse(content)
  if (read.success) return read.data
  throw new RulesError('RULES_BAD_DOCUMENT', `table "${name}": ${read.error.issues[0]!.message}`)
}

function checkTable(name: string, { inputField, inputs, outputs, rules }: Table, example: object): void {
  const context = inputField ? firstOf(evaluateExpressionSync(inputField, example)) : example
  for (const rule of rules) {
    const where = (columnId: string): string => `table "${name}", row ${rule._id}, column ${columnId}`
    for (const { id, field } of inputs) if (rule[id]) checkInput(rule[id], field, { context, where: where(id) })
    for (const { id } of outputs)
      if (rule[id]) attempt(where(id), () => evaluateExpressionSync(rule[id]!, context), true)
  }
}

function checkInput(cell: string, field: string | null | undefined, at: { context: object; where: string }): void {
  if (!field) return attempt(at.where, () => evaluateExpressionSync(cell, at.context), true)
  const value: unknown = evaluateExpressionSync(field, at.context)
  const strict = value !== null && value !== undefined
  attempt(at.where, () => evaluateUnaryExpressionSync(cell, { ...at.context, $: value ?? null }), strict)
}

/** A looping table is asked once per element; the first one is the example. */
function firstOf(value: unknown): object {
  const first: unknown = Array.isArray(value) ? value[0] : value
  return typeof first === 'object' && first !== null ? first : {}
}

/** Without an example value only the cell's grammar can be judged; with one, its types as well. */
function attempt(where: string, evaluate: () => unknown, strict: boolean): void {
  try {
    evaluate()
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error)
    if (strict || !reason.includes('"vmError"')) throw new RulesError('RULES_BAD_DOCUMENT', `${where}: ${reason}`)
  }
}
