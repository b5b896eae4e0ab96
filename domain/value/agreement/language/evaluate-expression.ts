import { compareRatios, type Ratio, ratioText, roundRatio, ZERO_RATIO } from '@medsettle/money/ratio'
import { added, divided, lowest, multiplied, negated, taken } from './exact.ts'
import type { Binary, Call, Expression, Value } from './expression.ts'
import type { BandTable, LookupTable, Scope } from './scope.ts'
import { nameAt } from './unit-of.ts'

/** One intermediate value: a part of the formula as it stands there, and what it is, exactly. */
export interface Step {
  /** first character of the part, from 1 */
  readonly at: number
  /** `paid − standard`; inside a table with its row: `quantity × price [row 3]` */
  readonly of: string
  readonly is: string
}

/** What a formula is worked out with. */
export interface Desk {
  readonly text: string
  readonly scope: Pick<Scope, 'lookups' | 'bands' | 'roundings'>
  value(name: string): Value
  rows(table: string): readonly Readonly<Record<string, Value>>[]
  note(step: Step): void
}

export type EvaluationCode =
  | 'AGREEMENT_DIVIDED_BY_ZERO'
  | 'AGREEMENT_LOOKUP_EMPTY'
  | 'AGREEMENT_BANDS_BELOW_ZERO'
  | 'AGREEMENT_NUMBER_TOO_LONG'

/** Digits above or below a fraction line. Squares of squares of squares would fill the memory, and thousands of different divisors the day. */
const MOST_DIGITS = 300
const LONGEST = 10n ** BigInt(MOST_DIGITS)

/** Carries a formula that cannot be worked out up to the evaluation, which turns it into a value. */
export class Unworkable extends Error {
  override name = 'Unworkable'
  readonly code: EvaluationCode
  /** character of the formula, from 1 */
  readonly at: number
  constructor(code: EvaluationCode, part: Expression, message: string) {
    super(message)
    this.code = code
    this.at = part.start + 1
  }
}

/** @throws Unworkable division by zero, a key that no row is for, a value below zero in bands, a number nobody can read */
export function evaluateExpression(part: Expression, desk: Desk): Value {
  if (part.kind === 'literal') return part.value
  const value = worthOf(part, desk)
  if (typeof value === 'object' && isTooLong(value))
    throw new Unworkable('AGREEMENT_NUMBER_TOO_LONG', part, `more than ${MOST_DIGITS} digits; round before`)
  desk.note({ at: part.start + 1, of: desk.text.slice(part.start, part.end), is: valueText(value) })
  return value
}

const isTooLong = ({ n, d }: Ratio): boolean => n > LONGEST || n < -LONGEST || d > LONGEST

export function valueText(value: Value): string {
  if (typeof value === 'string') return `'${value}'`
  return typeof value === 'boolean' ? String(value) : ratioText(value)
}

const counted = (part: Expression, desk: Desk): Ratio => evaluateExpression(part, desk) as Ratio

function worthOf(part: Exclude<Expression, { kind: 'literal' }>, desk: Desk): Value {
  if (part.kind === 'name') return desk.value(part.name)
  if (part.kind === 'call') return CALLS[part.name]!(part, desk)
  if (part.kind === 'binary') return binaryValue(part, desk)
  return part.operator === 'not' ? !evaluateExpression(part.operand, desk) : negated(counted(part.operand, desk))
}

function binaryValue(part: Binary, desk: Desk): Value {
  const { operator } = part
  // the right side of and/or is asked only when it decides: `b > 0 and a / b > 2`
  if (operator === 'and') return evaluateExpression(part.left, desk) === true && evaluateExpression(part.right, desk)
  if (operator === 'or') return evaluateExpression(part.left, desk) === true || evaluateExpression(part.right, desk)
  const left = evaluateExpression(part.left, desk)
  const right = evaluateExpression(part.right, desk)
  if (operator === '=') return isSame(left, right)
  if (operator === '!=') return !isSame(left, right)
  return arithmetic(part, left as Ratio, right as Ratio)
}

function arithmetic(part: Binary, left: Ratio, right: Ratio): Value {
  if (part.operator === '+') return added(left, right)
  if (part.operator === '-') return taken(left, right)
  if (part.operator === '*') return multiplied(left, right)
  if (part.operator === '/') {
    const quotient = divided(left, right)
    if (quotient === null) throw new Unworkable('AGREEMENT_DIVIDED_BY_ZERO', part.right, 'the divisor is zero')
    return quotient
  }
  const order = compareRatios(left, right)
  if (part.operator === '<') return order < 0
  if (part.operator === '<=') return order <= 0
  return part.operator === '>' ? order > 0 : order >= 0
}

const isSame = (a: Value, b: Value): boolean =>
  typeof a === 'object' && typeof b === 'object' ? compareRatios(a, b) === 0 : a === b

const CALLS: Readonly<Record<string, (call: Call, desk: Desk) => Value>> = {
  min: (call, desk) => call.args.map((arg) => counted(arg, desk)).reduce((a, b) => (compareRatios(b, a) < 0 ? b : a)),
  max: (call, desk) => call.args.map((arg) => counted(arg, desk)).reduce((a, b) => (compareRatios(b, a) > 0 ? b : a)),
  if: ({ args: [condition, yes, no] }, desk) =>
    evaluateExpression(evaluateExpression(condition!, desk) === true ? yes! : no!, desk),
  round: (call, desk) => lowest(roundRatio(counted(call.args[0]!, desk), desk.scope.roundings[nameAt(call, 1)]!)),
  bands: bandsValue,
  lookup: (call, desk) => lookUp(desk.scope.lookups[nameAt(call, 0)]!, evaluateExpression(call.args[1]!, desk), call),
  sum: sumValue,
  count: (call, desk) => ({ n: BigInt(desk.rows(nameAt(call, 0)).length), d: 1n }),
}

function sumValue(call: Call, desk: Desk): Ratio {
  const rows = desk.rows(nameAt(call, 0))
  return rows.reduce((sum: Ratio, row, index) => {
    const inside: Desk = {
      ...desk,
      value: (name) => (Object.hasOwn(row, name) ? row[name]! : desk.value(name)),
      note: (step) => desk.note({ ...step, of: `${step.of} [row ${index + 1}]` }),
    }
    const next = added(sum, counted(call.args[1]!, inside))
    if (isTooLong(next))
      throw new Unworkable('AGREEMENT_NUMBER_TOO_LONG', call, 'too many different divisors; round each row')
    return next
  }, ZERO_RATIO)
}

/** Marginal: each part of the value is multiplied by the share of the band it lies in. */
function bandsValue(call: Call, desk: Desk): Ratio {
  const [valuePart, , basePart] = call.args
  const value = counted(valuePart!, desk)
  if (value.n < 0n)
    throw new Unworkable('AGREEMENT_BANDS_BELOW_ZERO', valuePart!, 'bands begin at zero; say max(…) around the value')
  const table = desk.scope.bands[nameAt(call, 1)]!
  const base = basePart ? counted(basePart, desk) : { n: 1n, d: 1n }
  if (base.n < 0n) throw new Unworkable('AGREEMENT_BANDS_BELOW_ZERO', basePart!, 'the base of bands is below zero')
  return cutBands(table, value, base, (index, inside, share) =>
    desk.note({
      at: call.start + 1,
      of: `band ${index + 1}: ${ratioText(inside)} × ${ratioText(share)}`,
      is: ratioText(multiplied(inside, share)),
    }),
  )
}

function cutBands(
  table: BandTable,
  value: Ratio,
  base: Ratio,
  note: (index: number, inside: Ratio, share: Ratio) => void,
): Ratio {
  let sum: Ratio = ZERO_RATIO
  let from: Ratio = ZERO_RATIO
  for (const [index, { upTo, share }] of table.rows.entries()) {
    const end = upTo === null ? value : multiplied(upTo, base)
    const reached = compareRatios(end, value) < 0 ? end : value
    if (compareRatios(reached, from) <= 0) continue
    const inside = taken(reached, from)
    note(index, inside, share)
    sum = added(sum, multiplied(inside, share))
    from = reached
  }
  return sum
}

function lookUp(table: LookupTable, key: Value, call: Call): Ratio {
  const fits = (row: LookupTable['rows'][number]): boolean =>
    table.match === 'exact' ? isSame(row.key, key) : compareRatios(row.key as Ratio, key as Ratio) <= 0
  // rows of `atLeast` stand in ascending order, so the last that is reached is the highest
  const found = table.rows.filter(fits).at(-1)?.is ?? table.otherwise
  if (found) return found
  throw new Unworkable('AGREEMENT_LOOKUP_EMPTY', call, `tables.${nameAt(call, 0)} has no row for ${valueText(key)}`)
}
