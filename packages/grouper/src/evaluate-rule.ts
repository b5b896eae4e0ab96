import type { CodeWord } from './condition.ts'
import type { EncodedCase } from './encoded-case.ts'
import type { Rule } from './interned-scheme.ts'

/** One bit per code: is it in the list? */
export type CodeBits = Uint32Array

export const hasCode = (bits: CodeBits, code: number): boolean => ((bits[code >>> 5]! >>> (code & 31)) & 1) === 1

/** Does the rule hold on this case? @param lists bits by list number */
export function holds(rule: Rule, record: EncodedCase, lists: readonly CodeBits[]): boolean {
  switch (rule.is) {
    case 'code':
      return codeHolds(rule.word, lists[rule.list]!, record)
    case 'allOf':
    case 'referencedAdrgs':
      for (const one of rule.of) if (!holds(one, record, lists)) return false
      return true
    case 'anyOf':
      for (const one of rule.of) if (holds(one, record, lists)) return true
      return false
    case 'not':
      return !holds(rule.of[0]!, record, lists)
    case 'number':
      return numberHolds(rule, record[rule.field])
    case 'sex':
      return record.sex === (rule.sex === 'male' ? 1 : 2)
    case 'dischargeWay':
      return rule.ways.includes(record.dischargeWay)
    case 'regions':
      return countTouched(rule.lists, record, lists) >= rule.limit
    case 'simultaneous':
      return chooseDifferent(rule.lists, record, lists) !== null
  }
}

function codeHolds(word: CodeWord, bits: CodeBits, record: EncodedCase): boolean {
  switch (word) {
    case 'principalDiagnosisIn':
      return hasCode(bits, record.diagnoses[0]!)
    case 'principalProcedureIn':
      return hasCode(bits, record.procedures[0]!)
    case 'otherDiagnosisIn':
      return anyFrom(1, bits, record.diagnoses, record.diagnosisCount)
    case 'otherProcedureIn':
      return anyFrom(1, bits, record.procedures, record.procedureCount)
    case 'anyDiagnosisIn':
      return anyFrom(0, bits, record.diagnoses, record.diagnosisCount)
    case 'anyProcedureIn':
      return anyFrom(0, bits, record.procedures, record.procedureCount)
    case 'noDiagnosisIn':
      return !anyFrom(0, bits, record.diagnoses, record.diagnosisCount)
    case 'noProcedureIn':
      return !anyFrom(0, bits, record.procedures, record.procedureCount)
  }
}

function anyFrom(first: number, bits: CodeBits, codes: Uint32Array, count: number): boolean {
  for (let at = first; at < count; at++) if (hasCode(bits, codes[at]!)) return true
  return false
}

/** An unknown number (below zero; a weight of zero likewise) satisfies nothing. */
export function numberHolds(rule: Extract<Rule, { is: 'number' }>, value: number): boolean {
  if (value < 0) return false
  if (rule.test === 'atLeast') return value >= rule.limit
  if (rule.test === 'atMost') return value <= rule.limit
  return rule.test === 'below' ? value < rule.limit : value === rule.limit
}

function countTouched(regions: readonly number[], record: EncodedCase, lists: readonly CodeBits[]): number {
  let touched = 0
  for (const list of regions) if (anyFrom(0, lists[list]!, record.diagnoses, record.diagnosisCount)) touched++
  return touched
}

/** One different procedure for each list, by trying; a record has few procedures and a rule few lists. */
export function chooseDifferent(
  wanted: readonly number[],
  record: EncodedCase,
  lists: readonly CodeBits[],
  chosen: readonly number[] = [],
): readonly number[] | null {
  if (chosen.length === wanted.length) return chosen
  const bits = lists[wanted[chosen.length]!]!
  for (let at = 0; at < record.procedureCount; at++) {
    const code = record.procedures[at]!
    if (!hasCode(bits, code) || chosen.includes(code)) continue
    const rest = chooseDifferent(wanted, record, lists, [...chosen, code])
    if (rest) return rest
  }
  return null
}
