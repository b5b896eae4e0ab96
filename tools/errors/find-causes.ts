import type { ParsedSource } from '../source/parse-source.ts'
import { walk } from '../source/walk.ts'
import { fieldsOf, literalOf, sentenceOf } from './read-literal.ts'
import type { Said } from './read-words.ts'

/** The rows of `CAUSES: Record<Cause, { zh, dueInHours }>`: a difference between two books opens a work order too. */
export function findCauses(source: ParsedSource): Said[] {
  const causes: Said[] = []
  walk(source.program, (node) => {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || node.id.name !== 'CAUSES') return
    if (node.init?.type !== 'ObjectExpression') return
    for (const [cause, value] of fieldsOf(node.init)) {
      if (value.type !== 'ObjectExpression') continue
      const fields = fieldsOf(value)
      const hours = literalOf(fields.get('dueInHours'))
      const dueInHours = hours === 'null' ? 'nobody needs to look, it waits a day' : hours
      causes.push({
        place: source.path,
        word: { codes: [cause], fields: { dueInHours }, sentence: sentenceOf(fields.get('zh')) },
      })
    }
  })
  return causes
}
