import { compareRatios, ONE, type Ratio } from '@medsettle/money/ratio'
import { type ConditionFacts, holds } from './condition.ts'
import type { DipCase } from './dip-case.ts'
import type { DipRules } from './dip-rules.ts'
import type { Disease } from './disease.ts'
import { charlsonIndex, findSeverity, type SeverityFound } from './severity.ts'

/** A grade of an auxiliary catalogue (辅助目录) the case is in. */
export interface AuxiliaryHit {
  readonly catalogue: string
  readonly grade: string
  readonly factor: Ratio
}

export interface AuxiliaryFound {
  /** of the winning hit; 1 when none */
  readonly factor: Ratio
  readonly winner: AuxiliaryHit | null
  /** all of them, the winner too */
  readonly hits: readonly AuxiliaryHit[]
  readonly severity: SeverityFound
  /** numbers a condition asked for in vain */
  readonly unknown: readonly string[]
}

const NO_SEVERITY: SeverityFound = { level: 'none', hits: [] }

/**
 * Each auxiliary catalogue gives the first of its grades that holds; of several catalogues the highest factor counts alone,
 * never the product (facts dip §5 and trap 3). Among equal factors the catalogue written first.
 */
export function findAuxiliary(rules: DipRules, one: DipCase, disease: Disease, group: string): AuxiliaryFound {
  if (rules.auxiliary.length === 0) return { factor: ONE, winner: null, hits: [], severity: NO_SEVERITY, unknown: [] }
  const severity = findSeverity(disease.principal, disease.secondaries, rules.severity)
  const facts = factsOf(rules, one, disease, { group, severity: severity.level })
  const unknown = new Set<string>()
  const hits: AuxiliaryHit[] = []
  let winner: AuxiliaryHit | null = null
  for (const { id, where, grades } of rules.auxiliary) {
    if (!holds(where, facts, unknown)) continue
    const grade = grades.find(({ when }) => holds(when, facts, unknown))
    if (grade === undefined) continue
    const hit = { catalogue: id, grade: grade.grade, factor: grade.factor }
    hits.push(hit)
    if (winner === null || compareRatios(hit.factor, winner.factor) > 0) winner = hit
  }
  return { factor: winner?.factor ?? ONE, winner, hits, severity, unknown: [...unknown].sort() }
}

const DAYS_OF_YEAR = 365

function factsOf(
  rules: DipRules,
  one: DipCase,
  disease: Disease,
  found: Pick<ConditionFacts, 'group' | 'severity'>,
): ConditionFacts {
  const { ageYears, ageDays, stayDays } = one
  return {
    ...found,
    stayDays,
    // a grown person's age in days is seldom on record; no rule asks for it beyond the first year
    ageDays: ageDays ?? (ageYears !== null && ageYears > 0 ? ageYears * DAYS_OF_YEAR : null),
    ageYears: ageYears ?? (ageDays !== null && ageDays < DAYS_OF_YEAR ? 0 : null),
    cci: charlsonIndex(disease.secondaries, rules.charlson),
    died: rules.deathWays.includes(one.dischargeWay),
    principal: disease.principal,
    secondaries: disease.secondaries,
    procedures: disease.procedures,
  }
}
