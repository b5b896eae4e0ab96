import type { CodeWord, NumberField, NumberWord, Sex } from './condition.ts'
import type { AdrgKind, Policy, Requires, Severity } from './scheme-tables.ts'

/** A condition whose lists are numbers: what is kept in a compiled file and walked for a case. */
export type Rule =
  | { readonly is: 'allOf' | 'anyOf'; readonly of: readonly Rule[] }
  | { readonly is: 'not'; readonly of: readonly Rule[] }
  | { readonly is: 'referencedAdrgs'; readonly of: readonly Rule[]; readonly names: readonly string[] }
  | { readonly is: 'code'; readonly word: CodeWord; readonly list: number }
  | {
      readonly is: 'number'
      readonly word: NumberWord
      readonly field: NumberField
      readonly test: 'atLeast' | 'atMost' | 'below' | 'equal'
      readonly limit: number
    }
  | { readonly is: 'simultaneous'; readonly lists: readonly number[] }
  | { readonly is: 'regions'; readonly lists: readonly number[]; readonly limit: number }
  | { readonly is: 'dischargeWay'; readonly ways: readonly string[] }
  | { readonly is: 'sex'; readonly sex: Sex }

export interface InternedMdc {
  readonly id: string
  readonly name: string
  readonly enter: Rule
  readonly adrgs: readonly number[]
}

export interface InternedAdrg {
  readonly id: string
  readonly name: string
  readonly kind: AdrgKind
  readonly when: Rule
  readonly drgs: readonly number[]
}

export interface InternedDrg {
  readonly id: string
  readonly name: string
  readonly requires: Requires
  readonly when: Rule | null
}

export interface InternedModifier {
  readonly when: Rule
  readonly counts: Severity
  readonly because: string
}

export interface InternedHead {
  readonly version: string
  readonly name: string
  readonly source: string
  readonly policy: Policy
  readonly mdcs: readonly InternedMdc[]
  readonly adrgs: readonly InternedAdrg[]
  readonly drgs: readonly InternedDrg[]
  readonly modifiers: readonly InternedModifier[]
  /** by list number: whose list it is and its name, `BB1.diagnoses` */
  readonly listNames: readonly string[]
  readonly listKinds: readonly ('diagnosis' | 'procedure')[]
  readonly validProcedures: number
  /** by number; 0 is "none" */
  readonly exclusionTables: readonly string[]
}

/** Codes by number. Numbers 0 (no code) and 1 (a code the scheme does not know) are never a code's. */
export interface CodePool {
  readonly codes: readonly string[]
  /** spellings of another catalogue, and the numbers they stand for */
  readonly aliases: readonly string[]
  readonly aliasNumbers: Uint32Array
}

export const NO_CODE = 0
export const UNKNOWN_CODE = 1
export const FIRST_CODE = 2

/** By number of the diagnosis. */
export const COUNTS_NOT = 0
export const COUNTS_CC = 1
export const COUNTS_MCC = 2

/** A scheme with every code, list and table as a number; plain arrays that go to and from a file unchanged. */
export interface InternedScheme {
  readonly head: InternedHead
  readonly diagnoses: CodePool
  readonly procedures: CodePool
  /** by list number: the numbers of its codes, ascending */
  readonly lists: readonly Uint32Array[]
  readonly severity: Uint8Array
  /** by diagnosis: the exclusion table of a CC or MCC */
  readonly severityTable: Uint16Array
  /** by principal diagnosis: its exclusion table */
  readonly exclusion: Uint16Array
  /** 0 either, 1 male, 2 female */
  readonly diagnosisSex: Uint8Array
  readonly procedureSex: Uint8Array
}
