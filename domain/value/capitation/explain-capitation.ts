import { divideRounded, formatYuan } from '@medsettle/money'
import { dividedBy, type Ratio, ratioText, times } from '@medsettle/money/ratio'
import type { CapitationRules } from './capitation-rules.ts'
import type { CohortAmount } from './cohort-amounts.ts'
import type { ExposureCount } from './exposure.ts'
import type { MemberShare } from './member-shares.ts'
import { explainScore } from './score-member.ts'
import type { Capitation, InstitutionCapitation } from './settle-capitation.ts'

/** A number to so many decimals for the eye; amounts were computed with the exact one. */
export const shown = (value: Ratio, decimals: number): string =>
  ratioText({ n: divideRounded(value.n * 10n ** BigInt(decimals), value.d, 'halfUp'), d: 10n ** BigInt(decimals) })

/** One institution as a JSON-ready object: each amount and how it came about. */
export function capitationToJson(
  rules: CapitationRules,
  { count }: Pick<Capitation, 'count'>,
  one: InstitutionCapitation,
): Record<string, unknown> {
  const { method, period, total, fundShare, providerShare } = one.result
  return {
    institution: one.institutionId,
    method,
    rule: rules.id,
    version: rules.version,
    period,
    totalFen: total,
    fundShareFen: fundShare,
    providerShareFen: providerShare,
    moves: one.moves,
    personMonths: ratioText(count.monthsOf(one.parts)),
    averageRisk: one.averageRisk === null ? null : shown(one.averageRisk, 6),
    cohorts: one.cohorts.map((cohort) => explainCohort(rules, count, cohort)),
    grossYuan: formatYuan(one.gross),
    withheldYuan: formatYuan(one.withheld),
    qualityScore: one.qualityScore === null ? null : ratioText(one.qualityScore),
    earnedBackYuan: formatYuan(one.earnedBack),
    outflowYuan: formatYuan(one.outflows.amount),
    outflowDeductedYuan: formatYuan(one.outflows.deducted),
    netYuan: formatYuan(one.net),
    how: explainNet(rules, one),
  }
}

/** `职工: 600.00 × 21.5 person-months ÷ 12 × risk 1.0312 = 1108.54, rounded halfUp to fen`, or the part of a pool. */
function explainCohort({ rounding }: CapitationRules, count: ExposureCount, one: CohortAmount): string {
  const { cohort, rate, parts, weighted, weightedOfAll, gross } = one
  const risk = parts === 0n ? 'no days' : `risk ${shown(dividedBy(weighted, { n: parts, d: 1n }), 6)}`
  const months = `${shown(count.monthsOf(parts), 4)} person-months`
  if (rate.per === 'person')
    return `${cohort}: ${formatYuan(rate.amount)} × ${months} ÷ ${count.months} × ${risk} = ${formatYuan(gross)}, rounded ${rounding} to fen`
  const all = shown(times(weightedOfAll, count.monthsOf(1n)), 4)
  return `${cohort}: pool ${formatYuan(rate.amount)} × ${months} × ${risk} ÷ ${all} of all = ${formatYuan(gross)}, left-over fen to the largest remainders`
}

function explainNet(rules: CapitationRules, one: InstitutionCapitation): string {
  const { withhold, outflow } = rules
  const parts = [`gross ${formatYuan(one.gross)}`]
  if (withhold !== null) {
    const score = one.qualityScore === null ? 'no score' : `score ${ratioText(one.qualityScore)}`
    parts.push(`− ${ratioText(withhold.share)} of it withheld ${formatYuan(one.withheld)}`)
    parts.push(`+ earned back for ${score} ${formatYuan(one.earnedBack)}`)
  }
  if (outflow !== null) {
    const most = outflow.mostOfGross === null ? '' : `, at most ${ratioText(outflow.mostOfGross)} of gross`
    parts.push(
      `− care outside ${formatYuan(one.outflows.amount)} × ${ratioText(outflow.share)}${most} = ${formatYuan(one.outflows.deducted)}`,
    )
  }
  return `${parts.join(' ')} = ${formatYuan(one.net)}`
}

/** One membership as a JSON-ready object: days, score and risk. */
export function memberToJson(rules: CapitationRules, count: ExposureCount, one: MemberShare): Record<string, unknown> {
  const spells = one.member.spells.filter(
    ({ institutionId, cohort }) => institutionId === one.institutionId && cohort === one.cohort,
  )
  return {
    person: one.member.personId,
    institution: one.institutionId,
    cohort: one.cohort,
    rule: rules.id,
    version: rules.version,
    spells: spells.map(({ from, to }) => `${from} to ${to}`),
    personMonths: ratioText(count.monthsOf(one.parts)),
    age: rules.risk === null ? null : one.score.age,
    score: ratioText(one.score.score),
    risk: ratioText(one.risk),
    how: explainScore(one.score),
  }
}
