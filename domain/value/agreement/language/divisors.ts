import type { Ratio } from '@medsettle/money/ratio'
import { type Binary, type Call, type Expression, isCounted } from './expression.ts'
import { insideRow, own, type Scope, type Sign } from './scope.ts'
import { nameAt } from './unit-of.ts'

/** What a branch of `if` may rely on: texts of parts that are positive, or at least not zero, there. */
interface Known {
  readonly positive: ReadonlySet<string>
  readonly notZero: ReadonlySet<string>
}

/**
 * Divisions whose divisor is zero, or may be, as far as bounds of facts, signs and the conditions around them tell. Facts that must
 * be positive say so (`"above": "0"`); others are asked first: `if(b > 0, a / b, 0)`.
 */
export function checkDivisors(
  whole: Expression,
  scope: Scope,
  report: (part: Expression, isSurelyZero: boolean) => void,
): void {
  const walk = (part: Expression, known: Known, within: Scope): void => {
    if (part.kind === 'prefix') walk(part.operand, known, within)
    if (part.kind === 'call') return walkCall(part, known, within)
    if (part.kind !== 'binary') return
    walk(part.left, known, within)
    walk(part.right, known, within)
    if (part.operator !== '/') return
    const isZero = part.right.kind === 'literal' && (part.right.value as Ratio).n === 0n
    if (isZero || !cannotBeZero(part.right, known, within)) report(part.right, isZero)
  }
  const walkCall = (call: Call, known: Known, within: Scope): void => {
    const [first, yes, no] = call.args
    if (call.name === 'if' && call.args.length === 3) {
      walk(first!, known, within)
      walk(yes!, knowing(known, first!, true), within)
      return walk(no!, knowing(known, first!, false), within)
    }
    const columns = call.name === 'sum' ? within.columns(nameAt(call, 0)) : undefined
    for (const arg of call.args) walk(arg, known, columns ? insideRow(within, columns) : within)
  }
  walk(whole, { positive: new Set(), notZero: new Set() }, scope)
}

const cannotBeZero = (part: Expression, known: Known, scope: Scope): boolean =>
  known.notZero.has(keyOf(part)) || signOf(part, scope, known) === 'positive'

const NOTHING: Known = { positive: new Set(), notZero: new Set() }

/** Positive, not negative, or no word about it. */
export function signOf(part: Expression, scope: Scope, known: Known = NOTHING): Sign {
  if (known.positive.has(keyOf(part))) return 'positive'
  if (part.kind === 'literal') return isCounted(part.unit) ? signOfRatio(part.value as Ratio) : 'any'
  if (part.kind === 'name') return scope.named(part.name)?.sign ?? 'any'
  if (part.kind === 'prefix') return 'any'
  return part.kind === 'binary' ? binarySign(part, scope, known) : callSign(part, scope, known)
}

export const signOfRatio = ({ n }: Ratio): Sign => (n > 0n ? 'positive' : n === 0n ? 'notNegative' : 'any')

function binarySign(part: Binary, scope: Scope, known: Known): Sign {
  const left = signOf(part.left, scope, known)
  const right = signOf(part.right, scope, known)
  if (left === 'any' || right === 'any') return 'any'
  const isPositive = left === 'positive' && right === 'positive'
  if (part.operator === '*' || part.operator === '/') return isPositive ? 'positive' : 'notNegative'
  if (part.operator === '+') return left === 'positive' || right === 'positive' ? 'positive' : 'notNegative'
  return 'any'
}

function callSign(call: Call, scope: Scope, known: Known): Sign {
  const signs = (args: readonly Expression[]): Sign[] => args.map((arg) => signOf(arg, scope, known))
  if (call.name === 'max') return highest(signs(call.args))
  if (call.name === 'min') return lowestOf(signs(call.args))
  if (call.name === 'if' && call.args.length === 3) {
    const [condition, yes, no] = call.args
    return lowestOf([
      signOf(yes!, scope, knowing(known, condition!, true)),
      signOf(no!, scope, knowing(known, condition!, false)),
    ])
  }
  if (call.name === 'round') return signs(call.args.slice(0, 1))[0] === 'any' ? 'any' : 'notNegative'
  if (call.name === 'bands' || call.name === 'count') return 'notNegative'
  if (call.name === 'lookup') return lookupSign(call, scope)
  const columns = scope.columns(nameAt(call, 0))
  const inside = columns && call.args[1] ? signOf(call.args[1], insideRow(scope, columns), known) : 'any'
  // a table may have no rows
  return inside === 'any' ? 'any' : 'notNegative'
}

function lookupSign(call: Call, scope: Scope): Sign {
  const table = own(scope.lookups, nameAt(call, 0))
  if (!table) return 'any'
  const values = table.rows.map(({ is }) => is)
  return lowestOf([...values, ...(table.otherwise ? [table.otherwise] : [])].map(signOfRatio))
}

const RANK: Readonly<Record<Sign, number>> = { any: 0, notNegative: 1, positive: 2 }
const lowestOf = (signs: readonly Sign[]): Sign => signs.reduce((a, b) => (RANK[a] < RANK[b] ? a : b), 'positive')
const highest = (signs: readonly Sign[]): Sign => signs.reduce((a, b) => (RANK[a] > RANK[b] ? a : b), 'any')

/** What is known where a condition holds, or does not. */
function knowing(known: Known, condition: Expression, holds: boolean): Known {
  if (condition.kind !== 'binary') return known
  const { operator, left, right } = condition
  if (operator === 'and' && holds) return knowing(knowing(known, left, true), right, true)
  if (operator === 'or' && !holds) return knowing(knowing(known, left, false), right, false)
  const isZero = (part: Expression): boolean => part.kind === 'literal' && signOfZero(part)
  const add = (part: Expression, list: keyof Known): Known => ({
    ...known,
    [list]: new Set([...known[list], keyOf(part)]),
  })
  if ((operator === '!=' && holds) || (operator === '=' && !holds))
    return isZero(right) ? add(left, 'notZero') : isZero(left) ? add(right, 'notZero') : known
  const greater = holds ? operator === '>' : operator === '<='
  const less = holds ? operator === '<' : operator === '>='
  if (greater && isNotBelowZero(right)) return add(left, 'positive')
  if (less && isNotBelowZero(left)) return add(right, 'positive')
  return known
}

const signOfZero = (part: Expression): boolean =>
  part.kind === 'literal' && isCounted(part.unit) && (part.value as Ratio).n === 0n
const isNotBelowZero = (part: Expression): boolean => part.kind === 'literal' && isCounted(part.unit)

/** The same for equal parts, wherever they stand. */
function keyOf(part: Expression): string {
  return JSON.stringify(part, (key, value) =>
    key === 'start' || key === 'end' ? undefined : typeof value === 'bigint' ? `${value}` : value,
  )
}
