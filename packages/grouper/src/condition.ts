import { GrouperError } from './grouper-error.ts'

/** Which diagnoses or procedures of the record a list is held against. The first one is the principal. */
export const CODE_WORDS = {
  principalDiagnosisIn: { kind: 'diagnosis', position: 'principal' },
  otherDiagnosisIn: { kind: 'diagnosis', position: 'other' },
  anyDiagnosisIn: { kind: 'diagnosis', position: 'any' },
  noDiagnosisIn: { kind: 'diagnosis', position: 'none' },
  principalProcedureIn: { kind: 'procedure', position: 'principal' },
  otherProcedureIn: { kind: 'procedure', position: 'other' },
  anyProcedureIn: { kind: 'procedure', position: 'any' },
  noProcedureIn: { kind: 'procedure', position: 'none' },
} as const

/** Whole numbers of the record and how they are tested. An unknown number satisfies none of them. */
export const NUMBER_WORDS = {
  ageDaysAtLeast: { field: 'ageDays', test: 'atLeast' },
  ageDaysAtMost: { field: 'ageDays', test: 'atMost' },
  ageYearsAtLeast: { field: 'ageYears', test: 'atLeast' },
  ageYearsAtMost: { field: 'ageYears', test: 'atMost' },
  ageYearsEqual: { field: 'ageYears', test: 'equal' },
  birthWeightAtLeastGrams: { field: 'birthWeightGrams', test: 'atLeast' },
  birthWeightBelowGrams: { field: 'birthWeightGrams', test: 'below' },
  stayAtLeastDays: { field: 'stayDays', test: 'atLeast' },
  stayAtMostDays: { field: 'stayDays', test: 'atMost' },
  icuAtLeastHours: { field: 'icuHours', test: 'atLeast' },
  icuBelowHours: { field: 'icuHours', test: 'below' },
} as const

export type CodeWord = keyof typeof CODE_WORDS
export type NumberWord = keyof typeof NUMBER_WORDS
export type NumberField = (typeof NUMBER_WORDS)[NumberWord]['field']
export type Sex = 'male' | 'female'

/**
 * One condition of a scheme over one record, in the shape of the neutral tables: an object with one word. The text of a
 * code word names a list.
 * `simultaneousProceduresIn`: different procedures of the record, one out of each list (同时包含).
 * `referencedAdrgs`: the conditions of each of these ADRGs hold on the same record (policy.referencedPosition).
 * `bodyRegionsAtLeast`: diagnoses of the record touch that many `regions` of the MDC, or of the MDC that tries the ADRG.
 */
export type Condition =
  | { readonly allOf: readonly Condition[] }
  | { readonly anyOf: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly [word in CodeWord]: { readonly [only in word]: string } }[CodeWord]
  | { readonly [word in NumberWord]: { readonly [only in word]: number } }[NumberWord]
  | { readonly simultaneousProceduresIn: readonly string[] }
  | { readonly referencedAdrgs: readonly string[] }
  | { readonly bodyRegionsAtLeast: number }
  | { readonly dischargeWayIn: readonly string[] }
  | { readonly sexIs: Sex }

export const isCodeWord = (word: string): word is CodeWord => Object.hasOwn(CODE_WORDS, word)
export const isNumberWord = (word: string): word is NumberWord => Object.hasOwn(NUMBER_WORDS, word)

/** The one word of a condition and what stands behind it. */
export function wordOf(condition: Condition): { readonly word: string; readonly value: unknown } {
  const [word, value] = Object.entries(condition)[0]!
  return { word, value }
}

export const childrenOf = (condition: Condition): readonly Condition[] =>
  'allOf' in condition
    ? condition.allOf
    : 'anyOf' in condition
      ? condition.anyOf
      : 'not' in condition
        ? [condition.not]
        : []

/** @throws GrouperError GROUPER_BAD_CONDITION naming the branch that cannot be read */
export function readCondition(value: unknown, place: string): Condition {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : []
  if (entries.length !== 1) throw bad(place, 'a condition is an object with exactly one word')
  const [word, inside] = entries[0]!
  const here = `${place}.${word}`
  if (word === 'not') return { not: readCondition(inside, here) }
  if (word === 'allOf' || word === 'anyOf') {
    if (!Array.isArray(inside)) throw bad(here, 'takes a list of conditions')
    const children = inside.map((one, index) => readCondition(one, `${here}[${index}]`))
    return word === 'allOf' ? { allOf: children } : { anyOf: children }
  }
  if (!isLeaf(word, inside))
    throw bad(here, `"${word}" is no word of a condition, or what stands behind it does not fit`)
  return { [word]: inside } as unknown as Condition
}

function isLeaf(word: string, value: unknown): boolean {
  if (isCodeWord(word)) return typeof value === 'string' && value !== ''
  if (isNumberWord(word) || word === 'bodyRegionsAtLeast') return Number.isSafeInteger(value) && (value as number) >= 0
  if (word === 'sexIs') return value === 'male' || value === 'female'
  if (['simultaneousProceduresIn', 'referencedAdrgs', 'dischargeWayIn'].includes(word))
    return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '')
  return false
}

const bad = (place: string, message: string): GrouperError => new GrouperError('GROUPER_BAD_CONDITION', place, message)
