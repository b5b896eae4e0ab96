import { add, type Fen, mulRatio, multiplyDecimals, subtract, ZERO } from '@medsettle/money'
import type { PricedLine } from '../bill/bill.ts'
import { PRICE_SCALE, scaled } from '../bill/decimal-text.ts'

/** How one line, or a whole bill, falls apart before any fund pays: amount = the four parts (I1, I7). Fen. */
export interface Scope {
  /** 全自费 */
  readonly ownExpense: Fen
  /** 超限价 */
  readonly overLimit: Fen
  /** 先行自付 */
  readonly selfPayFirst: Fen
  /** 符合政策范围 */
  readonly inScope: Fen
}

/**
 * 丙: all of it is the patient's. Otherwise the part above the price ceiling, then the share paid first, and the rest is in
 * scope. Every product is rounded half away from zero once, so a negative line mirrors the positive one (facts: I7; the
 * order ceiling → share is that of the sample policy and [R] elsewhere).
 */
export function splitLine(line: PricedLine): Scope {
  if (line.itemClass === '丙') return { ownExpense: line.amount, overLimit: ZERO, selfPayFirst: ZERO, inScope: ZERO }
  const overLimit = overCeiling(line)
  const underCeiling = subtract(line.amount, overLimit)
  const selfPayFirst = mulRatio(underCeiling, line.selfPayFirstRatio)
  return { ownExpense: ZERO, overLimit, selfPayFirst, inScope: subtract(underCeiling, selfPayFirst) }
}

function overCeiling(line: PricedLine): Fen {
  if (line.priceCeiling === null || !isAbove(line.unitPrice, line.priceCeiling)) return ZERO
  return subtract(line.amount, multiplyDecimals(line.quantity, line.priceCeiling))
}

const isAbove = (price: string, ceiling: string): boolean => scaled(price, PRICE_SCALE) > scaled(ceiling, PRICE_SCALE)

/** The parts of all lines added up; the order of the lines decides nothing. */
export function splitLines(lines: readonly PricedLine[]): Scope {
  return lines.map(splitLine).reduce(
    (total, scope) => ({
      ownExpense: add(total.ownExpense, scope.ownExpense),
      overLimit: add(total.overLimit, scope.overLimit),
      selfPayFirst: add(total.selfPayFirst, scope.selfPayFirst),
      inScope: add(total.inScope, scope.inScope),
    }),
    { ownExpense: ZERO, overLimit: ZERO, selfPayFirst: ZERO, inScope: ZERO },
  )
}
