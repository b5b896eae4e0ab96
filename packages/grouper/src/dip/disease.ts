import { chapterOf } from './chapter.ts'
import { longestPrefix, normaliseDiagnosis, normaliseProcedure } from './codes.ts'
import type { DipCase } from './dip-case.ts'
import { type DipRefusal, dipRefusal } from './dip-refusal.ts'
import type { DipRules, Treatment } from './dip-rules.ts'

/** What a case says of its disease: normalised codes, and the key it is counted under. */
export interface Disease {
  /** the whole code */
  readonly principal: string
  readonly secondaries: readonly string[]
  /** the first characters of the principal diagnosis */
  readonly diagnosis: string
  /** of the comprehensive groups: category or chapter */
  readonly family: string
  /** procedures that form groups, each once, sorted */
  readonly procedures: readonly string[]
  /** treatments that occur, the weightiest first; conservative alone when nothing was done */
  readonly treatments: readonly Treatment[]
  /** procedures no table lists, as they were taken by the rules */
  readonly unlisted: readonly string[]
}

type Kind = DipRules['procedures']['unlisted']
interface KnownProcedure {
  readonly code: string
  readonly type: Kind
  readonly isListed: boolean
}

/** Weightiest first; a case is of the kind of its weightiest procedure. */
const BY_WEIGHT: readonly Treatment[] = ['operation', 'therapeutic', 'diagnostic']
/** Spellings of codes are remembered, but never more: the input must not fill the memory. */
const MOST_REMEMBERED = 100_000

/** The weightiest treatment among procedures, or conservative. */
export function treatmentOf(codes: readonly string[], { procedures }: DipRules): Treatment {
  const types = codes.map((code) => longestPrefix(procedures.types, code) ?? procedures.unlisted)
  return BY_WEIGHT.find((type) => types.includes(type as Kind)) ?? 'conservative'
}

export const cutProcedure = ({ key }: DipRules): ((code: string) => string) => {
  const { procedureCharacters } = key
  return procedureCharacters === null ? (code) => code : (code) => code.slice(0, procedureCharacters)
}

/** Reads diseases by one set of rules. */
export function createDiseaseReader(rules: DipRules): (one: DipCase) => Disease | DipRefusal {
  const diagnosisOf = remembering(normaliseDiagnosis)
  const cut = cutProcedure(rules)
  const procedureOf = remembering((text): KnownProcedure | null => {
    const code = normaliseProcedure(text)
    if (code === null) return null
    const type = longestPrefix(rules.procedures.types, code)
    return { code: cut(code), type: type ?? rules.procedures.unlisted, isListed: type !== null }
  })
  return (one) => {
    const [first = '', ...others] = one.diagnoses
    if (first.trim() === '') return dipRefusal('DIP_PRINCIPAL_MISSING', 'column diagnoses')
    const principal = diagnosisOf(first)
    if (principal === null) return dipRefusal('DIP_DIAGNOSIS_UNREADABLE', 'column diagnoses', `"${first.slice(0, 40)}"`)
    const done = readProcedures(one.procedures, procedureOf)
    if ('code' in done) return done
    return {
      principal,
      secondaries: others.flatMap((code) => diagnosisOf(code) ?? []),
      diagnosis: principal.slice(0, rules.key.diagnosisCharacters),
      family: rules.comprehensive.by === 'category' ? principal.slice(0, 3) : chapterOf(principal),
      ...done,
    }
  }
}

type Done = Pick<Disease, 'procedures' | 'treatments' | 'unlisted'>

function readProcedures(
  texts: readonly string[],
  procedureOf: (text: string) => KnownProcedure | null,
): Done | DipRefusal {
  const codes = new Set<string>()
  const types = new Set<Kind>()
  const unlisted: string[] = []
  for (const text of texts) {
    if (text.trim() === '') continue
    const known = procedureOf(text)
    if (known === null) return dipRefusal('DIP_PROCEDURE_UNREADABLE', 'column procedures', `"${text.slice(0, 40)}"`)
    const { code, type, isListed } = known
    if (!isListed) unlisted.push(code)
    if (type === 'refuse') return dipRefusal('DIP_PROCEDURE_UNLISTED', 'procedures.types', code)
    if (type === 'ignored') continue
    codes.add(code)
    types.add(type)
  }
  const treatments = BY_WEIGHT.filter((type) => types.has(type as Kind))
  return {
    procedures: codes.size > 1 ? [...codes].sort() : [...codes],
    treatments: treatments.length === 0 ? ['conservative'] : treatments,
    unlisted,
  }
}

function remembering<T>(read: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const found = known.get(text)
    if (found !== undefined) return found
    const value = read(text)
    if (known.size < MOST_REMEMBERED) known.set(text, value)
    return value
  }
}
