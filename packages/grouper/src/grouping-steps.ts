import type { InternedAdrg, InternedHead, Rule } from './interned-scheme.ts'

/**
 * One line of the decision: it is taken when the principal diagnosis is in all of `diagnosisLists`, the principal
 * procedure in all of `procedureLists` and `rest` holds. An MDC that is entered without a matching ADRG needs no line:
 * the next ones are simply tried (facts 3.2: MDCA falls through).
 */
export interface Step {
  /** number of the MDC in the head */
  readonly mdc: number
  /** number of the ADRG, -1 for QY and the 00 group of an MDC */
  readonly adrg: number
  /** number of the group where severity does not matter, else -1 */
  readonly group: number
  /** by severity none, CC, MCC: the group, -1 where no DRG holds; null when DRGs ask for more than severity */
  readonly bySeverity: Int32Array | null
  readonly diagnosisLists: readonly number[]
  readonly procedureLists: readonly number[]
  readonly rest: Rule | null
}

export function buildSteps(head: InternedHead, numberOfGroup: (group: string) => number): Step[] {
  const steps: Step[] = []
  head.mdcs.forEach((mdc, mdcNumber) => {
    const push = (adrg: number, when: Rule | null, fixed: string | null): void => {
      const bySeverity = adrg < 0 ? null : severityTable(head, head.adrgs[adrg]!, numberOfGroup)
      const first = bySeverity?.[0] ?? -1
      const same = bySeverity?.every((one) => one === first) && head.modifiers.length === 0
      const group = fixed !== null ? numberOfGroup(fixed) : same ? first : -1
      steps.push({ mdc: mdcNumber, adrg, group, bySeverity, ...split(when ? [mdc.enter, when] : [mdc.enter]) })
    }
    let surgicalDone = false
    for (const adrg of mdc.adrgs) {
      if (head.adrgs[adrg]!.kind === 'medical' && !surgicalDone) {
        surgicalDone = true
        if (head.policy.qy !== 'off') push(-1, qyRule(head), `${mdc.id}QY`)
      }
      push(adrg, head.adrgs[adrg]!.when, null)
    }
    if (head.policy.withoutAdrg === 'letter-00') push(-1, null, `${mdc.id}00`)
  })
  return steps
}

/** facts 3.4: an operation is on the record, and every surgical and procedure ADRG of the MDC has been tried. */
const qyRule = ({ policy, validProcedures }: InternedHead): Rule => ({
  is: 'code',
  word: policy.qy === 'any-procedure' ? 'anyProcedureIn' : 'principalProcedureIn',
  list: validProcedures,
})

function severityTable(head: InternedHead, adrg: InternedAdrg, numberOfGroup: (group: string) => number) {
  const drgs = adrg.drgs.map((number) => head.drgs[number]!)
  if (drgs.some((drg) => drg.when)) return null
  const groupAt = (severity: number): number => {
    const drg = drgs.find(({ requires }) => severity >= NEEDED[requires])
    return drg ? numberOfGroup(drg.id) : -1
  }
  return Int32Array.of(groupAt(0), groupAt(1), groupAt(2))
}

/** The least severity (0 none, 1 CC, 2 MCC) a DRG asks for; in a {1,5} ADRG a CC alone therefore goes to 5 (facts 7.2). */
export const NEEDED = { none: 0, 'mcc-or-cc': 1, mcc: 2 } as const

/** Conditions that the principal codes alone decide become look-ups; the rest is walked. */
function split(rules: readonly Rule[]): Pick<Step, 'diagnosisLists' | 'procedureLists' | 'rest'> {
  const diagnosisLists: number[] = []
  const procedureLists: number[] = []
  const rest: Rule[] = []
  for (const rule of rules.flatMap(conjuncts)) {
    if (rule.is === 'code' && rule.word === 'principalDiagnosisIn') diagnosisLists.push(rule.list)
    else if (rule.is === 'code' && rule.word === 'principalProcedureIn') procedureLists.push(rule.list)
    else rest.push(rule)
  }
  return {
    diagnosisLists,
    procedureLists,
    rest: rest.length === 0 ? null : rest.length === 1 ? rest[0]! : { is: 'allOf', of: rest },
  }
}

const conjuncts = (rule: Rule): Rule[] => (rule.is === 'allOf' ? rule.of.flatMap(conjuncts) : [rule])
