import type { Fen } from '@medsettle/money'
import { plus, type Ratio, times, ZERO_RATIO } from '@medsettle/money/ratio'
import { exactFen, roundFen } from '../rules/fen-ratio.ts'
import { splitExactly } from '../rules/split-exactly.ts'

/** What both methods would pay one institution, fen. */
export interface OldAndNew {
  readonly old: Fen
  readonly new: Fen
}

/**
 * old × its share + new × its share for each institution. Only their sum is rounded (half up); the parts are those of the exact
 * amounts, so that 1 and 0 give exactly the old payments and 0 and 1 exactly the new ones.
 */
export function blend(payments: readonly OldAndNew[], share: { readonly old: Ratio; readonly new: Ratio }): Fen[] {
  const exact = payments.map((one) => plus(times(exactFen(one.old), share.old), times(exactFen(one.new), share.new)))
  const total = exact.reduce<Ratio>((sum, one) => plus(sum, one), ZERO_RATIO)
  return splitExactly(roundFen(total, 'halfUp'), exact)
}
