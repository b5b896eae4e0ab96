import type { Expression, Operator } from './expression.ts'
import { Misread, type Token, tokensOf } from './tokens.ts'

export const LONGEST_FORMULA = 2000
const DEEPEST = 40

/** What binds least comes first. Comparisons do not chain: `a < b < c` is refused. */
const LEVELS: readonly (readonly Operator[])[] = [
  ['or'],
  ['and'],
  ['<', '<=', '>', '>=', '=', '!='],
  ['+', '-'],
  ['*', '/'],
]
const COMPARING = 2

interface Reader {
  peek(): Token
  next(): Token
  /** one part inside another; @throws Misread when it is too deep to be read by anybody */
  within<T>(read: () => T): T
}

/**
 * Reads a formula: `+ − × ÷`, comparisons, `and or not`, calls, names, numbers (`12`, `12 yuan`, `70%`), `'text'`.
 * @returns the expression, or what cannot be read and at which character, from 1
 */
export function parseExpression(text: string): Expression | { readonly at: number; readonly message: string } {
  if (text.length > LONGEST_FORMULA) return { at: LONGEST_FORMULA, message: 'the formula is too long; divide it' }
  try {
    const reader = readerOf(tokensOf(text))
    const whole = readLevel(reader, 0)
    const rest = reader.peek()
    if (rest.kind !== 'end') throw new Misread(rest.start, 'the formula ends before this')
    return whole
  } catch (error) {
    if (!(error instanceof Misread)) throw error
    return { at: error.at, message: error.message }
  }
}

function readerOf(tokens: readonly Token[]): Reader {
  let index = 0
  let depth = 0
  return {
    peek: () => tokens[index]!,
    next: () => tokens[index === tokens.length - 1 ? index : index++]!,
    within: (read) => {
      if (++depth > DEEPEST)
        throw new Misread(tokens[index]!.start, 'too many parts inside each other; divide the formula')
      const part = read()
      depth--
      return part
    },
  }
}

function readLevel(reader: Reader, level: number): Expression {
  const operators = LEVELS[level]
  if (!operators) return readPrefix(reader)
  let left = readLevel(reader, level + 1)
  for (let count = 0; ; count++) {
    const token = reader.peek()
    if (token.kind !== 'operator' || !operators.includes(token.operator as Operator)) return left
    if (level === COMPARING && count > 0) throw new Misread(token.start, 'comparisons do not chain; join them by "and"')
    reader.next()
    const right = readLevel(reader, level + 1)
    left = { kind: 'binary', operator: token.operator as Operator, left, right, start: left.start, end: right.end }
  }
}

function readPrefix(reader: Reader): Expression {
  const token = reader.peek()
  if (token.kind !== 'operator' || (token.operator !== '-' && token.operator !== 'not')) return readAtom(reader)
  reader.next()
  const operand = reader.within(() => (token.operator === 'not' ? readLevel(reader, COMPARING) : readPrefix(reader)))
  return { kind: 'prefix', operator: token.operator, operand, start: token.start, end: operand.end }
}

function readAtom(reader: Reader): Expression {
  const token = reader.next()
  if (token.kind === 'literal') return token
  if (token.kind === 'name') return reader.peek().kind === '(' ? readCall(reader, token) : token
  if (token.kind !== '(') throw new Misread(token.start, 'a number, a name or "(" belongs here')
  const inside = reader.within(() => readLevel(reader, 0))
  const close = reader.next()
  if (close.kind !== ')') throw new Misread(close.start, '")" belongs here')
  return { ...inside, start: token.start, end: close.end }
}

function readCall(reader: Reader, name: Extract<Token, { kind: 'name' }>): Expression {
  reader.next()
  const args: Expression[] = []
  if (reader.peek().kind === ')')
    return { kind: 'call', name: name.name, args, start: name.start, end: reader.next().end }
  for (;;) {
    args.push(reader.within(() => readLevel(reader, 0)))
    const sign = reader.next()
    if (sign.kind === ')') return { kind: 'call', name: name.name, args, start: name.start, end: sign.end }
    if (sign.kind !== ',') throw new Misread(sign.start, '"," or ")" belongs here')
  }
}
