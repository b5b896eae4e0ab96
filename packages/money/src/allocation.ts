import { parseDecimal } from './decimal.ts'
import { type Fen, fen, fenFromBigInt, MoneyError } from './fen.ts'

/** Percentages are decimal text (`"12.5"`), fractions two whole numbers (`[1, 3]`): no binary fraction touches money. */
export type Share =
  | { readonly percent: string; readonly fraction?: never }
  | { readonly fraction: readonly [numerator: number, denominator: number]; readonly percent?: never }
  | { readonly percent?: never; readonly fraction?: never }

/**
 * Who gets what. With a share: that part of what is to be shared, at most `upTo`. Without: as much as there is, at most `upTo`,
 * taken before anything is shared, in the order written.
 */
export type AllocationPart = Share & {
  readonly to: string
  /** fen */
  readonly upTo?: number
}

/** Where the fen go that exact shares leave over when they become whole fen; `largestRemainder` one by one, the others all. */
export type RemainderRule = 'first' | 'last' | 'largest' | 'largestRemainder'

/** An allocation as data: it can be stored, shown and read by somebody who is no programmer. */
export interface AllocationPlan {
  readonly parts: readonly AllocationPart[]
  /** who gets what the parts do not take; `keep`: it stays where it is. Needed unless the shares add up to one without caps. */
  readonly rest?: 'keep' | { readonly to: string }
  /** `largestRemainder` when it is not said */
  readonly remainder?: RemainderRule
}

export interface Allocation {
  /** one per part in the order of the plan, then the one that gets the rest */
  readonly parts: readonly { readonly to: string; readonly amount: Fen }[]
  /** what stays where it is, fen */
  readonly kept: Fen
}

/** A share as a whole-number fraction, 0 ≤ numerator ≤ denominator. */
interface Ratio {
  readonly index: number
  readonly numerator: bigint
  readonly denominator: bigint
}

/**
 * Splits `total` by a plan and loses nothing: parts and what is kept add up to it. First come the parts without a share, then
 * the shares of what is left; a cap cuts a part after its remainder, and what it cuts off goes to the rest.
 *
 * Left-over fen go to the largest remainders, to the earlier part among equal ones, so another order of the parts changes no
 * part by more than one fen, and none when no two remainders are equal. `first`, `last` and `largest` give all of them to one.
 * Negative totals mirror positive ones.
 * @throws MoneyError MONEY_BAD_PLAN, MONEY_BAD_FRACTION, MONEY_FRACTIONS_ABOVE_ONE, MONEY_BAD_CAP, MONEY_NO_REST, each with place
 */
export function allocateByPlan(total: Fen, plan: AllocationPlan): Allocation {
  const ratios = checkPlan(plan)
  const amounts = plan.parts.map(() => 0n)
  const whole = BigInt(Math.abs(fen(total)))
  let left = whole
  for (const [index, part] of plan.parts.entries()) {
    if (isShare(part)) continue
    amounts[index] = smaller(left, BigInt(part.upTo!))
    left -= amounts[index]!
  }
  for (const [position, amount] of shares(left, ratios, plan.remainder ?? 'largestRemainder').entries()) {
    const { index } = ratios[position]!
    const { upTo } = plan.parts[index]!
    amounts[index] = upTo === undefined ? amount : smaller(amount, BigInt(upTo))
  }
  const rest = whole - amounts.reduce((sum, amount) => sum + amount, 0n)
  const signed = (amount: bigint): Fen => fenFromBigInt(total < 0 ? -amount : amount)
  const parts = plan.parts.map(({ to }, index) => ({ to, amount: signed(amounts[index]!) }))
  if (plan.rest === undefined || plan.rest === 'keep') return { parts, kept: signed(rest) }
  return { parts: [...parts, { to: plan.rest.to, amount: signed(rest) }], kept: signed(0n) }
}

const isShare = (part: AllocationPart): boolean => part.percent !== undefined || part.fraction !== undefined
const smaller = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** Whole fen of `base` for each ratio; together the whole fen of their sum, so that ratios that add up to one take everything. */
function shares(base: bigint, ratios: readonly Ratio[], rule: RemainderRule): bigint[] {
  const common = ratios.reduce((product, { denominator }) => product * denominator, 1n)
  const exact = ratios.map(({ numerator, denominator }) => (base * numerator * common) / denominator)
  const amounts = exact.map((amount) => amount / common)
  const due = exact.reduce((sum, amount) => sum + amount, 0n) / common
  let over = due - amounts.reduce((sum, amount) => sum + amount, 0n)
  for (const index of inTurn(exact, common, rule)) {
    const given = rule === 'largestRemainder' ? smaller(over, 1n) : over
    amounts[index]! += given
    over -= given
  }
  return amounts
}

/** Who gets left-over fen, in turn; a share of nothing never does. */
function inTurn(exact: readonly bigint[], common: bigint, rule: RemainderRule): number[] {
  const shared = exact.flatMap((amount, index) => (amount === 0n ? [] : [index]))
  if (rule === 'first') return shared
  if (rule === 'last') return shared.reverse()
  const size = (index: number): bigint => (rule === 'largest' ? exact[index]! : exact[index]! % common)
  return shared.sort((a, b) => (size(a) === size(b) ? a - b : size(a) > size(b) ? -1 : 1))
}

const RULES: readonly string[] = ['first', 'last', 'largest', 'largestRemainder'] satisfies RemainderRule[]

function checkPlan({ parts, rest, remainder }: AllocationPlan): Ratio[] {
  if (!Array.isArray(parts) || parts.length === 0)
    throw refuse('MONEY_BAD_PLAN', 'parts', 'a plan has at least one part')
  if (remainder !== undefined && !RULES.includes(remainder))
    throw refuse('MONEY_BAD_PLAN', 'remainder', `choose one of ${RULES.join(', ')}`)
  if (rest !== undefined && rest !== 'keep' && (typeof rest?.to !== 'string' || rest.to === ''))
    throw refuse('MONEY_BAD_PLAN', 'rest', 'the rest is kept, or goes to somebody')
  const ratios: Ratio[] = []
  let sum = { numerator: 0n, denominator: 1n }
  for (const [index, part] of parts.entries()) {
    const place = `parts[${index}]`
    checkPart(part, place)
    if (!isShare(part)) continue
    const ratio = ratioOf(part, place)
    sum = {
      numerator: sum.numerator * ratio.denominator + ratio.numerator * sum.denominator,
      denominator: sum.denominator * ratio.denominator,
    }
    if (sum.numerator > sum.denominator)
      throw refuse('MONEY_FRACTIONS_ABOVE_ONE', place, 'with this part the shares are more than the whole')
    ratios.push({ index, ...ratio })
  }
  const takesAll = sum.numerator === sum.denominator && ratios.every(({ index }) => parts[index]!.upTo === undefined)
  if (rest === undefined && !takesAll)
    throw refuse('MONEY_NO_REST', 'rest', 'something may be left over: say who gets the rest, or "keep"')
  return ratios
}

function checkPart(part: AllocationPart, place: string): void {
  if (typeof part?.to !== 'string' || part.to === '')
    throw refuse('MONEY_BAD_PLAN', `${place}.to`, 'a part goes to somebody')
  if (part.percent !== undefined && part.fraction !== undefined)
    throw refuse('MONEY_BAD_PLAN', place, 'a percentage or a fraction, not both')
  if (part.upTo === undefined ? !isShare(part) : !Number.isSafeInteger(part.upTo) || part.upTo < 0)
    throw refuse('MONEY_BAD_CAP', `${place}.upTo`, `${part.upTo} is not a number of whole fen, zero or more`)
}

function ratioOf({ percent, fraction }: AllocationPart, place: string): Omit<Ratio, 'index'> {
  if (fraction !== undefined) {
    const [numerator, denominator] = fraction
    const isWhole = fraction.length === 2 && Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator)
    if (!isWhole || numerator < 0 || denominator <= 0)
      throw refuse('MONEY_BAD_FRACTION', `${place}.fraction`, 'a fraction is two whole numbers, the second above zero')
    return { numerator: BigInt(numerator), denominator: BigInt(denominator) }
  }
  try {
    if (typeof percent !== 'string') throw new TypeError('a number has no exact text')
    const { digits, scale } = parseDecimal(percent)
    if (digits >= 0n) return { numerator: digits, denominator: 100n * 10n ** BigInt(scale) }
  } catch {
    // said below with its place
  }
  throw refuse('MONEY_BAD_FRACTION', `${place}.percent`, 'a percentage is decimal text of zero or more, like "12.5"')
}

const refuse = (code: ConstructorParameters<typeof MoneyError>[0], place: string, message: string): MoneyError =>
  new MoneyError(code, `${place}: ${message}`, place)
