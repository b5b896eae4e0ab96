import type { ParsedSource } from '../source/parse-source.ts'
import type { SourceFile } from '../source/read-sources.ts'
import { walk } from '../source/walk.ts'
import { codesOf, fieldsOf, sentenceOf } from './read-literal.ts'

export interface Thrown {
  readonly code: string
  /** `MoneyError`, `PostgreSQL`, or what a row or an outcome says of itself */
  readonly by: string
  readonly sentence: string
  readonly place: string
}

/** `throw new MoneyError('MONEY_BAD_TEXT', '…')`: codes of libraries and of statement rows, which know no order. */
export function findThrown(source: ParsedSource): Thrown[] {
  const thrown: Thrown[] = []
  walk(source.program, (node) => {
    if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier' || !node.callee.name.endsWith('Error'))
      return
    const by = node.callee.name
    const place = `${source.path}:${source.lineOf(node.start)}`
    const sentence = sentenceOf(node.arguments.at(-1)) ?? ''
    for (const code of codesOf(node.arguments[0])) thrown.push({ code, by, sentence, place })
  })
  return thrown
}

/** `{ code: 'NO_AMOUNTS', message }`: a row set aside, a request that is not even sent. What knows a stage is a refusal. */
export function findSaid(source: ParsedSource): Thrown[] {
  const said: Thrown[] = []
  walk(source.program, (node) => {
    if (node.type !== 'ObjectExpression') return
    const fields = fieldsOf(node)
    if (!fields.has('message') || fields.has('stage')) return
    const place = `${source.path}:${source.lineOf(node.start)}`
    const sentence = sentenceOf(fields.get('message')) ?? ''
    for (const code of codesOf(fields.get('code'))) said.push({ code, by: 'of a row or an outcome', sentence, place })
  })
  return said
}

/** `raise exception 'CODE: sentence'` in a migration; a `%` is filled in while running. */
export function findRaised({ path, text }: SourceFile): Thrown[] {
  return [...text.matchAll(/raise exception '([A-Z]+(?:_[A-Z]+)+): ([^']+)'/g)].map((match) => ({
    code: match[1]!,
    by: 'PostgreSQL',
    sentence: match[2]!.replaceAll('%', '…'),
    place: `${path}:${text.slice(0, match.index).split('\n').length}`,
  }))
}
