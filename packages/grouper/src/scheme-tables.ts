import type { Condition, Sex } from './condition.ts'

export type Requires = 'mcc' | 'mcc-or-cc' | 'none'
export type Severity = 'mcc' | 'cc' | 'none'

export interface MdcTable {
  readonly name?: string
  /** over the lists `principal` and `lists` of this MDC */
  readonly enter: Condition
  readonly principal?: readonly string[]
  readonly lists?: Readonly<Record<string, readonly string[]>>
  readonly sex?: Sex
  readonly ageYearsEqual?: number
  readonly ageDaysAtMost?: number
  /** body region -> diagnoses that touch it */
  readonly regions?: Readonly<Record<string, readonly string[]>>
  readonly regionsAtLeast?: number
  /** in the order tried */
  readonly adrgs: readonly string[]
  /** other ways in, by name; `policy.mdcVariants` chooses one (facts 4: entry of MDCP, MDCY and MDCZ differs) */
  readonly variants?: Readonly<Record<string, MdcVariant>>
}

export type MdcVariant = Partial<Omit<MdcTable, 'name' | 'variants'>>

/** `medical` ADRGs (R–Z by their second letter) stand behind the QY test. */
export type AdrgKind = 'surgical' | 'procedure' | 'medical'

export interface AdrgTable {
  readonly name?: string
  readonly kind?: AdrgKind
  readonly when: Condition
  /** in the order tried */
  readonly drgs: readonly string[]
  readonly lists: Readonly<Record<string, readonly string[]>>
}

export interface DrgTable {
  readonly name: string
  readonly requires: Requires
  /** more than severity, over the lists of the ADRG: city suffixes by age, stay, new technique … */
  readonly when?: Condition
}

/** Cases whose severity is fixed whatever their diagnoses: day surgery counts as none, say. The first that holds wins. */
export interface SeverityModifier {
  readonly when: Condition
  readonly counts: Severity
  readonly because: string
}

/** What the sources disagree about (facts 4); every switch has the value the national 1.1 tables are read with. */
export interface Policy {
  /** operation on the record, but only a medical ADRG left: `<MDC>QY`. facts 3.4 */
  readonly qy: 'off' | 'principal-procedure' | 'any-procedure'
  /** MDC entered, no ADRG of it matches. facts 3.4 */
  readonly withoutAdrg: 'next-mdc' | 'letter-00'
  /** MDCY over the principal diagnosis only (true), or over every diagnosis (false); left out: as `enter` says. facts 3.2 */
  readonly mdcyPrincipalDiagnosisOnly?: boolean
  /** MDC -> name of one of its `variants` */
  readonly mdcVariants: Readonly<Record<string, string>>
  /** a referenced ADRG reads its principal words over every position; without that a pair of procedure ADRGs never holds */
  readonly referencedPosition: 'any' | 'as-written'
  /** a principal diagnosis the scheme does not know at all: `0000` at once, or only if nothing matches. facts 4 */
  readonly unknownPrincipal: 'reject' | 'continue'
  /** up to this age in days a weight is asked for when it decides the group. facts 3.1 */
  readonly newbornDays: number
}

/** Codes that only one sex can have; a case of the other sex is refused. */
export type SexTable = Readonly<
  Record<Sex, { readonly diagnoses: readonly string[]; readonly procedures: readonly string[] }>
>

/** A whole scheme as data, in the neutral shape: one JSON file per table. */
export interface SchemeTables {
  readonly version: string
  readonly name: string
  readonly source: string
  readonly policy: Policy
  readonly modifiers: readonly SeverityModifier[]
  readonly mdcOrder: readonly string[]
  readonly mdcs: Readonly<Record<string, MdcTable>>
  readonly adrgs: Readonly<Record<string, AdrgTable>>
  readonly drgs: Readonly<Record<string, DrgTable>>
  /** diagnosis -> exclusion table */
  readonly cc: Readonly<Record<string, string>>
  readonly mcc: Readonly<Record<string, string>>
  /** principal diagnosis -> its exclusion table */
  readonly exclusionByPrincipal: Readonly<Record<string, string>>
  readonly validProcedures: readonly string[]
  /** every diagnosis there is; empty: the tables do not say */
  readonly knownDiagnoses: readonly string[]
  /** codes of another catalogue -> codes of this scheme */
  readonly diagnosisMap: Readonly<Record<string, string>>
  readonly procedureMap: Readonly<Record<string, string>>
  readonly sexOnly: SexTable
  /** named lists that every condition may use */
  readonly lists: Readonly<Record<string, readonly string[]>>
}

export const VALID_PROCEDURES = 'validProcedures'
export const UNGROUPED = '0000'

/** Facts 3.4 and 4 as the national 1.1 tables behave. */
export function defaultPolicy(knowsEveryDiagnosis: boolean): Policy {
  return {
    qy: 'off',
    withoutAdrg: 'next-mdc',
    mdcVariants: {},
    referencedPosition: 'any',
    unknownPrincipal: knowsEveryDiagnosis ? 'reject' : 'continue',
    newbornDays: 28,
  }
}

/** By the second letter of its code: A–J surgical, K–Q procedure, R–Z medical (facts 3.3). */
export function adrgKind(id: string, adrg: AdrgTable): AdrgKind {
  if (adrg.kind) return adrg.kind
  const letter = id[1] ?? 'Z'
  return letter <= 'J' ? 'surgical' : letter <= 'Q' ? 'procedure' : 'medical'
}
