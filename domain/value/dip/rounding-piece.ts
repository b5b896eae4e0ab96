import { type Ratio, ratioText, roundRatio } from '@medsettle/money/ratio'
import { z } from 'zod'
import { exactNonNegative, exactShare, wholeNumber } from '../document/read-document.ts'

/** Where a rule of points rounds, and how. */
export const roundingPiece = z.strictObject({
  decimals: wholeNumber.refine((value) => value <= 12, 'at most 12 decimals'),
  mode: z.enum(['halfUp', 'halfEven', 'down', 'up']),
})

export const aboveZero = exactNonNegative.refine((value) => value.n > 0n, 'this must be above zero')
export const shareAboveZero = exactShare.refine((value) => value.n > 0n, 'this must be above zero')

/** For people: a number that no decimal holds with six decimals and the sign that it goes on. */
export function nearText(value: Ratio): string {
  const exact = ratioText(value)
  return exact.includes('/') ? `${ratioText(roundRatio(value, { decimals: 6, mode: 'down' }))}…` : exact
}
