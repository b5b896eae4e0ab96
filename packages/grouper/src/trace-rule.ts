import type { CompiledScheme } from './compile-scheme.ts'
import { CODE_WORDS } from './condition.ts'
import type { EncodedCase } from './encoded-case.ts'
import { chooseDifferent, hasCode, holds } from './evaluate-rule.ts'
import type { Rule } from './interned-scheme.ts'

/** A condition with what satisfied it: the codes, the value of the record, the regions touched. */
export interface HeldCondition {
  /** the word of the condition, as in the tables */
  readonly condition: string
  readonly holds: boolean
  /** `BB1.diagnoses`: whose list, and which */
  readonly list?: string
  readonly codes?: readonly string[]
  readonly limit?: number
  /** of the record; null when it is not known */
  readonly value?: number | string | null
  readonly regions?: readonly string[]
  readonly of?: readonly HeldCondition[]
}

export function traceRule(scheme: CompiledScheme, rule: Rule, record: EncodedCase): HeldCondition {
  switch (rule.is) {
    case 'code': {
      const codes = codesThatMeet(scheme, rule, record)
      const wanted = CODE_WORDS[rule.word].position !== 'none'
      return {
        condition: rule.word,
        holds: codes.length > 0 === wanted,
        list: scheme.head.listNames[rule.list]!,
        codes,
      }
    }
    case 'number': {
      const value = record[rule.field]
      const found = value < 0 ? null : value
      return { condition: rule.word, holds: holds(rule, record, scheme.bits), limit: rule.limit, value: found }
    }
    case 'sex':
      return { condition: 'sexIs', holds: holds(rule, record, scheme.bits), value: rule.sex }
    case 'dischargeWay':
      return { condition: 'dischargeWayIn', holds: rule.ways.includes(record.dischargeWay), value: record.dischargeWay }
    case 'regions':
      return traceRegions(scheme, rule, record)
    case 'simultaneous': {
      const chosen = chooseDifferent(rule.lists, record, scheme.bits)
      const codes = (chosen ?? []).map((code) => scheme.procedureCodes.codes[code]!)
      const list = rule.lists.map((one) => scheme.head.listNames[one]).join(' + ')
      return { condition: 'simultaneousProceduresIn', holds: chosen !== null, list, codes }
    }
    default:
      return traceBranch(scheme, rule, record)
  }
}

function traceBranch(scheme: CompiledScheme, rule: Extract<Rule, { of: unknown }>, record: EncodedCase): HeldCondition {
  const of = rule.of.map((one) => traceRule(scheme, one, record))
  // an allOf around a single condition says nothing to the reader
  if (rule.is === 'allOf' && of.length === 1) return of[0]!
  const held =
    rule.is === 'anyOf' ? of.some((one) => one.holds) : rule.is === 'not' ? !of[0]!.holds : of.every((one) => one.holds)
  const named = rule.is === 'referencedAdrgs' ? { list: rule.names.join(' + ') } : {}
  return { condition: rule.is, holds: held, ...named, of }
}

function codesThatMeet(scheme: CompiledScheme, rule: Extract<Rule, { is: 'code' }>, record: EncodedCase): string[] {
  const { kind, position } = CODE_WORDS[rule.word]
  const bits = scheme.bits[rule.list]!
  const numbers = kind === 'diagnosis' ? record.diagnoses : record.procedures
  const { codes } = kind === 'diagnosis' ? scheme.diagnosisCodes : scheme.procedureCodes
  const count = kind === 'diagnosis' ? record.diagnosisCount : record.procedureCount
  const from = position === 'other' ? 1 : 0
  const to = position === 'principal' ? Math.min(1, count) : count
  const found: string[] = []
  for (let at = from; at < to; at++) if (hasCode(bits, numbers[at]!)) found.push(codes[numbers[at]!]!)
  return found
}

function traceRegions(
  scheme: CompiledScheme,
  rule: Extract<Rule, { is: 'regions' }>,
  record: EncodedCase,
): HeldCondition {
  const touched = rule.lists.filter((list) =>
    record.diagnoses.subarray(0, record.diagnosisCount).some((code) => hasCode(scheme.bits[list]!, code)),
  )
  return {
    condition: 'bodyRegionsAtLeast',
    holds: touched.length >= rule.limit,
    limit: rule.limit,
    value: touched.length,
    regions: touched.map((list) => scheme.head.listNames[list]!.replace(/^[^.]*\./, '')),
  }
}
