import { parseDecimal } from '@medsettle/money'

/** Decimals of quantities (cnt 16,4), unit prices (pric 16,6) and ratios (selfpay_prop 5,4) on the wire. */
export const QUANTITY_SCALE = 4
export const PRICE_SCALE = 6
export const RATIO_SCALE = 4

/**
 * Decimal text as a whole number of 10^−`scale`: `scaled("1.5", 4)` is 15000n. Exact comparison and addition of quantities.
 * @throws MoneyError MONEY_BAD_TEXT when the text is no decimal; RangeError when it is finer than `scale`
 */
export function scaled(text: string, scale: number): bigint {
  const decimal = parseDecimal(text)
  const missing = scale - decimal.scale
  if (missing >= 0) return decimal.digits * 10n ** BigInt(missing)
  const unit = 10n ** BigInt(-missing)
  if (decimal.digits % unit !== 0n) throw new RangeError(`"${text}" has more than ${scale} decimals`)
  return decimal.digits / unit
}
