import { minus, plus, type Ratio, times } from '@medsettle/money/ratio'

/**
 * Fractions in lowest terms. A sum over ten thousand rows would otherwise multiply ten thousand denominators.
 */
export function lowest({ n, d }: Ratio): Ratio {
  let [a, b] = [n < 0n ? -n : n, d]
  while (b !== 0n) [a, b] = [b, a % b]
  return a <= 1n ? { n, d } : { n: n / a, d: d / a }
}

export const added = (a: Ratio, b: Ratio): Ratio => lowest(plus(a, b))
export const taken = (a: Ratio, b: Ratio): Ratio => lowest(minus(a, b))
export const multiplied = (a: Ratio, b: Ratio): Ratio => lowest(times(a, b))
export const negated = ({ n, d }: Ratio): Ratio => ({ n: -n, d })

/** @returns null when the divisor is zero */
export function divided(a: Ratio, b: Ratio): Ratio | null {
  if (b.n === 0n) return null
  const turned = b.n < 0n ? { n: -b.d, d: -b.n } : { n: b.d, d: b.n }
  return lowest(times(a, turned))
}
