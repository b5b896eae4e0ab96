import type { Ratio } from '@medsettle/money/ratio'

/** `share` is a number from 0 to 1; where a number may stand, a share may stand. */
export type Unit = 'yuan' | 'number' | 'share' | 'truth' | 'text'

/** A value while a formula is worked out: exact fractions, never floating point. Its unit was settled when it was read. */
export type Value = Ratio | boolean | string

export type Operator = '+' | '-' | '*' | '/' | '<' | '<=' | '>' | '>=' | '=' | '!=' | 'and' | 'or'

/** Where in the text a part stands: from its first character up to, not including, `end`. */
export interface Span {
  readonly start: number
  readonly end: number
}

export type Expression = Span &
  (
    | { readonly kind: 'literal'; readonly unit: Unit; readonly value: Value }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'prefix'; readonly operator: '-' | 'not'; readonly operand: Expression }
    | { readonly kind: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression }
    | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  )

export type Call = Extract<Expression, { kind: 'call' }>
export type Binary = Extract<Expression, { kind: 'binary' }>

export const isPlain = (unit: Unit): boolean => unit === 'number' || unit === 'share'
export const isCounted = (unit: Unit): boolean => isPlain(unit) || unit === 'yuan'

/** Every part of an expression, itself first. */
export function* partsOf(expression: Expression): Generator<Expression> {
  yield expression
  if (expression.kind === 'prefix') yield* partsOf(expression.operand)
  if (expression.kind === 'binary') {
    yield* partsOf(expression.left)
    yield* partsOf(expression.right)
  }
  if (expression.kind === 'call') for (const arg of expression.args) yield* partsOf(arg)
}
