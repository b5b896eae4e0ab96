import { type Fen, formatYuan, MoneyError, multiplyDecimals, parseYuan, subtract, sum } from '@medsettle/money'
import type { CatalogueItem, PricedLine } from './bill.ts'
import type { StatedLine } from './bill-input.ts'
import { type BillFinding, billRefusal } from './bill-refusal.ts'
import type { Catalogue } from './catalogue.ts'
import { dropDuplicates, type PlacedLine } from './drop-duplicates.ts'
import { type ChargedLines, chargedLines, findOriginal, findRoundingLeft, takeBack } from './take-back.ts'

export interface PricedLines {
  /** in the order they came */
  readonly lines: readonly PricedLine[]
  /** fen, > 0, = Σ lines.amount */
  readonly total: Fen
  readonly findings: readonly BillFinding[]
}

/** The terms under which a line is charged: what the catalogue says of its code. */
type Terms = Pick<PricedLine, 'itemClass' | 'chargeCategory' | 'selfPayFirstRatio' | 'priceCeiling'>

/** A code the catalogue does not know is paid by the patient and said to be so; the insurer would do the same. */
const UNKNOWN_CODE: Terms = { itemClass: '丙', chargeCategory: '14', selfPayFirstRatio: '1', priceCeiling: null }

/**
 * Prices charge lines: amount = quantity × unit price, rounded half up once per line (facts: I7), under the catalogue entry
 * in force on the day of the charge. Duplicates are dropped with a finding, negative lines are checked against what was
 * charged. The order of the lines decides nothing.
 * @throws RefusalError BILL_LINE_NO_REUSED, BILL_QUANTITY_ZERO, BILL_NUMBER_TOO_LARGE, BILL_AMOUNT_DIFFERS, BILL_REFUND_…,
 * BILL_TOTAL_NOT_POSITIVE, BILL_NO_LINES
 */
export function priceLines(lines: readonly StatedLine[], catalogue: Catalogue): PricedLines {
  if (lines.length === 0) throw billRefusal('BILL_NO_LINES', 'lines', 'the bill has no charge lines')
  const { kept, findings } = dropDuplicates(lines)
  const amounts = kept.map(amountOf)
  const charges = kept.flatMap((placed, i) => {
    if (amounts[i]!.sign < 0) return []
    return [{ placed, line: withTerms(placed.line, amounts[i]!.amount, lookUp(placed, catalogue, findings)) }]
  })
  const originals = chargedLines(charges.map((each) => each.line))
  const negatives = kept.flatMap((placed, i) => {
    if (amounts[i]!.sign > 0) return []
    return [{ placed, line: priceNegative(placed, amounts[i]!.amount, originals) }]
  })
  const inOrder = [...charges, ...negatives].sort((a, b) => a.placed.index - b.placed.index).map((each) => each.line)
  return {
    lines: inOrder,
    total: totalOf(inOrder),
    findings: [...findings, ...findRoundingLeft(originals)],
  }
}

function amountOf({ line, index }: PlacedLine): { amount: Fen; sign: number } {
  const place = `lines[${index}]`
  if (/^-?[0.]+$/.test(line.quantity))
    throw billRefusal('BILL_QUANTITY_ZERO', `${place}.quantity`, `line ${line.lineNo} charges nothing`)
  const amount = multiplyOrRefuse(line, place)
  const stated = line.statedAmount === undefined ? amount : parseYuan(line.statedAmount)
  if (stated !== amount)
    throw billRefusal(
      'BILL_AMOUNT_DIFFERS',
      `${place}.statedAmount`,
      `line ${line.lineNo} states ${formatYuan(stated)} yuan, quantity × price is ${formatYuan(amount)} yuan ` +
        `(off by ${subtract(stated, amount)} fen)`,
    )
  return { amount, sign: line.quantity.startsWith('-') ? -1 : 1 }
}

function multiplyOrRefuse(line: StatedLine, place: string): Fen {
  try {
    return multiplyDecimals(line.quantity, line.unitPrice)
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw billRefusal(
      'BILL_NUMBER_TOO_LARGE',
      `${place}.quantity`,
      `line ${line.lineNo}: the amount cannot be held exactly`,
    )
  }
}

function lookUp({ line }: PlacedLine, catalogue: Catalogue, findings: BillFinding[]): CatalogueItem | null {
  const found = catalogue.find(line.listCode, line.occurredAt.slice(0, 10))
  if (!found)
    findings.push({
      code: 'BILL_FOUND_UNKNOWN_CODE',
      lineNo: line.lineNo,
      message: `明细 ${line.lineNo} 的目录编码 ${line.listCode} 在费用发生日无有效目录，按丙类（全自费）计`,
    })
  return found
}

/** 2204 rows carry no item name: the catalogue's name, or else the hospital's own code, stands in. */
function withTerms(line: StatedLine, amount: Fen, entry: CatalogueItem | null): PricedLine {
  const { statedAmount: _checked, ...charge } = line
  return {
    ...charge,
    name: charge.name || entry?.name || charge.hospitalCode,
    amount,
    ...termsOf(entry ?? UNKNOWN_CODE),
  }
}

const termsOf = (terms: Terms): Terms => ({
  itemClass: terms.itemClass,
  chargeCategory: terms.chargeCategory,
  selfPayFirstRatio: terms.selfPayFirstRatio,
  priceCeiling: terms.priceCeiling,
})

function priceNegative({ line, index }: PlacedLine, amount: Fen, originals: ChargedLines): PricedLine {
  const place = `lines[${index}]`
  const original = findOriginal(line, place, originals)
  const { statedAmount: _checked, ...charge } = line
  const negative = { ...charge, name: charge.name || original.name, amount, ...termsOf(original) }
  takeBack(negative, place, originals)
  return negative
}

function totalOf(lines: readonly PricedLine[]): Fen {
  const total = sumOrRefuse(lines)
  if (total <= 0) throw billRefusal('BILL_TOTAL_NOT_POSITIVE', 'lines', `the lines add up to ${formatYuan(total)} yuan`)
  return total
}

function sumOrRefuse(lines: readonly PricedLine[]): Fen {
  try {
    return sum(lines.map((line) => line.amount))
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error
    throw billRefusal('BILL_NUMBER_TOO_LARGE', 'lines', 'the total cannot be held exactly')
  }
}
