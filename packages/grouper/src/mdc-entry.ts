import { type Condition, wordOf } from './condition.ts'
import { GrouperError } from './grouper-error.ts'
import type { MdcTable, SchemeTables } from './scheme-tables.ts'

/** The MDC as the policy chooses it: a named variant over the plain entry, then the MDCY switch (facts 3.2, 4). */
export function chosenMdc(tables: SchemeTables, id: string): MdcTable {
  const mdc = tables.mdcs[id]
  if (!mdc) throw new GrouperError('GROUPER_NAME_MISSING', 'mdc.json: order', `MDC ${id} is not in mdc.json`)
  const name = tables.policy.mdcVariants[id]
  if (name !== undefined && !mdc.variants?.[name])
    throw new GrouperError(
      'GROUPER_NAME_MISSING',
      `scheme.json: policy.mdcVariants.${id}`,
      `MDC ${id} has no variant "${name}"`,
    )
  const chosen = name === undefined ? mdc : { ...mdc, ...mdc.variants![name] }
  const only = tables.policy.mdcyPrincipalDiagnosisOnly
  return id !== 'Y' || only === undefined ? chosen : { ...chosen, enter: overDiagnoses(chosen.enter, only) }
}

function overDiagnoses(enter: Condition, principalOnly: boolean): Condition {
  const { word, value } = wordOf(enter)
  if (word === 'principalDiagnosisIn' || word === 'anyDiagnosisIn')
    return principalOnly ? { principalDiagnosisIn: value as string } : { anyDiagnosisIn: value as string }
  if ('allOf' in enter) return { allOf: enter.allOf.map((one) => overDiagnoses(one, principalOnly)) }
  if ('anyOf' in enter) return { anyOf: enter.anyOf.map((one) => overDiagnoses(one, principalOnly)) }
  return enter
}

/** Everything that must hold to enter: the `enter` tree and the short fields beside it. */
export function entryOf(mdc: MdcTable): Condition {
  const beside: Condition[] = []
  if (mdc.sex !== undefined) beside.push({ sexIs: mdc.sex })
  if (mdc.ageYearsEqual !== undefined) beside.push({ ageYearsEqual: mdc.ageYearsEqual })
  if (mdc.ageDaysAtMost !== undefined) beside.push({ ageDaysAtMost: mdc.ageDaysAtMost })
  if (mdc.regionsAtLeast !== undefined) beside.push({ bodyRegionsAtLeast: mdc.regionsAtLeast })
  const all = [...('allOf' in mdc.enter ? mdc.enter.allOf : [mdc.enter]), ...beside]
  return all.length === 1 ? all[0]! : { allOf: all }
}
