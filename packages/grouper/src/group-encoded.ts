import { type CompiledScheme, UNGROUPED_NUMBER } from './compile-scheme.ts'
import type { EncodedCase } from './encoded-case.ts'
import { holds } from './evaluate-rule.ts'
import { NEEDED, type Step } from './grouping-steps.ts'
import { COUNTS_MCC, NO_CODE, UNKNOWN_CODE } from './interned-scheme.ts'

/** The number of the case's group in `scheme.groups`; 0 is `0000`, and `whyUngrouped` then says why. */
export function groupEncoded(scheme: CompiledScheme, record: EncodedCase): number {
  const principal = record.diagnoses[0]!
  if (principal <= UNKNOWN_CODE && mustReject(scheme, principal)) return UNGROUPED_NUMBER
  if (scheme.hasSexOnly && sexConflictAt(scheme, record) !== null) return UNGROUPED_NUMBER
  if (weightMayDecide(scheme, record) && groupsByWeight(scheme, record).length > 1) return UNGROUPED_NUMBER
  return groupChecked(scheme, record)
}

function groupChecked(scheme: CompiledScheme, record: EncodedCase): number {
  const cell = scheme.decisions.cell(record.diagnoses[0]!, record.procedures[0]!)
  if (cell.group >= 0) return cell.group
  const number = stepOf(scheme, record)
  return number < 0 ? UNGROUPED_NUMBER : groupOfStep(scheme, scheme.steps[number]!, record)
}

/** The number of the step the case takes, -1 when it takes none. */
export function stepOf(scheme: CompiledScheme, record: EncodedCase): number {
  const { steps } = scheme.decisions.cell(record.diagnoses[0]!, record.procedures[0]!)
  for (let at = 0; at < steps.length; at++) {
    const { rest } = scheme.steps[steps[at]!]!
    if (rest === null || holds(rest, record, scheme.bits)) return steps[at]!
  }
  return -1
}

function groupOfStep(scheme: CompiledScheme, step: Step, record: EncodedCase): number {
  if (step.group >= 0) return step.group
  const severity = severityOf(scheme, record)
  const group = step.bySeverity ? step.bySeverity[severity]! : groupByRules(scheme, step, record, severity)
  return group < 0 ? UNGROUPED_NUMBER : group
}

function groupByRules(scheme: CompiledScheme, step: Step, record: EncodedCase, severity: number): number {
  const { head, bits } = scheme
  const found = head.adrgs[step.adrg]!.drgs.find((number) => {
    const { requires, when } = head.drgs[number]!
    return severity >= NEEDED[requires] && (when === null || holds(when, record, bits))
  })
  return found === undefined ? -1 : found + 1
}

const COUNTED = { none: 0, cc: 1, mcc: 2 } as const

/** 0 none, 1 CC, 2 MCC. */
export function severityOf(scheme: CompiledScheme, record: EncodedCase): number {
  for (const { when, counts } of scheme.head.modifiers) if (holds(when, record, scheme.bits)) return COUNTED[counts]
  const { severity, severityTable, exclusion } = scheme.interned
  const excluded = exclusion[record.diagnoses[0]!]!
  let most = 0
  for (let at = 1; at < record.diagnosisCount; at++) {
    const diagnosis = record.diagnoses[at]!
    const counts = severity[diagnosis]!
    // facts 3.5: only the table of the principal diagnosis excludes; without one nothing is excluded
    if (counts <= most || (excluded !== 0 && severityTable[diagnosis] === excluded)) continue
    most = counts
    if (most === COUNTS_MCC) break
  }
  return most
}

export const mustReject = (scheme: CompiledScheme, principal: number): boolean =>
  principal === NO_CODE || (principal === UNKNOWN_CODE && scheme.head.policy.unknownPrincipal === 'reject')

/** Where on the record a code stands that only the other sex can have. */
export function sexConflictAt(scheme: CompiledScheme, record: EncodedCase) {
  const { diagnosisSex, procedureSex } = scheme.interned
  const other = record.sex === 1 ? 2 : record.sex === 2 ? 1 : 0
  if (other === 0) return null
  for (let at = 0; at < record.diagnosisCount; at++)
    if (diagnosisSex[record.diagnoses[at]!] === other) return { kind: 'diagnosis', at } as const
  for (let at = 0; at < record.procedureCount; at++)
    if (procedureSex[record.procedures[at]!] === other) return { kind: 'procedure', at } as const
  return null
}

function weightMayDecide(scheme: CompiledScheme, record: EncodedCase): boolean {
  const { ageDays, birthWeightGrams } = record
  return (
    birthWeightGrams <= 0 && ageDays >= 0 && ageDays <= scheme.head.policy.newbornDays && scheme.weightLimits.length > 0
  )
}

/** The groups a newborn without a weight could have: its weight is only asked for when it decides (facts 3.1). */
export function groupsByWeight(scheme: CompiledScheme, record: EncodedCase): number[] {
  if (!weightMayDecide(scheme, record)) return []
  const kept = record.birthWeightGrams
  const weights = scheme.weightLimits.flatMap((limit) => [limit - 1, limit]).filter((weight) => weight > 0)
  const groups = weights.map((weight) => {
    record.birthWeightGrams = weight
    return groupChecked(scheme, record)
  })
  record.birthWeightGrams = kept
  return [...new Set(groups)]
}
