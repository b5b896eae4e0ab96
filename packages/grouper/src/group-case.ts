import { type CompiledScheme, UNGROUPED_NUMBER } from './compile-scheme.ts'
import { createEncodedCase, type EncodedCase, encodeCase } from './encoded-case.ts'
import { groupEncoded, stepOf } from './group-encoded.ts'
import type { CaseRefusal, Grouping, GroupingCase } from './grouping-case.ts'
import { UNGROUPED } from './scheme-tables.ts'
import { versionMismatch, whyUngrouped } from './why-ungrouped.ts'

/** The group of one case. A case that cannot be grouped is `0000` with a refusal that says why; nothing is thrown. */
export const groupCase = (scheme: CompiledScheme, from: GroupingCase): Grouping =>
  groupInto(scheme, from, createEncodedCase())

/** The same for many cases, writing each over the one before. */
export function createCaseGrouper(scheme: CompiledScheme): (from: GroupingCase) => Grouping {
  const record = createEncodedCase()
  return (from) => groupInto(scheme, from, record)
}

function groupInto(scheme: CompiledScheme, from: GroupingCase, record: EncodedCase): Grouping {
  const mismatch = versionMismatch(scheme, from.schemeVersion)
  if (mismatch) return ungrouped(scheme, from, mismatch)
  encodeCase(scheme, from, record)
  const group = groupEncoded(scheme, record)
  if (group === UNGROUPED_NUMBER) return ungrouped(scheme, from, whyUngrouped(scheme, record, from))
  const step = scheme.steps[stepOf(scheme, record)]!
  return {
    id: from.id,
    schemeVersion: scheme.version,
    mdc: scheme.head.mdcs[step.mdc]!.id,
    adrg: step.adrg < 0 ? scheme.groups[group]! : scheme.head.adrgs[step.adrg]!.id,
    drg: scheme.groups[group]!,
    refusal: null,
  }
}

const ungrouped = (scheme: CompiledScheme, from: GroupingCase, refusal: CaseRefusal): Grouping => ({
  id: from.id,
  schemeVersion: scheme.version,
  mdc: '',
  adrg: '',
  drg: UNGROUPED,
  refusal,
})
