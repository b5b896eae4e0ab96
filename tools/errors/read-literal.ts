import type { ESTree } from 'vite'

type Node = ESTree.Expression | ESTree.SpreadElement | ESTree.PrivateIdentifier | ESTree.AssignmentTargetPattern

/** `INTERNAL`, `BILL_NO_LINES` */
export const CODE = /^[A-Z][A-Z0-9_]{3,}$/

/** The codes an expression can be: a literal, one of two after a question, or a literal with `satisfies`. */
export function codesOf(node: Node | undefined): string[] {
  if (!node) return []
  if (node.type === 'Literal') return typeof node.value === 'string' && CODE.test(node.value) ? [node.value] : []
  if (node.type === 'ConditionalExpression') return [...codesOf(node.consequent), ...codesOf(node.alternate)]
  if (node.type === 'TSSatisfiesExpression' || node.type === 'TSAsExpression') return codesOf(node.expression)
  return []
}

/** A sentence as somebody will read it; what is filled in while running is shown as `…`. Null when it is no text. */
export function sentenceOf(node: Node | undefined): string | null {
  if (!node) return null
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : null
  if (node.type === 'TemplateLiteral') return node.quasis.map((part) => part.value.cooked ?? '').join('…')
  if (node.type === 'BinaryExpression' && node.operator === '+')
    return [sentenceOf(node.left) ?? '…', sentenceOf(node.right) ?? '…'].join('')
  return null
}

/** `none`, `true`, `24`: any literal as text. Null when it is decided while running. */
export function literalOf(node: Node | undefined): string | null {
  return node?.type === 'Literal' ? String(node.value) : null
}

/** The value behind each plain key of an object literal. */
export function fieldsOf(node: ESTree.ObjectExpression): Map<string, ESTree.Expression> {
  const fields = new Map<string, ESTree.Expression>()
  for (const property of node.properties)
    if (property.type === 'Property' && property.key.type === 'Identifier')
      fields.set(property.key.name, property.value)
  return fields
}

/** `RETRY` of `RETRY.includes(code)`: the list that decides a field. */
export function listNameOf(node: Node | undefined): string | null {
  if (node?.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return null
  const { object, property } = node.callee
  return object.type === 'Identifier' && property.type === 'Identifier' && property.name === 'includes'
    ? object.name
    : null
}
