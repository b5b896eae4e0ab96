import type { Fen } from '@medsettle/money'
import { roundRatio } from '@medsettle/money/ratio'

/** `+3.25`: change ÷ before in percent, exact until it is rounded half up to two decimals; empty when there was nothing before. */
export function percentText(change: Fen, before: Fen): string {
  if (before <= 0) return ''
  const { n, d } = roundRatio({ n: BigInt(change) * 100n, d: BigInt(before) }, { decimals: 2, mode: 'halfUp' })
  const magnitude = (n < 0n ? -n : n) * (100n / d)
  const digits = magnitude.toString().padStart(3, '0')
  return `${n < 0n ? '-' : n > 0n ? '+' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
