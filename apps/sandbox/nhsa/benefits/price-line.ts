import { type Fen, mulRatio, multiplyDecimals, parseDecimal, subtract, ZERO } from '@medsettle/money'

/** An item of the insurance catalogue. */
export interface CatalogueEntry {
  readonly listCode: string
  readonly name: string
  readonly itemClass: '甲' | '乙' | '丙'
  /** med_chrgitm_type 01 … 14 */
  readonly chargeCategory: string
  /** selfpay_prop as decimal text */
  readonly selfPayFirstRatio: string
  /** pric_uplmt_amt in yuan, null when there is no ceiling */
  readonly priceCeiling: string | null
}

/** A charge line as the insurer cuts it (I7): amount = ownExpense + overLimit + selfPayFirst + inScope, all in fen. */
export interface LineSplit {
  readonly amount: Fen
  readonly ownExpense: Fen
  readonly overLimit: Fen
  readonly selfPayFirst: Fen
  readonly inScope: Fen
}

/**
 * Cuts one line. Every product is rounded once, half away from zero; a negative count mirrors the positive line.
 * @param cnt quantity as decimal text @param pric unit price in yuan as decimal text
 * @param entry null when the catalogue does not know the code: the patient pays it all
 */
export function priceLine(cnt: string, pric: string, entry: CatalogueEntry | null): LineSplit {
  const amount = multiplyDecimals(cnt, pric)
  if (entry === null || entry.itemClass === '丙')
    return { amount, ownExpense: amount, overLimit: ZERO, selfPayFirst: ZERO, inScope: ZERO }
  const ceiling = entry.priceCeiling
  const capped = ceiling !== null && exceeds(pric, ceiling) ? multiplyDecimals(cnt, ceiling) : amount
  const selfPayFirst = mulRatio(capped, entry.selfPayFirstRatio)
  return {
    amount,
    ownExpense: ZERO,
    overLimit: subtract(amount, capped),
    selfPayFirst,
    inScope: subtract(capped, selfPayFirst),
  }
}

function exceeds(left: string, right: string): boolean {
  const a = parseDecimal(left)
  const b = parseDecimal(right)
  return a.digits * 10n ** BigInt(b.scale) > b.digits * 10n ** BigInt(a.scale)
}
