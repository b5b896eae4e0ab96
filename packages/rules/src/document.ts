import { z } from 'zod'
import { RulesError } from './rules-error.ts'

const about = z.object({
  id: z.string().min(1),
  version: z.string().min(1),
  title: z.string().min(1),
  /** the document or decision these rules come from */
  source: z.string().min(1),
})

const column = z.looseObject({ id: z.string().min(1) })

/** A decision table as the GoRules editor writes it; every row is an object of texts keyed by column id. */
const tableContent = z.looseObject({
  hitPolicy: z.enum(['first', 'collect']),
  inputs: z.array(column),
  outputs: z.array(column).min(1),
  rules: z.array(z.looseObject({ _id: z.string().min(1) })),
})

const node = z.looseObject({
  id: z.string().min(1),
  name: z.string(),
  type: z.string(),
  content: z.unknown().optional(),
})

/** A JDM document (GoRules, the open format of Zen) with one addition: `about` says what it is and where it comes from. */
const documentSchema = z.looseObject({
  about,
  nodes: z.array(node).min(2),
  edges: z.array(z.looseObject({ sourceId: z.string(), targetId: z.string() })),
})

export type AboutRules = z.infer<typeof about>
export type RuleDocument = z.infer<typeof documentSchema>

/**
 * Reads a JDM document and refuses what would otherwise be found out during a payment: a table without rows (it never
 * answers), two rows with one id (the trace would name the wrong one), an edge to nowhere.
 * @throws RulesError RULES_BAD_DOCUMENT
 */
export function readDocument(document: unknown): RuleDocument {
  const read = documentSchema.safeParse(document)
  if (!read.success) {
    const issue = read.error.issues[0]!
    throw bad(`${issue.path.join('.') || '(whole document)'}: ${issue.message}`)
  }
  const ids = new Set(read.data.nodes.map((each) => each.id))
  for (const edge of read.data.edges)
    if (!ids.has(edge.sourceId) || !ids.has(edge.targetId))
      throw bad(`edge ${edge.sourceId} → ${edge.targetId} leads nowhere`)
  for (const each of read.data.nodes) if (each.type === 'decisionTableNode') refuseBadTable(each.name, each.content)
  return read.data
}

function refuseBadTable(name: string, content: unknown): void {
  const table = tableContent.safeParse(content)
  if (!table.success) {
    const issue = table.error.issues[0]!
    throw bad(`table "${name}", ${issue.path.join('.')}: ${issue.message}`)
  }
  const { rules } = table.data
  if (rules.length === 0) throw bad(`table "${name}" has no rows and would never answer`)
  if (new Set(rules.map((rule) => rule._id)).size < rules.length) throw bad(`table "${name}" has two rows with one _id`)
}

const bad = (message: string): RulesError => new RulesError('RULES_BAD_DOCUMENT', message)
