/** Two-sided 95 % of the normal distribution. */
const Z = 1.959963984540054

/**
 * Wilson's score interval of a share, for information: floats that no money comes from.
 * @param events of `cases`, 0 ≤ events ≤ cases, cases > 0
 */
export function wilsonInterval(events: number, cases: number): { low: number; high: number } {
  const share = events / cases
  const denominator = 1 + Z ** 2 / cases
  const centre = (share + Z ** 2 / (2 * cases)) / denominator
  const half = (Z / denominator) * Math.sqrt((share * (1 - share)) / cases + Z ** 2 / (4 * cases ** 2))
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
}
