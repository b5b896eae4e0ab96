import { ratioOf, times } from '@medsettle/money/ratio'
import type { Operator, Span, Unit, Value } from './expression.ts'

export type Token = Span &
  (
    | { readonly kind: 'literal'; readonly unit: Unit; readonly value: Value }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'operator'; readonly operator: Operator | 'not' }
    | { readonly kind: '(' | ')' | ',' | 'end' }
  )

/** What cannot be read as a formula; `at` counts characters from 1. */
export class Misread extends Error {
  override name = 'Misread'
  readonly at: number
  constructor(start: number, message: string) {
    super(message)
    this.at = start + 1
  }
}

/** One token: a number with its unit, text in quotes, a name, or a sign. */
const TOKEN =
  /\s*(?:(\d{1,18}(?:\.\d{1,12})?)(\s*(?:%|yuan\b|元))?|'([^']{0,100})'|([\p{L}_][\p{L}\p{N}_]*)|(<=|>=|!=|[-+*/×÷−<>=≤≥≠(),]))/uy

const SIGNS: Readonly<Record<string, Operator>> = {
  '−': '-',
  '×': '*',
  '÷': '/',
  '≤': '<=',
  '≥': '>=',
  '≠': '!=',
}

/** @throws Misread */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let from = 0
  while (text.slice(from).trim() !== '') {
    TOKEN.lastIndex = from
    const match = TOKEN.exec(text)
    const start = from + /^\s*/.exec(text.slice(from))![0].length
    if (!match) throw new Misread(start, `"${text.slice(start, start + 12)}" is no part of a formula`)
    from = TOKEN.lastIndex
    tokens.push({ start, end: from, ...partOf(match) })
  }
  return [...tokens, { kind: 'end', start: text.length, end: text.length }]
}

// each member of the union without its place
type Part = Token extends infer One ? (One extends Span ? Omit<One, keyof Span> : never) : never

function partOf([, digits, unit, quoted, name, sign]: RegExpExecArray): Part {
  if (digits !== undefined) return numberOf(digits, unit?.trim())
  if (quoted !== undefined) return { kind: 'literal', unit: 'text', value: quoted }
  if (name === 'and' || name === 'or' || name === 'not') return { kind: 'operator', operator: name }
  if (name !== undefined) return { kind: 'name', name }
  if (sign === '(' || sign === ')' || sign === ',') return { kind: sign }
  return { kind: 'operator', operator: SIGNS[sign!] ?? (sign as Operator) }
}

function numberOf(digits: string, unit: string | undefined): Part {
  const value = ratioOf(digits)
  if (unit === undefined) return { kind: 'literal', unit: 'number', value }
  if (unit !== '%') return { kind: 'literal', unit: 'yuan', value }
  const part = times(value, { n: 1n, d: 100n })
  return { kind: 'literal', unit: part.n <= part.d ? 'share' : 'number', value: part }
}
