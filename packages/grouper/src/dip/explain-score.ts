import { ratioText } from '@medsettle/money/ratio'
import type { AuxiliaryHit } from './auxiliary.ts'
import type { Deviation } from './deviation.ts'
import type { DipRules } from './dip-rules.ts'
import type { CaseScore, ScoredCase } from './score-case.ts'

/** `core operation; severity II 1.15; low cost 0.4; coefficient 0.93; demo-dip 2025.1`: one cell of a table, catalogue named. */
export function reasonOf(score: ScoredCase): string {
  const { entry, auxiliary, deviation, coefficient, outcome, catalogue } = score
  const parts: string[] = [`${entry.kind} ${entry.treatment}`]
  if (outcome === 'unrated') parts.push('unrated, paid at cost')
  if (auxiliary.winner !== null) parts.push(hitText(auxiliary.winner))
  if (deviation.band !== 'normal') parts.push(`${deviation.band} cost ${ratioText(deviation.factor)}`)
  if (deviation.review) parts.push('for review')
  if (deviation.mean === null) parts.push('no mean of last year')
  if (coefficient.from !== 'not given') parts.push(`coefficient ${ratioText(coefficient.value)}`)
  if (auxiliary.unknown.length > 0) parts.push(`not given: ${auxiliary.unknown.join(', ')}`)
  parts.push(`${catalogue.id} ${catalogue.version}`)
  return parts.join('; ')
}

const hitText = ({ catalogue, grade, factor }: AuxiliaryHit): string => `${catalogue} ${grade} ${ratioText(factor)}`

/** `1000 × severity II 1.15 × deviation 1 × coefficient 0.93 = 1069.5, rounded half up to 4 decimals = 1069.5` */
export function formulaOf(score: ScoredCase, rules: DipRules): string {
  const { entry, auxiliary, deviation, coefficient, exact } = score
  const base = entry.score === null ? 'unrated 0' : `score ${ratioText(entry.score)}`
  const helped = auxiliary.winner === null ? 'auxiliary 1' : hitText(auxiliary.winner)
  const { decimals, mode } = rules.rounding.caseScore
  const rounded = `rounded ${mode} to ${decimals} decimals = ${ratioText(score.score)}`
  return `${base} × ${helped} × deviation ${ratioText(deviation.factor)} × coefficient ${ratioText(coefficient.value)} = ${ratioText(exact)}, ${rounded}`
}

function deviationText({ band, cost, mean, meanOf, factor }: Deviation, { low, high }: DipRules['deviation']): string {
  if (mean === null) return `no mean of last year at ${meanOf}: normal`
  const against = `${ratioText(cost)} against ${ratioText(mean)} of ${meanOf === '*' ? 'all levels' : meanOf}`
  if (band === 'low') return `${against}: below ${ratioText(low)} times, ${ratioText(factor)}`
  if (band === 'high')
    return `${against}: above ${ratioText(high)} times, less ${ratioText(high)}, plus 1: ${ratioText(factor)}`
  return `${against}: normal`
}

/** The whole result as a JSON-ready object; numbers that count are text. */
export function scoreToJson(score: CaseScore, rules: DipRules): Record<string, unknown> {
  const { id, outcome, catalogue } = score
  if (score.outcome === 'refused') return { id, outcome, catalogue, ...score.refusal }
  const { entry, disease, selection, auxiliary, deviation, coefficient } = score
  return {
    id,
    outcome,
    catalogue,
    group: entry.id,
    kind: entry.kind,
    treatment: entry.treatment,
    score: ratioText(score.score),
    reason: reasonOf(score),
    formula: formulaOf(score, rules),
    disease: { diagnosis: disease.diagnosis, procedures: disease.procedures, unlisted: disease.unlisted },
    selection: { decidedBy: selection.decidedBy, matched: selection.chosen.matched, lost: selection.lost },
    auxiliary: {
      hits: auxiliary.hits.map(({ catalogue: of, grade, factor }) => ({
        catalogue: of,
        grade,
        factor: ratioText(factor),
        counts: of === auxiliary.winner?.catalogue,
      })),
      severity: auxiliary.severity,
      notGiven: auxiliary.unknown,
    },
    deviation: {
      band: deviation.band,
      factor: ratioText(deviation.factor),
      review: deviation.review,
      because: deviationText(deviation, rules.deviation),
    },
    coefficient: { value: ratioText(coefficient.value), from: coefficient.from },
  }
}
