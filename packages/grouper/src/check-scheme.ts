import { checkCodes } from './check-codes.ts'
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

/** What a check may find; how grave it is depends on the place. */
export const SCHEME_FINDINGS = {
  MDC_MISSING: 'the order of the MDCs names one that has no table',
  MDC_NOT_TRIED: 'an MDC is not in the order tried',
  ADRG_MISSING: 'an MDC names an ADRG that has no table',
  ADRG_IN_NO_MDC: 'no MDC tries the ADRG',
  ADRG_IN_TWO_MDCS: 'two MDCs try the same ADRG',
  ADRG_WITHOUT_DRG: 'an ADRG leads to no DRG',
  DRG_MISSING: 'an ADRG names a DRG that has no table',
  DRG_WITHOUT_ADRG: 'no ADRG leads to the DRG',
  DRG_IN_TWO_ADRGS: 'two ADRGs lead to the same DRG',
  LIST_MISSING: 'a condition names a list that is not there',
  LIST_EMPTY: 'a condition asks for a list without codes',
  LIST_UNUSED: 'no condition asks for the list',
  CODE_UNKNOWN: 'a list names a code that the catalogue does not hold',
  REFERENCE_MISSING: 'a condition refers to an ADRG that is not there',
  REFERENCE_CYCLE: 'ADRGs refer to each other in a circle',
  VARIANT_MISSING: 'the policy chooses a variant that the MDC does not have',
  TRIED_TWICE: 'an order names an MDC, an ADRG or a DRG twice',
  CODE_MISSPELT: 'a code can stand in no case, or beside its usual spelling',
  CONDITION_NEVER_TRUE: 'no case can meet the condition',
  ADRG_UNREACHABLE: 'ADRGs tried before it take every case',
  DRG_UNREACHABLE: 'DRGs tried before it take every case',
  SEVERITY_GAP: 'a case of some severity finds no DRG in the ADRG',
  CC_AND_MCC: 'a diagnosis is both CC and MCC',
  CC_WITHOUT_EXCLUSION_TABLE: 'no principal diagnosis points to the exclusion table of a CC or MCC',
  EXCLUSION_TABLE_UNUSED: 'a principal diagnosis points to an exclusion table that no CC or MCC has',
  DIAGNOSIS_IN_TWO_MDCS: 'a principal diagnosis opens two MDCs; the first one wins',
  SEX_CONTRADICTION: 'a code is for men only and for women only, or stands in an MDC of the other sex',
  NOT_COMPILABLE: 'the scheme cannot be made ready to group',
} as const

export type FindingCode = keyof typeof SCHEME_FINDINGS

const RANK: Record<FindingSeverity, number> = { error: 0, warning: 1, note: 2 }

/** Contradictions, gaps and dead ends of a scheme, the gravest first. An error means that cases are grouped wrongly or not. */
export function checkScheme(tables: SchemeTables): SchemeFinding[] {
  const names = checkNames(tables)
  const compiles = !names.some((finding) => finding.severity === 'error')
  const findings = [
    ...names,
    ...checkCodes(tables),
    ...checkConditions(tables),
    ...checkSeverity(tables),
    // reach is judged on the compiled scheme, which broken names do not give
    ...(compiles ? checkReach(tables) : []),
  ]
  return findings.sort((one, two) => RANK[one.severity] - RANK[two.severity])
}
