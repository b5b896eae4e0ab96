import type { Fen } from '@medsettle/money'
import { compareRatios, minus, plus, type Ratio, ratioText, times, ZERO_RATIO } from '@medsettle/money/ratio'
import type { ShareBands } from './clearing-rules.ts'

export interface BandPart {
  /** fen, exact; rounded where it becomes a line */
  readonly amount: Ratio
  /** yuan: `15000 × 1 + 500 × 0.4` */
  readonly how: string
}

const fenRatio = (amount: Fen): Ratio => ({ n: BigInt(amount), d: 1n })
const yuanText = ({ n, d }: Ratio): string => ratioText({ n, d: d * 100n })

/**
 * What the bands give of a distance, each band only of the part that lies in it, so that one fen more never costs the hospital what
 * it had before (facts dip §8: summed marginally, with caps).
 * @param distance fen, zero or more @param standard fen: what the bands' ends are shares of
 */
export function shareOfBands({ bands, cap }: ShareBands, distance: Fen, standard: Fen): BandPart {
  const whole = fenRatio(distance)
  let from = ZERO_RATIO
  let given = ZERO_RATIO
  const parts: string[] = []
  for (const { upTo, share } of bands) {
    const end = upTo === null ? whole : times(fenRatio(standard), upTo)
    const to = compareRatios(whole, end) < 0 ? whole : end
    if (compareRatios(to, from) <= 0) break
    const inside = minus(to, from)
    given = plus(given, times(inside, share))
    parts.push(`${yuanText(inside)} × ${ratioText(share)}`)
    from = to
  }
  const limit = cap === undefined ? null : times(fenRatio(standard), cap)
  const how = parts.length === 0 ? '0' : parts.join(' + ')
  if (limit === null || compareRatios(given, limit) <= 0) return { amount: given, how }
  return { amount: limit, how: `${how}, at most ${yuanText(limit)}` }
}
