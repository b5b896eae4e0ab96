import { checkConditions } from './check-conditions.ts'
import { checkNames } from './check-names.ts'
import { checkReach } from './check-reach.ts'
import { checkSeverity } from './check-severity.ts'
import type { SchemeTables } from './scheme-tables.ts'

export type FindingSeverity = 'error' | 'warning' | 'note'

export interface SchemeFinding {
  readonly severity: FindingSeverity
  readonly code: FindingCode
  readonly place: string
  readonly message: string
}

export type FindingCode =
  | 'MDC_MISSING'
  | 'MDC_NOT_TRIED'
  | 'ADRG_MISSING'
  | 'ADRG_IN_NO_MDC'
  | 'ADRG_IN_TWO_MDCS'
  | 'ADRG_WITHOUT_DRG'
  | 'DRG_MISSING'
  | 'DRG_WITHOUT_ADRG'
  | 'DRG_IN_TWO_ADRGS'
  | 'LIST_MISSING'
  | 'LIST_EMPTY'
  | 'LIST_UNUSED'
  | 'CODE_UNKNOWN'
  | 'REFERENCE_MISSING'
  | 'REFERENCE_CYCLE'
  | 'VARIANT_MISSING'
  | 'CONDITION_NEVER_TRUE'
  | 'ADRG_UNREACHABLE'
  | 'DRG_UNREACHABLE'
  | 'SEVERITY_GAP'
  | 'CC_AND_MCC'
  | 'CC_WITHOUT_EXCLUSION_TABLE'
  | 'EXCLUSION_TABLE_UNUSED'
  | 'DIAGNOSIS_IN_TWO_MDCS'
  | 'SEX_CONTRADICTION'

const RANK: Record<FindingSeverity, number> = { error: 0, warning: 1, note: 2 }

/** Contradictions, gaps and dead ends of a scheme, the gravest first. An error means that cases are grouped wrongly or not. */
export function checkScheme(tables: SchemeTables): SchemeFinding[] {
  const names = checkNames(tables)
  const compiles = !names.some((finding) => finding.severity === 'error')
  const findings = [
    ...names,
    ...checkConditions(tables),
    ...checkSeverity(tables),
    // reach is judged on the compiled scheme, which broken names do not give
    ...(compiles ? checkReach(tables) : []),
  ]
  return findings.sort((one, two) => RANK[one.severity] - RANK[two.severity])
}
