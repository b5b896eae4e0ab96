import { type CompiledScheme, inList, UNGROUPED_NUMBER } from './compile-scheme.ts'
import { createEncodedCase, type EncodedCase, encodeCase } from './encoded-case.ts'
import { holds } from './evaluate-rule.ts'
import { groupEncoded, severityOf, stepOf } from './group-encoded.ts'
import type { CaseRefusal, Grouping, GroupingCase } from './grouping-case.ts'
import type { Step } from './grouping-steps.ts'
import { COUNTS_MCC, COUNTS_NOT, UNKNOWN_CODE } from './interned-scheme.ts'
import { UNGROUPED } from './scheme-tables.ts'
import { type HeldCondition, traceRule } from './trace-rule.ts'
import { versionMismatch, whyUngrouped } from './why-ungrouped.ts'

/** One secondary diagnosis that is in the MCC or CC list. */
export interface SeverityTrace {
  readonly code: string
  readonly is: 'mcc' | 'cc'
  readonly table: string
  /** false: the table is the principal diagnosis's own, so the diagnosis does not count */
  readonly counts: boolean
}

export interface CaseTrace {
  /** MDCs that were entered and left again because none of their ADRGs matched */
  readonly leftAgain: readonly string[]
  readonly mdc: { readonly id: string; readonly name: string; readonly because: HeldCondition }
  readonly adrg: { readonly id: string; readonly name: string; readonly because: HeldCondition | null }
  readonly severity: {
    readonly level: 'mcc' | 'cc' | 'none'
    /** the exclusion table of the principal diagnosis, empty when it has none */
    readonly exclusionTable: string
    readonly diagnoses: readonly SeverityTrace[]
    /** a rule of the scheme that fixes the severity whatever the diagnoses say */
    readonly fixedBecause: string | null
  }
  readonly drg: { readonly id: string; readonly name: string; readonly requires: string }
}

export interface TracedGrouping extends Grouping {
  readonly trace: CaseTrace | null
  /** codes of the record that this scheme does not know; they decided nothing */
  readonly unknownCodes: readonly string[]
}

/** The group of one case with its reasons. */
export const traceCase = (scheme: CompiledScheme, from: GroupingCase): TracedGrouping => createTracer(scheme)(from)

/** The same for many cases, writing each over the one before. */
export function createTracer(scheme: CompiledScheme): (from: GroupingCase) => TracedGrouping {
  const record = createEncodedCase()
  return (from) => {
    const mismatch = versionMismatch(scheme, from.schemeVersion)
    encodeCase(scheme, from, record)
    const group = mismatch ? UNGROUPED_NUMBER : groupEncoded(scheme, record)
    const { id } = from
    const schemeVersion = scheme.version
    const unknownCodes = unknownOf(record, from)
    if (group === UNGROUPED_NUMBER) {
      const refusal: CaseRefusal = mismatch ?? whyUngrouped(scheme, record, from)
      return { id, schemeVersion, mdc: '', adrg: '', drg: UNGROUPED, refusal, trace: null, unknownCodes }
    }
    const trace = traceStep(scheme, record, stepOf(scheme, record), group)
    const [mdc, adrg, drg] = [trace.mdc.id, trace.adrg.id, trace.drg.id]
    return { id, schemeVersion, mdc, adrg, drg, refusal: null, trace, unknownCodes }
  }
}

/** Codes of the record that decided nothing. */
export function unknownOf(record: EncodedCase, from: GroupingCase): string[] {
  const unknown: string[] = []
  for (let at = 0; at < from.diagnoses.length; at++)
    if (record.diagnoses[at] === UNKNOWN_CODE) unknown.push(from.diagnoses[at]!)
  for (let at = 0; at < from.procedures.length; at++)
    if (record.procedures[at] === UNKNOWN_CODE) unknown.push(from.procedures[at]!)
  return unknown
}

function traceStep(scheme: CompiledScheme, record: EncodedCase, stepNumber: number, group: number): CaseTrace {
  const { head } = scheme
  const step = scheme.steps[stepNumber]!
  const mdc = head.mdcs[step.mdc]!
  const adrg = head.adrgs[step.adrg] ?? null
  const drg = head.drgs[group - 1] ?? null
  const id = scheme.groups[group]!
  return {
    leftAgain: leftAgain(scheme, record, step),
    mdc: { id: mdc.id, name: mdc.name, because: traceRule(scheme, mdc.enter, record) },
    adrg: { id: adrg?.id ?? id, name: adrg?.name ?? '', because: adrg && traceRule(scheme, adrg.when, record) },
    severity: traceSeverity(scheme, record),
    drg: { id, name: drg?.name ?? '', requires: drg?.requires ?? 'none' },
  }
}

function leftAgain(scheme: CompiledScheme, record: EncodedCase, step: Step): string[] {
  const left: string[] = []
  for (let at = 0; at < step.mdc; at++) {
    const { id, enter } = scheme.head.mdcs[at]!
    if (holds(enter, record, scheme.bits)) left.push(id)
  }
  return left
}

const LEVELS = ['none', 'cc', 'mcc'] as const

export function traceSeverity(scheme: CompiledScheme, record: EncodedCase): CaseTrace['severity'] {
  const { severity, severityTable, exclusion } = scheme.interned
  const { exclusionTables, modifiers } = scheme.head
  const excluded = exclusion[record.diagnoses[0]!]!
  const diagnoses: SeverityTrace[] = []
  for (let at = 1; at < record.diagnosisCount; at++) {
    const diagnosis = record.diagnoses[at]!
    const is = severity[diagnosis]!
    if (is === COUNTS_NOT) continue
    const table = severityTable[diagnosis]!
    diagnoses.push({
      code: scheme.diagnosisCodes.codes[diagnosis]!,
      is: is === COUNTS_MCC ? 'mcc' : 'cc',
      table: exclusionTables[table]!,
      counts: excluded === 0 || table !== excluded,
    })
  }
  const fixed = modifiers.find(({ when }) => holds(when, record, scheme.bits))
  return {
    level: LEVELS[severityOf(scheme, record)]!,
    exclusionTable: exclusionTables[excluded]!,
    diagnoses,
    fixedBecause: fixed?.because ?? null,
  }
}

/** Whether the principal procedure counts as an operation in this scheme. */
export const hasOperation = (scheme: CompiledScheme, record: EncodedCase): boolean =>
  record.procedureCount > 0 && inList(scheme, scheme.head.validProcedures, record.procedures[0]!)
