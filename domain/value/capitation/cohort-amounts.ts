import { allocate, type Fen, sum } from '@medsettle/money'
import { dividedBy, type Ratio, ratioToFen, times } from '@medsettle/money/ratio'
import { sumOf } from '@medsettle/risk-adjustment'
import { invariant } from '../../identity/refusal.ts'
import type { CapitationRules, CohortRate } from './capitation-rules.ts'
import type { ExposureCount } from './exposure.ts'
import type { MemberShare } from './member-shares.ts'

/** What one institution is due for its members of one cohort. */
export interface CohortAmount {
  readonly institutionId: string
  readonly cohort: string
  readonly rate: CohortRate
  readonly parts: bigint
  /** Σ parts × risk, of this institution and of all */
  readonly weighted: Ratio
  readonly weightedOfAll: Ratio
  readonly gross: Fen
}

export interface CohortAmounts {
  /** by cohort, then institution */
  readonly amounts: readonly CohortAmount[]
  /** cohorts whose pool nobody shares, because no member has a day or a risk */
  readonly undivided: readonly { readonly cohort: string; readonly amount: Fen }[]
}

type Site = Omit<CohortAmount, 'gross' | 'rate' | 'weightedOfAll'>

/** Every cohort's money to its institutions: each product rounded once, a pool to the last fen. */
export function cohortAmounts(
  rules: CapitationRules,
  { whole }: ExposureCount,
  shares: readonly MemberShare[],
): CohortAmounts {
  const byCohort = Map.groupBy(shares, ({ cohort }) => cohort)
  const undivided: { cohort: string; amount: Fen }[] = []
  const amounts = [...rules.rates].toSorted(byKey).flatMap(([cohort, rate]) => {
    const sites = sitesOf(cohort, byCohort.get(cohort) ?? [])
    const weightedOfAll = sumOf(sites.map(({ weighted }) => weighted))
    if (rate.per === 'pool' && weightedOfAll.n === 0n) undivided.push({ cohort, amount: rate.amount })
    const gross =
      rate.per === 'pool'
        ? poolOf(rate.amount, sites, weightedOfAll)
        : sites.map((site) => perPerson(rules, rate, whole, site))
    return sites.map((site, index) => ({ ...site, rate, weightedOfAll, gross: gross[index]! }))
  })
  return { amounts, undivided }
}

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)

function sitesOf(cohort: string, shares: readonly MemberShare[]): Site[] {
  const bySite = Map.groupBy(shares, ({ institutionId }) => institutionId)
  return [...bySite].toSorted(byKey).map(([institutionId, list]) => ({
    institutionId,
    cohort,
    parts: list.reduce((all, { parts }) => all + parts, 0n),
    weighted: sumOf(list.map(({ parts, risk }) => times(risk, { n: parts, d: 1n }))),
  }))
}

/** rate × Σ (parts × risk) ÷ parts of a whole member, rounded once. */
function perPerson({ rounding }: CapitationRules, { amount }: CohortRate, whole: bigint, { weighted }: Site): Fen {
  const yuan = times({ n: BigInt(amount), d: 100n }, dividedBy(weighted, { n: whole, d: 1n }))
  return ratioToFen(yuan, rounding)!
}

/** A fixed sum by exact weights; left-over fen go to the largest remainders, the earlier institution among equals. */
function poolOf(pool: Fen, sites: readonly Site[], all: Ratio): Fen[] {
  if (all.n === 0n) return sites.map(() => 0 as Fen)
  const unit = sites.reduce((product, { weighted }) => product * weighted.d, 1n)
  const parts = allocate(
    pool,
    sites.map(({ weighted }) => (weighted.n * unit) / weighted.d),
  )
  invariant(sum(parts) === pool, 'a fen of the pool would belong to nobody')
  return parts
}
