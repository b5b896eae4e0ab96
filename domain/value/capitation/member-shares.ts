import type { Ratio } from '@medsettle/money/ratio'
import { compileConditions, normaliseScores } from '@medsettle/risk-adjustment'
import type { CapitationRules } from './capitation-rules.ts'
import type { Diagnoses } from './diagnoses.ts'
import type { ExposureCount } from './exposure.ts'
import type { Member } from './membership.ts'
import { type MemberScore, scoreMember } from './score-member.ts'

/** One person at one institution in one cohort. */
export interface MemberShare {
  readonly member: Member
  readonly institutionId: string
  readonly cohort: string
  /** parts of the whole period, see `ExposureCount` */
  readonly parts: bigint
  readonly score: MemberScore
  /** the score after normalisation */
  readonly risk: Ratio
}

/** Weighted means of one pool, a cohort or `everyone`; `meanAfter` is exactly 1, or as near as the rounding leaves it. */
export interface Normalised {
  readonly over: string
  readonly mean: Ratio | null
  readonly meanAfter: Ratio | null
}

/** Every membership with its exposure and its risk, by person; the order of members changes nothing. */
export function sharesOf(
  rules: CapitationRules,
  members: readonly Member[],
  { codes }: Pick<Diagnoses, 'codes'>,
  count: ExposureCount,
): { readonly shares: readonly MemberShare[]; readonly normalised: readonly Normalised[] } {
  const compiled = rules.risk === null ? null : compileConditions(rules.risk.model)
  const none: ReadonlySet<string> = new Set()
  const byId = members.toSorted((a, b) => (a.personId < b.personId ? -1 : 1))
  const raw = byId.flatMap((member) => {
    const score = scoreMember(rules.risk, compiled, member, codes.get(member.personId) ?? none)
    const places = Map.groupBy(member.spells, ({ institutionId, cohort }) => JSON.stringify([institutionId, cohort]))
    return [...places.values()].map((spells) => {
      const { institutionId, cohort } = spells[0]!
      const parts = spells.reduce((all, { from, to }) => all + count.partsOf(from, to), 0n)
      return { member, institutionId, cohort, parts, score, risk: score.score }
    })
  })
  const normalise = rules.risk?.normalise ?? null
  if (normalise === null) return { shares: raw, normalised: [] }
  const pools = Map.groupBy(raw, ({ cohort }) => (normalise.over === 'cohort' ? cohort : 'everyone'))
  const shares: MemberShare[] = []
  const normalised = [...pools]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([over, pool]) => {
      const list = pool.map(({ parts, risk }) => ({ score: risk, weight: parts }))
      const { mean, scores, meanAfter } = normaliseScores(list, normalise.round)
      for (const [index, one] of pool.entries()) shares.push({ ...one, risk: scores[index]! })
      return { over, mean, meanAfter }
    })
  return { shares, normalised }
}
