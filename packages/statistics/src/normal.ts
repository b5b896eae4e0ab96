import type { SeededRandom } from '@medsettle/seeded'
import { exp, ln } from './elementary.ts'

const TWO_PI = 6.283185307179586

/** A draw of the standard normal distribution: the polar method (Marsaglia and Bray, 1964). Math.sqrt is exact by IEEE 754. */
export function drawNormal(random: SeededRandom): number {
  for (;;) {
    const u = 2 * random.next() - 1
    const v = 2 * random.next() - 1
    const s = u * u + v * v
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * ln(s)) / s)
  }
}

/** Φ(z): the series of Marsaglia, "Evaluating the Normal Distribution", Journal of Statistical Software 11 (2004). */
export function normalCdf(z: number): number {
  if (z > 8) return 1
  if (z < -8) return 0
  let [sum, term] = [z, z]
  for (let odd = 3; sum + term !== sum || odd < 9; odd += 2) {
    term = (term * z * z) / odd
    sum += term
  }
  return 0.5 + sum * (exp((-z * z) / 2) / Math.sqrt(TWO_PI))
}

/** The z with Φ(z) = p, 0 < p < 1, by Newton's method: 1.959964 for 0.975. @throws RangeError */
export function normalQuantile(p: number): number {
  if (!(p > 1e-12 && p < 1 - 1e-12)) throw new RangeError(`a probability of ${p} has no quantile here`)
  let z = 0
  for (let step = 0; step < 60; step++) {
    const density = exp((-z * z) / 2) / Math.sqrt(TWO_PI)
    const move = (normalCdf(z) - p) / density
    // far out the tangent overshoots: half a step at a time
    z -= Math.max(-0.5, Math.min(0.5, move))
    if (Math.abs(move) < 1e-13) break
  }
  return z
}
