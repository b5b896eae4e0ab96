import type { CompiledScheme } from './compile-scheme.ts'
import { createEncodedCase, encodeCase } from './encoded-case.ts'
import { createCaseGrouper } from './group-case.ts'
import { groupsByWeight } from './group-encoded.ts'
import type { Grouping, GroupingCase } from './grouping-case.ts'
import { NEEDED } from './grouping-steps.ts'
import { UNKNOWN_CODE } from './interned-scheme.ts'
import { usualCode } from './spelling-hint.ts'
import { hasOperation, traceCase } from './trace-case.ts'

/**
 * documentation-gap: the record itself shows that something is missing or contradictory; the reviewer reads the chart.
 * revenue-advice: nothing on the record asks for it, only the group would pay otherwise. Never act on it without the chart.
 */
export type ChangeLabel = 'documentation-gap' | 'revenue-advice'

export interface GroupChange {
  readonly label: ChangeLabel
  readonly kind:
    | 'severity'
    | 'rests-on-one-diagnosis'
    | 'other-principal-diagnosis'
    | 'unknown-principal-diagnosis'
    | 'unknown-secondary-diagnosis'
    | 'birth-weight'
  /** a code that stands on the record already; null: only a class is named, never a code to add */
  readonly code: string | null
  /** the groups the case could get */
  readonly to: readonly string[]
  readonly because: string
}

/** What on or about the record would lead to another group. No code that is not on the record is ever named. */
export function whatWouldChange(scheme: CompiledScheme, from: GroupingCase): GroupChange[] {
  const group = createCaseGrouper(scheme)
  const now = group(from)
  if (now.refusal?.code === 'SCHEME_VERSION_MISMATCH') return []
  return [
    ...missingWeight(scheme, from),
    ...unknownPrincipal(from, now, group),
    ...unknownSecondaries(scheme, from, now),
    ...otherSeverities(scheme, from, now),
    ...soleSupport(scheme, from, now, group),
    ...otherPrincipals(scheme, from, now, group),
  ]
}

function missingWeight(scheme: CompiledScheme, from: GroupingCase): GroupChange[] {
  const groups = groupsByWeight(scheme, encodeCase(scheme, from, createEncodedCase())).map(
    (group) => scheme.groups[group]!,
  )
  if (groups.length < 2) return []
  const because = 'the birth weight of a newborn is not on the record, and it decides the group'
  return [{ label: 'documentation-gap', kind: 'birth-weight', code: null, to: groups, because }]
}

/** The code is what the reviewer looks at; where it leads once it is spelt as the catalogue spells it, if that is near. */
function unknownPrincipal(from: GroupingCase, now: Grouping, group: Group): GroupChange[] {
  if (now.refusal?.code !== 'PRINCIPAL_DIAGNOSIS_UNKNOWN') return []
  const [code = '', ...others] = from.diagnoses
  const spelt = group({ ...from, diagnoses: [usualCode(code), ...others] })
  const because = `${now.refusal.message}; check the code against the catalogue`
  const to = spelt.refusal ? [] : [spelt.drg]
  return [{ label: 'documentation-gap', kind: 'unknown-principal-diagnosis', code, to, because }]
}

function unknownSecondaries(scheme: CompiledScheme, from: GroupingCase, now: Grouping): GroupChange[] {
  const to = severityGroups(scheme, now).map(([drg]) => drg)
  return from.diagnoses.slice(1).flatMap((code): GroupChange[] => {
    if (scheme.diagnosisCodes.numberOf(code) !== UNKNOWN_CODE || to.length === 0) return []
    const because = `${scheme.version} does not know ${code}, so it counted for nothing; check the code against the catalogue`
    return [{ label: 'documentation-gap', kind: 'unknown-secondary-diagnosis', code, to, because }]
  })
}

/** The other DRGs of the ADRG, and what they ask for. */
function severityGroups(scheme: CompiledScheme, now: Grouping): [drg: string, requires: keyof typeof NEEDED][] {
  const adrg = scheme.head.adrgs.find(({ id }) => id === now.adrg)
  return (adrg?.drgs ?? []).flatMap((number) => {
    const { id, requires } = scheme.head.drgs[number]!
    return id === now.drg || requires === 'none' ? [] : [[id, requires] as [string, keyof typeof NEEDED]]
  })
}

const CLASSES = { mcc: 'MCC', 'mcc-or-cc': 'CC or MCC', none: '' } as const
const LEVELS = { none: 0, cc: 1, mcc: 2 } as const

/** Groups a further CC or MCC would lead to. Signs of a grave course without any make it a gap; else it is about money only. */
function otherSeverities(scheme: CompiledScheme, from: GroupingCase, now: Grouping): GroupChange[] {
  const { trace } = traceCase(scheme, from)
  if (!trace || trace.severity.fixedBecause !== null) return []
  const reached = LEVELS[trace.severity.level]
  const signs = [
    ...((from.icuHours ?? 0) > 0 ? [`${from.icuHours} hours in intensive care`] : []),
    // 离院方式 5 is death in the settlement list; a death without any complication is at least worth a look
    ...(from.dischargeWay === '5' ? ['the patient died'] : []),
  ]
  const excluded = trace.severity.diagnoses.filter((one) => !one.counts).map((one) => one.code)
  const noted =
    excluded.length === 0 ? '' : `; ${excluded.join(', ')} is excluded by table ${trace.severity.exclusionTable}`
  return severityGroups(scheme, now).flatMap(([drg, requires]): GroupChange[] => {
    if (NEEDED[requires] <= reached) return []
    const isGap = signs.length > 0 && reached === LEVELS.none
    const why = isGap
      ? `${signs.join(' and ')}, but no diagnosis of class ${CLASSES[requires]} says why`
      : `a documented and treated condition of class ${CLASSES[requires]} would lead there; nothing on the record points to one`
    return [
      {
        label: isGap ? 'documentation-gap' : 'revenue-advice',
        kind: 'severity',
        code: null,
        to: [drg],
        because: `${why}${noted}`,
      },
    ]
  })
}

type Group = (from: GroupingCase) => Grouping

/** A group that falls when one diagnosis is struck out is what an auditor asks about first. */
function soleSupport(scheme: CompiledScheme, from: GroupingCase, now: Grouping, group: Group): GroupChange[] {
  if (now.refusal) return []
  const counted = [...new Set(from.diagnoses.slice(1))]
  return counted.flatMap((code): GroupChange[] => {
    const diagnoses = from.diagnoses.filter((other, at) => at === 0 || other !== code)
    const without = group({ ...from, diagnoses })
    if (without.drg === now.drg) return []
    const because = `${now.drg} of ${scheme.version} rests on ${code} alone; the chart must show that it was diagnosed and treated`
    return [{ label: 'documentation-gap', kind: 'rests-on-one-diagnosis', code, to: [without.drg], because }]
  })
}

function otherPrincipals(scheme: CompiledScheme, from: GroupingCase, now: Grouping, group: Group): GroupChange[] {
  const operated = hasOperation(scheme, encodeCase(scheme, from, createEncodedCase()))
  const isMedical = scheme.head.adrgs.find(({ id }) => id === now.adrg)?.kind === 'medical' || now.drg.endsWith('QY')
  const others = [...new Set(from.diagnoses.slice(1))].filter((code) => code !== from.diagnoses[0] && code !== '')
  return others.flatMap((code): GroupChange[] => {
    const rest = from.diagnoses.filter((other) => other !== code)
    const then = group({ ...from, diagnoses: [code, ...rest] })
    if (then.refusal || then.drg === now.drg) return []
    const kind = scheme.head.adrgs.find(({ id }) => id === then.adrg)?.kind
    const fitsOperation = operated && isMedical && kind !== undefined && kind !== 'medical'
    // a code nobody knows is to be mended, not to be replaced by another diagnosis
    const leadsNowhere = now.refusal !== null && now.refusal.code !== 'PRINCIPAL_DIAGNOSIS_UNKNOWN'
    const [label, why]: [ChangeLabel, string] = leadsNowhere
      ? ['documentation-gap', `the principal diagnosis leads nowhere (${now.refusal?.code}), this one does`]
      : fitsOperation
        ? [
            'documentation-gap',
            `the operation on the record belongs to MDC ${then.mdc}, not to that of the principal diagnosis`,
          ]
        : [
            'revenue-advice',
            'both stand on the record; the principal diagnosis is the one that led to the stay and used most of it',
          ]
    return [{ label, kind: 'other-principal-diagnosis', code, to: [then.drg], because: why }]
  })
}
