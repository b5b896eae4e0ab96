import { add, type Fen, smaller, subtract, sum, ZERO } from '@medsettle/money'
import { dividedBy, type Ratio, ratioToFen, times } from '@medsettle/money/ratio'
import { sumOf } from '@medsettle/risk-adjustment'
import { invariant } from '../../identity/refusal.ts'
import { type ValueResult, valueResult } from '../value-result.ts'
import type { CapitationRefusal, CapitationRow } from './capitation-refusal.ts'
import type { CapitationRules } from './capitation-rules.ts'
import { type CohortAmount, type CohortAmounts, cohortAmounts } from './cohort-amounts.ts'
import { countMoves, type Moves, noMoves } from './count-moves.ts'
import { type Diagnoses, readDiagnoses } from './diagnoses.ts'
import { type ExposureCount, exposureCount } from './exposure.ts'
import { type MemberShare, type Normalised, sharesOf } from './member-shares.ts'
import { type Member, readMembership } from './membership.ts'
import { readOutflows } from './outflows.ts'
import { earnedShare, readQuality } from './quality.ts'

export interface CapitationInput {
  readonly members: readonly CapitationRow[]
  readonly diagnoses: readonly CapitationRow[]
  readonly outflows: readonly CapitationRow[]
  readonly quality: readonly CapitationRow[]
}

export interface InstitutionCapitation {
  readonly institutionId: string
  readonly moves: Moves
  readonly parts: bigint
  readonly averageRisk: Ratio | null
  readonly cohorts: readonly CohortAmount[]
  readonly gross: Fen
  readonly withheld: Fen
  /** null: it has no score, or nothing is withheld */
  readonly qualityScore: Ratio | null
  readonly earnedBack: Fen
  readonly outflows: { readonly amount: Fen; readonly count: number; readonly deducted: Fen }
  /** fen: what the fund pays for the period; negative when care outside took more than the capitation */
  readonly net: Fen
  /** total = gross, the fund's share = net */
  readonly result: ValueResult
}

export interface Capitation {
  readonly count: ExposureCount
  readonly institutions: readonly InstitutionCapitation[]
  readonly shares: readonly MemberShare[]
  readonly normalised: readonly Normalised[]
  readonly undivided: CohortAmounts['undivided']
  readonly refused: readonly CapitationRefusal[]
}

/** A year of capitation. Rows that do not count are told; the order of rows changes nothing. */
export function settleCapitation(rules: CapitationRules, input: CapitationInput): Capitation {
  const { members, refused } = readMembership(rules, input.members)
  const diagnoses: Diagnoses =
    rules.risk === null ? { codes: new Map(), refused: [] } : readDiagnoses(rules.risk, members, input.diagnoses)
  const count = exposureCount(rules.period, rules.membership)
  const { shares, normalised } = sharesOf(rules, [...members.values()], diagnoses, count)
  const outflows = readOutflows(rules.period, members, input.outflows)
  const moves = movesOf(rules, members)
  const quality = readQuality(new Set(moves.keys()), input.quality)
  const { amounts, undivided } = cohortAmounts(rules, count, shares)
  const bySite = Map.groupBy(amounts, ({ institutionId }) => institutionId)
  const institutions = [...moves.keys()].sort().map((institutionId) =>
    settleOne(rules, {
      institutionId,
      moves: moves.get(institutionId)!,
      cohorts: bySite.get(institutionId) ?? [],
      qualityScore: quality.scores.get(institutionId) ?? null,
      outflows: outflows.byInstitution.get(institutionId) ?? { amount: ZERO, count: 0 },
    }),
  )
  const all = [...refused, ...diagnoses.refused, ...outflows.refused, ...quality.refused]
  return { count, institutions, shares, normalised, undivided, refused: all.sort(byPlace) }
}

const TABLES = ['members', 'diagnoses', 'outflows', 'quality']
const byPlace = (a: CapitationRefusal, b: CapitationRefusal): number =>
  TABLES.indexOf(a.table) - TABLES.indexOf(b.table) || a.line - b.line

function movesOf({ period }: CapitationRules, members: ReadonlyMap<string, Member>): Map<string, Moves> {
  const moves = new Map<string, Moves>()
  for (const member of members.values())
    countMoves(period, member, (institutionId) => {
      if (!moves.has(institutionId)) moves.set(institutionId, noMoves())
      return moves.get(institutionId)!
    })
  return moves
}

interface Site {
  readonly institutionId: string
  readonly moves: Moves
  readonly cohorts: readonly CohortAmount[]
  readonly qualityScore: Ratio | null
  readonly outflows: { readonly amount: Fen; readonly count: number }
}

function settleOne(rules: CapitationRules, site: Site): InstitutionCapitation {
  const { institutionId, moves, cohorts } = site
  const gross = sum(cohorts.map((one) => one.gross))
  const parts = cohorts.reduce((all, one) => all + one.parts, 0n)
  const weighted = sumOf(cohorts.map((one) => one.weighted))
  const withheld = rules.withhold === null ? ZERO : shareOf(rules, gross, rules.withhold.share)
  const qualityScore = rules.withhold === null ? null : site.qualityScore
  const earnedBack =
    rules.withhold === null ? ZERO : shareOf(rules, withheld, earnedShare(rules.withhold, qualityScore))
  const deducted = deductionOf(rules, gross, site.outflows.amount)
  const net = subtract(add(subtract(gross, withheld), earnedBack), deducted)
  invariant(earnedBack <= withheld, 'quality would give back more than it held back')
  invariant(
    moves.opening + moves.born + moves.movedIn - moves.died - moves.movedOut === moves.closing,
    `members of ${institutionId} would appear or vanish within the period`,
  )
  return {
    institutionId,
    moves,
    parts,
    averageRisk: parts === 0n ? null : dividedBy(weighted, { n: parts, d: 1n }),
    cohorts,
    gross,
    withheld,
    qualityScore,
    earnedBack,
    outflows: { ...site.outflows, deducted },
    net,
    result: valueResult({
      method: 'capitation',
      rule: { id: rules.id, version: rules.version },
      institutionId,
      period: rules.period,
      total: gross,
      fundShare: net,
      providerShare: subtract(gross, net),
    }),
  }
}

const shareOf = ({ rounding }: CapitationRules, amount: Fen, share: Ratio): Fen =>
  ratioToFen(times({ n: BigInt(amount), d: 100n }, share), rounding)!

function deductionOf(rules: CapitationRules, gross: Fen, amount: Fen): Fen {
  if (rules.outflow === null) return ZERO
  const deducted = shareOf(rules, amount, rules.outflow.share)
  if (rules.outflow.mostOfGross === null) return deducted
  const most = shareOf(rules, gross, rules.outflow.mostOfGross)
  return smaller(deducted, most)
}
