import { longestPrefix } from './codes.ts'
import type { DipRules } from './dip-rules.ts'

/** One secondary diagnosis that is a complication or comorbidity, and whether it counts beside this principal one. */
export interface SeverityHit {
  readonly code: string
  readonly is: 'mcc' | 'cc'
  readonly table: string
  /** false: the principal diagnosis has the same exclusion table, the secondary one belongs to it */
  readonly counts: boolean
}

export interface SeverityFound {
  readonly level: 'mcc' | 'cc' | 'none'
  readonly hits: readonly SeverityHit[]
}

/** As in DRG: a secondary diagnosis whose exclusion table is the principal's does not count (facts dip §5). */
export function findSeverity(
  principal: string,
  secondaries: readonly string[],
  { cc, mcc, exclusionByPrincipal }: DipRules['severity'],
): SeverityFound {
  const excluded = longestPrefix(exclusionByPrincipal, principal)
  const hits: SeverityHit[] = []
  for (const code of secondaries) {
    const asMcc = longestPrefix(mcc, code)
    const table = asMcc ?? longestPrefix(cc, code)
    if (table !== null) hits.push({ code, is: asMcc === null ? 'cc' : 'mcc', table, counts: table !== excluded })
  }
  const counting = hits.filter(({ counts }) => counts)
  const level = counting.some(({ is }) => is === 'mcc') ? 'mcc' : counting.length > 0 ? 'cc' : 'none'
  return { level, hits }
}

/** The Charlson index: each condition once, however many codes of it; a milder one not beside the severe one it names. */
export function charlsonIndex(secondaries: readonly string[], conditions: DipRules['charlson']): number {
  if (conditions.length === 0) return 0
  const present = conditions.filter(({ codes }) =>
    secondaries.some((code) => codes.some((prefix) => code.startsWith(prefix))),
  )
  const names = new Set(present.map(({ name }) => name))
  return present.reduce((sum, { unless, weight }) => (unless.some((name) => names.has(name)) ? sum : sum + weight), 0)
}
