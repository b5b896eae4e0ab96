/** What one group says: the mean of its costs as a multiple of what was expected of them. */
export interface Experience {
  readonly n: number
  /** mean of cost ÷ expected cost */
  readonly mean: number
  /** Σ (cost ÷ expected − mean)² */
  readonly squares: number
}

export interface Credibility {
  /** variance of single cases around their group, pooled */
  readonly within: number
  /** variance of the groups around what was expected; 0 when the groups differ no more than chance explains */
  readonly between: number
}

/**
 * Empirical Bayes after Bühlmann and Straub ("Glaubwürdigkeit für Schadensätze", 1970). With N = Σ n and m the mean of all:
 *   within  = Σ squares ÷ Σ (n − 1)
 *   between = (Σ n (mean − m)² − (G − 1) × within) ÷ (N − Σ n² ÷ N), at least 0
 */
export function estimateCredibility(groups: readonly Experience[]): Credibility {
  const heard = groups.filter(({ n }) => n > 0)
  const cases = heard.reduce((sum, { n }) => sum + n, 0)
  const freedom = cases - heard.length
  if (freedom <= 0 || heard.length < 2) return { within: 0, between: 0 }
  const within = heard.reduce((sum, { squares }) => sum + squares, 0) / freedom
  const mean = heard.reduce((sum, one) => sum + one.n * one.mean, 0) / cases
  const spread = heard.reduce((sum, one) => sum + one.n * (one.mean - mean) * (one.mean - mean), 0)
  const divisor = cases - heard.reduce((sum, { n }) => sum + n * n, 0) / cases
  return { within, between: Math.max(0, (spread - (heard.length - 1) * within) / divisor) }
}

/** Z = n × between ÷ (n × between + within): the share of a group's own experience; the rest is borrowed. */
export function ownShare(n: number, { within, between }: Credibility): number {
  if (n === 0 || between === 0) return 0
  return (n * between) / (n * between + within)
}
