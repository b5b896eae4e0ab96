import { divideRounded, type Fen, fenFromBigInt, type Rounding } from '@medsettle/money'
import type { Ratio } from '@medsettle/money/ratio'

/** An amount as an exact fraction of fen, for products that are rounded once at their end. */
export const exactFen = (amount: Fen): Ratio => ({ n: BigInt(amount), d: 1n })

/** The one place where an exact fraction of fen becomes whole fen. @throws MoneyError MONEY_OUT_OF_RANGE */
export const roundFen = ({ n, d }: Ratio, rounding: Rounding): Fen => fenFromBigInt(divideRounded(n, d, rounding))
