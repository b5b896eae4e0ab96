import { add, type Fen, formatYuan, subtract, ZERO } from '@medsettle/money'
import type { PricedLine } from './bill.ts'
import { type BillFinding, billRefusal } from './bill-refusal.ts'
import { PRICE_SCALE, QUANTITY_SCALE, scaled } from './decimal-text.ts'

/** What is still there of a charged line while negative lines take parts of it back. */
interface Charged {
  readonly line: PricedLine
  /** 10^−4 units */
  quantityLeft: bigint
  amountLeft: Fen
}

/** All positive lines of one bill, by line number. */
export type ChargedLines = ReadonlyMap<string, Charged>

export function chargedLines(lines: readonly PricedLine[]): ChargedLines {
  return new Map(lines.map((line) => [line.lineNo, charged(line)]))
}

const charged = (line: PricedLine): Charged => ({
  line,
  quantityLeft: scaled(line.quantity, QUANTITY_SCALE),
  amountLeft: line.amount,
})

/** The parts of a negative line that decide what it takes back. */
export interface TakingBack {
  readonly lineNo: string
  readonly refundsLineNo?: string
  readonly listCode: string
  readonly quantity: string
  readonly unitPrice: string
}

/**
 * The charged line a negative line belongs to. Class, ratio and price ceiling of the negative line are those of its
 * original, so that a catalogue change in between cannot give back under other terms than were charged.
 * @throws RefusalError BILL_REFUND_WITHOUT_LINE, BILL_REFUND_OTHER_CODE, BILL_REFUND_OTHER_PRICE
 */
export function findOriginal(taking: TakingBack, place: string, lines: ChargedLines): PricedLine {
  const found = taking.refundsLineNo === undefined ? undefined : lines.get(taking.refundsLineNo)
  if (!found)
    throw billRefusal(
      'BILL_REFUND_WITHOUT_LINE',
      `${place}.refundsLineNo`,
      `negative line ${taking.lineNo} points to no positive line of this bill`,
    )
  const { line } = found
  if (line.listCode !== taking.listCode)
    throw billRefusal(
      'BILL_REFUND_OTHER_CODE',
      `${place}.listCode`,
      `line ${line.lineNo} was charged as ${line.listCode}`,
    )
  if (scaled(line.unitPrice, PRICE_SCALE) !== scaled(taking.unitPrice, PRICE_SCALE))
    throw billRefusal(
      'BILL_REFUND_OTHER_PRICE',
      `${place}.unitPrice`,
      `line ${line.lineNo} was charged at ${line.unitPrice}`,
    )
  return line
}

/**
 * Takes a negative line off what is left of its original.
 * @throws RefusalError BILL_REFUND_EXCEEDS when quantity or amount would fall below zero
 */
export function takeBack(negative: PricedLine, place: string, lines: ChargedLines): void {
  const original = lines.get(negative.refundsLineNo!)!
  const quantityLeft = original.quantityLeft + scaled(negative.quantity, QUANTITY_SCALE)
  const amountLeft = add(original.amountLeft, negative.amount)
  if (quantityLeft < 0n || amountLeft < 0)
    throw billRefusal(
      'BILL_REFUND_EXCEEDS',
      `${place}.quantity`,
      `line ${negative.lineNo} takes back ${formatYuan(subtract(ZERO, negative.amount))} yuan, ` +
        `${formatYuan(original.amountLeft)} yuan of line ${original.line.lineNo} are left`,
    )
  original.quantityLeft = quantityLeft
  original.amountLeft = amountLeft
}

/** 3 × 0.333 is charged as 1.00 but taken back one by one as 0.99: the fen that rounding leaves is shown, not hidden. */
export function findRoundingLeft(lines: ChargedLines): BillFinding[] {
  return [...lines.values()]
    .filter((each) => each.quantityLeft === 0n && each.amountLeft !== 0)
    .map((each) => ({
      code: 'BILL_FOUND_ROUNDING_LEFT',
      lineNo: each.line.lineNo,
      message: `明细 ${each.line.lineNo} 数量已全部退回，逐次四舍五入后仍余 ${formatYuan(each.amountLeft)} 元`,
    }))
}
