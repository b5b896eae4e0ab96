import type { ESTree } from 'vite'
import type { ParsedSource } from '../source/parse-source.ts'
import { walk } from '../source/walk.ts'
import { codesOf, fieldsOf, literalOf, sentenceOf } from './read-literal.ts'
import { fieldsFor, type Maker, type Said } from './read-words.ts'

/** Every call of a maker with a code written out; the argument's words win over the maker's. */
export function readCalls(source: ParsedSource, makers: ReadonlyMap<string, Maker>): Said[] {
  const said: Said[] = []
  walk(source.program, (node) => {
    if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return
    const maker = makers.get(node.callee.name)
    if (!maker) return
    const sentence = spokenSentence(node.arguments, maker) ?? maker.sentence
    const place = `${source.path}:${source.lineOf(node.start)}`
    for (const code of codesOf(node.arguments[maker.codeAt]))
      said.push({ place, word: { codes: [code], fields: filledFields(node.arguments, maker, code), sentence } })
  })
  return said
}

/** What the call itself says wins: an argument of its own, or an object that is laid over the maker's. */
function filledFields(args: readonly ESTree.Argument[], maker: Maker, code: string): Record<string, string | null> {
  const over = args.flatMap((one) => (one.type === 'ObjectExpression' ? [fieldsOf(one)] : []))
  return Object.fromEntries(
    Object.entries(fieldsFor(maker, code)).map(([field, value]) => {
      const at = maker.filledBy[field]
      const laid = over.find((fields) => fields.has(field))
      if (laid) return [field, literalOf(laid.get(field))]
      return [field, at === undefined ? value : literalOf(args[at])]
    }),
  )
}

/** The argument the maker says aloud; when it builds its sentence, the longest text that is neither code nor place. */
function spokenSentence(args: readonly ESTree.Argument[], maker: Maker): string | null {
  const spoken = maker.filledBy.message ?? maker.filledBy.title
  if (spoken !== undefined) return sentenceOf(args[spoken])
  const silent = [maker.codeAt, maker.filledBy.place]
  const texts = args.flatMap((argument, at) => (silent.includes(at) ? [] : (sentenceOf(argument) ?? [])))
  return texts.sort((a, b) => b.length - a.length).find((text) => /[ \u4e00-\u9fff]/.test(text)) ?? null
}
