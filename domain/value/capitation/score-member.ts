import { ONE, plus, type Ratio, ratioText } from '@medsettle/money/ratio'
import {
  type AgeSexCell,
  type CharlsonIndex,
  type CompiledConditions,
  type ConditionScore,
  cellOf,
  charlsonIndex,
  scoreConditions,
} from '@medsettle/risk-adjustment'
import { invariant } from '../../identity/refusal.ts'
import type { CharlsonRules, RiskRules } from './capitation-rules.ts'
import type { Member } from './membership.ts'

/** What is expected of one member before scores are normalised, and where it comes from. */
export interface MemberScore {
  readonly score: Ratio
  readonly age: number
  /** null: the rules do not adjust for risk, and everybody scores 1 */
  readonly cell: AgeSexCell | null
  readonly conditions: ConditionScore | null
  readonly charlson: { readonly index: CharlsonIndex; readonly coefficient: Ratio } | null
}

/** Cell of age and sex + conditions + interactions + step of Charlson's index. */
export function scoreMember(
  risk: RiskRules | null,
  compiled: CompiledConditions | null,
  member: Member,
  codes: ReadonlySet<string>,
): MemberScore {
  if (risk === null || compiled === null) return { score: ONE, age: 0, cell: null, conditions: null, charlson: null }
  const age = ageOn(member.birth, risk.ageOn)
  const cell = cellOf(risk.cells, age, member.sex)
  invariant(cell !== null, `nobody would be paid for a ${member.sex} of ${age}: the cells of age and sex have a gap`)
  const conditions = scoreConditions(compiled, codes)
  const charlson = risk.charlson === null ? null : charlsonOf(risk.charlson, codes, age)
  const parts = [cell.coefficient, conditions.score, ...(charlson === null ? [] : [charlson.coefficient])]
  return { score: parts.reduce(plus), age, cell, conditions, charlson }
}

function charlsonOf({ weights, withAge, steps }: CharlsonRules, codes: ReadonlySet<string>, age: number) {
  const index = charlsonIndex(codes, weights, withAge ? age : undefined)
  return { index, coefficient: steps.findLast(({ from }) => from <= index.points)!.coefficient }
}

/** Completed years; 0 for who is born later. Who is born on 29 February has a birthday on 1 March of other years. */
export function ageOn(birth: string, date: string): number {
  const years = Number(date.slice(0, 4)) - Number(birth.slice(0, 4))
  return Math.max(0, date.slice(5) < birth.slice(5) ? years - 1 : years)
}

/** `male 0 to 14: 0.6 + heart failure (I50.0): 0.9 + …` */
export function explainScore({ cell, conditions, charlson }: MemberScore): string {
  if (cell === null || conditions === null) return 'no adjustment: 1'
  const years = cell.to === null ? `${cell.from} and above` : `${cell.from} to ${cell.to}`
  const parts = [
    `${cell.sex ?? 'both'} ${years}: ${ratioText(cell.coefficient)}`,
    ...conditions.held.map(({ condition, code }) => `${condition.name} (${code}): ${ratioText(condition.coefficient)}`),
    ...conditions.interactions.map(({ name, coefficient }) => `${name}: ${ratioText(coefficient)}`),
    ...(charlson === null ? [] : [`Charlson ${charlson.index.points}: ${ratioText(charlson.coefficient)}`]),
  ]
  const dropped = conditions.dropped.map(({ condition, by }) => `${condition.name} dropped by ${by}`)
  return [parts.join(' + '), ...dropped].join('; ')
}
