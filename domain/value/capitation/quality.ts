import { MoneyError } from '@medsettle/money'
import { compareRatios, type Ratio, ratioOf } from '@medsettle/money/ratio'
import { type CapitationRefusal, type CapitationRow, capitationRefusal } from './capitation-refusal.ts'
import type { WithholdRules } from './capitation-rules.ts'

export interface QualityScores {
  readonly scores: ReadonlyMap<string, Ratio>
  readonly refused: readonly CapitationRefusal[]
}

/** Columns: institution, score. An institution with two scores has none: neither row is better than the other. */
export function readQuality(institutions: ReadonlySet<string>, rows: readonly CapitationRow[]): QualityScores {
  const scores = new Map<string, Ratio>()
  const refused: CapitationRefusal[] = []
  const count = new Map<string, number>()
  const idOf = (row: CapitationRow): string => row.columns.get('institution') ?? ''
  for (const row of rows) count.set(idOf(row), (count.get(idOf(row)) ?? 0) + 1)
  for (const row of rows) {
    const institutionId = idOf(row)
    const score = scoreOf(row.columns.get('score') ?? '')
    if (!institutions.has(institutionId))
      refused.push(capitationRefusal(['quality', row], 'QUALITY_NO_INSTITUTION', 'institution', institutionId))
    else if (count.get(institutionId)! > 1)
      refused.push(capitationRefusal(['quality', row], 'QUALITY_SCORE_TWICE', 'institution', institutionId))
    else if (score === null) refused.push(capitationRefusal(['quality', row], 'QUALITY_SCORE_INVALID', 'score'))
    else scores.set(institutionId, score)
  }
  return { scores, refused }
}

function scoreOf(text: string): Ratio | null {
  try {
    const score = ratioOf(text)
    return score.n < 0n ? null : score
  } catch (error) {
    if (error instanceof MoneyError) return null
    throw error
  }
}

/** The share of the withheld amount that is given back. @param score null: the institution has none */
export function earnedShare(rules: WithholdRules, score: Ratio | null): Ratio {
  if (score === null) return rules.withoutScore
  return rules.earnBack.findLast(({ from }) => compareRatios(from, score) <= 0)!.share
}
