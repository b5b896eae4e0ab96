import { dividedBy, minus, ONE, plus, type Ratio, ratioText, times, ZERO_RATIO } from '@medsettle/money/ratio'
import type { Domain, PerformanceRules } from './performance-rules.ts'
import type { MeasureScore } from './score-measure.ts'

export interface DomainScore {
  readonly domain: string
  /** Σ points × weight ÷ Σ maximum × weight of the measures that are scored, 0 to 1; null: too few of them */
  readonly score: Ratio | null
  /** as the rules give it, and after the weight of missing domains has moved */
  readonly weight: Ratio
  readonly weightUsed: Ratio
}

export interface InstitutionScore {
  readonly institution: string
  readonly domains: readonly DomainScore[]
  /** 0 to 1; null: too few domains, the payment stays as it is */
  readonly total: Ratio | null
  readonly why: string
}

/** @param scores of this institution */
export function scoreDomains(
  rules: PerformanceRules,
  institution: string,
  scores: readonly MeasureScore[],
): InstitutionScore {
  const raw = rules.domains.map((domain) => ({ domain, score: domainScore(domain, scores) }))
  const scored = raw.filter(({ score }) => score !== null).length
  if (scored < Math.max(rules.minimumDomains, 1)) {
    const domains = raw.map(({ domain, score }) => ({
      domain: domain.id,
      score,
      weight: domain.weight,
      weightUsed: ZERO_RATIO,
    }))
    return { institution, domains, total: null, why: `${scored} of ${raw.length} domains have a score` }
  }
  const used = weightsUsed(rules, new Map(raw.map(({ domain, score }) => [domain.id, score])))
  const domains = raw.map(({ domain, score }) => ({
    domain: domain.id,
    score,
    weight: domain.weight,
    weightUsed: used.get(domain.id)!,
  }))
  const total = domains.reduce<Ratio>(
    (sum, { score, weightUsed }) => plus(sum, times(score ?? ZERO_RATIO, weightUsed)),
    ZERO_RATIO,
  )
  return { institution, domains, total, why: domains.map(domainText).join(' + ') }
}

const domainText = ({ domain, score, weightUsed }: DomainScore): string =>
  `${domain} ${score === null ? 'missing' : ratioText(score)} × ${ratioText(weightUsed)}`

function domainScore({ measures, minimumMeasures }: Domain, scores: readonly MeasureScore[]): Ratio | null {
  let [points, most, count] = [ZERO_RATIO, ZERO_RATIO, 0]
  for (const { measure, weight } of measures) {
    const score = scores.find((one) => one.measure === measure)
    if (score === undefined || score.points === null) continue
    points = plus(points, times(score.points, weight))
    most = plus(most, times(score.maximum, weight))
    count++
  }
  return count < Math.max(minimumMeasures, 1) || most.n === 0n ? null : dividedBy(points, most)
}

/** Weights after re-weighting; they add up to 1 unless the rules let missing domains count as zero points. */
function weightsUsed(
  { domains, missing }: PerformanceRules,
  scores: ReadonlyMap<string, Ratio | null>,
): Map<string, Ratio> {
  const used = new Map(domains.map(({ id, weight }) => [id, weight]))
  if (missing.kind === 'zero') return used
  for (const { id, weight } of domains) {
    if (scores.get(id) !== null) continue
    const target = missing.kind === 'moveTo' ? missing.domains[id] : undefined
    if (target === undefined || scores.get(target) === null) continue
    used.set(target, plus(used.get(target)!, weight))
    used.set(id, ZERO_RATIO)
  }
  const lost = domains.filter(({ id }) => scores.get(id) === null)
  const left = lost.reduce<Ratio>((rest, { id }) => minus(rest, used.get(id)!), ONE)
  for (const { id } of domains) {
    const isLost = scores.get(id) === null
    used.set(id, isLost || left.n === 0n ? ZERO_RATIO : dividedBy(used.get(id)!, left))
  }
  return used
}
