import type { ESTree } from 'vite'
import type { ParsedSource } from '../source/parse-source.ts'
import { walk } from '../source/walk.ts'
import { CODE, codesOf, fieldsOf, sentenceOf } from './read-literal.ts'

/** `export const TENDER_REFUSALS = { CODE: 'sentence', … } as const` */
export interface CodeTable {
  readonly name: string
  readonly place: string
  readonly sentences: ReadonlyMap<string, string>
}

/** Tables whose keys are codes and whose values are the sentences that explain them. */
export function readTables(source: ParsedSource): CodeTable[] {
  const tables: CodeTable[] = []
  walk(source.program, (node) => {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return
    const { init } = node
    const value = init?.type === 'TSAsExpression' || init?.type === 'TSSatisfiesExpression' ? init.expression : init
    const sentences = value?.type === 'ObjectExpression' ? sentencesOf(value) : null
    if (!sentences) return
    tables.push({ name: node.id.name, place: `${source.path}:${source.lineOf(node.start)}`, sentences })
  })
  return tables
}

function sentencesOf(node: ESTree.ObjectExpression): Map<string, string> | null {
  const fields = [...fieldsOf(node)].map(([key, value]) => [key, sentenceOf(value)] as const)
  const complete = fields.flatMap(([key, sentence]) =>
    CODE.test(key) && sentence !== null ? [[key, sentence] as const] : [],
  )
  return complete.length > 0 && complete.length === fields.length ? new Map(complete) : null
}

/** Names of the tables a type stands for: `keyof typeof T`, or an alias of it in the same file. */
export function tablesOfType(source: ParsedSource, type: string): string[] {
  const alias = new RegExp(`type ${type}\\s*=\\s*([^\\n]+(?:\\n\\s*\\|[^\\n]+)*)`).exec(source.text)?.[1]
  return [...(alias ?? type).matchAll(/keyof typeof (\w+)/g)].map((match) => match[1]!)
}

/** `const RETRY = ['RATE_LIMITED', …]`: name → codes. */
export function readLists(source: ParsedSource): Map<string, readonly string[]> {
  const lists = new Map<string, readonly string[]>()
  walk(source.program, (node) => {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return
    const value = node.init?.type === 'TSAsExpression' ? node.init.expression : node.init
    if (value?.type !== 'ArrayExpression') return
    const codes = value.elements.flatMap((element) => codesOf(element ?? undefined))
    if (codes.length > 0) lists.set(node.id.name, codes)
  })
  return lists
}
