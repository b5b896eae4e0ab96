import type { ESTree } from 'vite'
import type { ParsedSource } from '../source/parse-source.ts'
import { walk } from '../source/walk.ts'
import { codesOf, fieldsOf, listNameOf, literalOf, sentenceOf } from './read-literal.ts'
import { readLists } from './read-tables.ts'

/** What a code says, or, where a function is handed its code, what that function says for every code. */
export interface Word {
  readonly codes: readonly string[]
  /** field → literal text; null when it is decided while running */
  readonly fields: Readonly<Record<string, string | null>>
  readonly sentence: string | null
}

/** A function that is handed a code and makes the object out of it. */
export interface Maker extends Word {
  readonly name: string
  /** which argument is the code */
  readonly codeAt: number
  /** field → which argument fills it */
  readonly filledBy: Readonly<Record<string, number>>
  /** field → the codes for which it is true */
  readonly trueFor: Readonly<Record<string, readonly string[]>>
  /** type of that argument as written */
  readonly codeType: string
}

/** What a maker says of one code. */
export const fieldsFor = (maker: Maker, code: string): Word['fields'] => ({
  ...maker.fields,
  ...Object.fromEntries(Object.entries(maker.trueFor).map(([field, codes]) => [field, String(codes.includes(code))])),
})

export interface Said {
  readonly place: string
  readonly word: Word
}

export interface Shape {
  /** the field that holds the code */
  readonly code: 'code' | 'cause'
  /** fields an object must have to be of this shape */
  readonly needs: readonly string[]
  /** fields worth reporting */
  readonly reports: readonly string[]
  /** field that holds the sentence */
  readonly sentence: 'message' | 'title'
}

interface Frame {
  readonly name: string | null
  readonly parameters: readonly string[]
  readonly types: readonly string[]
}

/** Finds every object of a shape: said outright, or made by a function that is handed the code. */
export function readWords(source: ParsedSource, shape: Shape): { said: Said[]; makers: Maker[] } {
  const said: Said[] = []
  const makers: Maker[] = []
  const lists = readLists(source)
  walkFunctions(source, (node, frame) => {
    const fields = fieldsOf(node)
    if (!shape.needs.every((need) => fields.has(need))) return
    const code = fields.get(shape.code)
    const word: Word = {
      codes: codesOf(code),
      fields: Object.fromEntries(shape.reports.map((name) => [name, literalOf(fields.get(name))])),
      sentence: sentenceOf(fields.get(shape.sentence)),
    }
    const place = `${source.path}:${source.lineOf(node.start)}`
    if (word.codes.length > 0) said.push({ place, word })
    else if (frame?.name && code?.type === 'Identifier' && frame.parameters.includes(code.name))
      makers.push({ ...makerOf(frame, frame.name, code.name, fields, word), trueFor: trueForOf(fields, lists) })
  })
  return { said, makers }
}

function makerOf(
  frame: Frame,
  name: string,
  codeName: string,
  fields: ReadonlyMap<string, ESTree.Expression>,
  word: Word,
): Omit<Maker, 'trueFor'> {
  const filledBy = Object.fromEntries(
    [...fields].flatMap(([field, value]) => {
      const at = value.type === 'Identifier' ? frame.parameters.indexOf(value.name) : -1
      return at === -1 ? [] : [[field, at]]
    }),
  )
  const codeAt = frame.parameters.indexOf(codeName)
  return { ...word, name, codeAt, filledBy, codeType: frame.types[codeAt] ?? '' }
}

const trueForOf = (
  fields: ReadonlyMap<string, ESTree.Expression>,
  lists: ReadonlyMap<string, readonly string[]>,
): Maker['trueFor'] =>
  Object.fromEntries(
    [...fields].flatMap(([field, value]) => {
      const codes = lists.get(listNameOf(value) ?? '')
      return codes ? [[field, codes]] : []
    }),
  )

/** Visits object literals together with the function they stand in. */
function walkFunctions(
  source: ParsedSource,
  visit: (node: ESTree.ObjectExpression, frame: Frame | null) => void,
): void {
  const frames: Frame[] = []
  // `const refuse = (code) => …`: the arrow function is called what the variable is called
  const names = new Map<ESTree.Node, string>()
  walk(
    source.program,
    (node) => {
      if (node.type === 'VariableDeclarator' && node.init && node.id.type === 'Identifier')
        names.set(node.init, node.id.name)
      if (isFunction(node)) frames.push(frameOf(source, node, names.get(node) ?? null))
      if (node.type === 'ObjectExpression') visit(node, frames.at(-1) ?? null)
    },
    (node) => {
      if (isFunction(node)) frames.pop()
    },
  )
}

type AnyFunction = ESTree.Function | ESTree.ArrowFunctionExpression

const isFunction = (node: ESTree.Node): node is AnyFunction =>
  node.type === 'FunctionDeclaration' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionExpression'

const frameOf = (source: ParsedSource, node: AnyFunction, variable: string | null): Frame => ({
  name: variable ?? node.id?.name ?? null,
  parameters: node.params.map((one) => (one.type === 'Identifier' ? one.name : '')),
  types: node.params.map((one) => typeText(source.text, one)),
})

function typeText(text: string, parameter: ESTree.ParamPattern): string {
  const annotation = 'typeAnnotation' in parameter ? parameter.typeAnnotation : null
  return annotation ? text.slice(annotation.typeAnnotation.start, annotation.typeAnnotation.end) : ''
}
