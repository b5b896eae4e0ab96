import { ln } from '@medsettle/statistics/elementary'
import { ascending, moments, quantile } from '@medsettle/statistics/sorted'
import type { Cell } from './cell.ts'
import type { IndicatorMethod } from './method.ts'

export interface RiskBand {
  readonly group: string
  readonly cases: number
  readonly deaths: number
  /** 0: nobody died; 1: low; more: higher. null: too few cases, or not in the given table */
  readonly band: number | null
}

/**
 * Risk bands of groups by the logarithm of their death rate. `quantiles`: cut at quantiles of the logarithms over groups with deaths;
 * `deviations`: below mean − s, mean, mean + s, above (bands 1 to 4); `given`: a table of the region. Unweighted: a group is a group.
 */
export function riskBands(groups: ReadonlyMap<string, Cell>, risk: IndicatorMethod['risk']): RiskBand[] {
  const limits = risk.form === 'given' ? [] : limitsOf(groups, risk)
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, { ended, deaths }]) => {
      const known = { group, cases: ended, deaths }
      if (risk.form === 'given') return { ...known, band: risk.bands[group] ?? null }
      if (ended < Math.max(1, risk.minimumCases)) return { ...known, band: null }
      if (deaths === 0) return { ...known, band: 0 }
      const rate = ln(deaths / ended)
      return { ...known, band: 1 + limits.filter((limit) => rate > limit).length }
    })
}

function limitsOf(
  groups: ReadonlyMap<string, Cell>,
  risk: Exclude<IndicatorMethod['risk'], { form: 'given' }>,
): number[] {
  const rates = [...groups.values()]
    .filter(({ ended, deaths }) => deaths > 0 && ended >= risk.minimumCases)
    .map(({ ended, deaths }) => ln(deaths / ended))
  const sorted = ascending(rates)
  if (sorted.length === 0) return []
  // one rate counts as below its own limit, whatever the last digit of its logarithm
  const slack = 1e-12
  if (risk.form === 'quantiles') return risk.cuts.map((cut) => quantile(sorted, cut) + slack)
  const { mean, variance } = moments(sorted)
  const s = Math.sqrt(variance)
  return [mean - s, mean, mean + s].map((limit) => limit + slack)
}
