import type { CompiledScheme } from './compile-scheme.ts'
import { CODE_WORDS } from './condition.ts'
import type { EncodedCase } from './encoded-case.ts'
import { holds } from './evaluate-rule.ts'
import { groupsByWeight, mustReject, sexConflictAt, stepOf } from './group-encoded.ts'
import type { CaseRefusal, GroupingCase } from './grouping-case.ts'
import { NO_CODE, type Rule, UNKNOWN_CODE } from './interned-scheme.ts'
import { spellingHint } from './spelling-hint.ts'

const refuse = (code: CaseRefusal['code'], place: string, message: string): CaseRefusal => ({ code, place, message })

/** The case names another scheme than the one it would be grouped with. */
export function versionMismatch(scheme: CompiledScheme, version: string | undefined): CaseRefusal | null {
  if (!version || version === scheme.version) return null
  return refuse(
    'SCHEME_VERSION_MISMATCH',
    'schemeVersion',
    `the case asks for ${version}, the scheme is ${scheme.version}`,
  )
}

/** Why the case is `0000`, in the order a coder would look. */
export function whyUngrouped(scheme: CompiledScheme, record: EncodedCase, from: GroupingCase): CaseRefusal {
  const principal = record.diagnoses[0]!
  const code = from.diagnoses[0] ?? ''
  if (principal === NO_CODE)
    return refuse('PRINCIPAL_DIAGNOSIS_MISSING', 'diagnoses[0]', 'the case has no principal diagnosis')
  if (mustReject(scheme, principal)) return unknownPrincipal(scheme, code)
  const conflict = scheme.hasSexOnly ? sexConflictAt(scheme, record) : null
  if (conflict) {
    const [list, field] =
      conflict.kind === 'diagnosis' ? [from.diagnoses, 'diagnoses'] : [from.procedures, 'procedures']
    const message = `${list[conflict.at]} is not possible for a ${from.sex} patient`
    return refuse('SEX_CONFLICT', `${field}[${conflict.at}]`, message)
  }
  const groups = groupsByWeight(scheme, record).map((group) => scheme.groups[group])
  if (groups.length > 1)
    return refuse('NEWBORN_WITHOUT_WEIGHT', 'birthWeightGrams', `the birth weight decides between ${groups.join(', ')}`)
  return noStep(scheme, record, from)
}

function noStep(scheme: CompiledScheme, record: EncodedCase, from: GroupingCase): CaseRefusal {
  const { head, bits } = scheme
  const code = from.diagnoses[0] ?? ''
  const taken = stepOf(scheme, record)
  if (taken >= 0) {
    const adrg = head.adrgs[scheme.steps[taken]!.adrg]!.id
    return refuse('NO_DRG_MATCHES', `adrg ${adrg}`, `${adrg} holds, but none of its DRGs fits the case's severity`)
  }
  // MDCA opens to every operation; that it was entered in vain says nothing about the principal diagnosis
  const entered = head.mdcs
    .filter((mdc) => asksDiagnosis(mdc.enter) && holds(mdc.enter, record, bits))
    .map((mdc) => mdc.id)
  if (entered.length > 0)
    return refuse(
      'NO_ADRG_MATCHES',
      'diagnoses[0]',
      `MDC ${entered.join(', ')} was entered and none of its ADRGs matches`,
    )
  const bySex = head.mdcs.find((mdc) => failsBySexOnly(mdc.enter, record, scheme))
  if (bySex)
    return refuse(
      'SEX_CONFLICT',
      'sex',
      `${code} belongs to MDC ${bySex.id}, which a ${from.sex ?? 'patient of unknown sex'} cannot enter`,
    )
  if (record.diagnoses[0] === UNKNOWN_CODE) return unknownPrincipal(scheme, code)
  return refuse('PRINCIPAL_DIAGNOSIS_IN_NO_MDC', 'diagnoses[0]', `${code} opens no MDC of ${scheme.version}`)
}

function unknownPrincipal(scheme: CompiledScheme, code: string): CaseRefusal {
  const hint = spellingHint(scheme.diagnosisCodes, code)
  const message = `${scheme.version} does not know the diagnosis ${code}${hint}`
  return refuse('PRINCIPAL_DIAGNOSIS_UNKNOWN', 'diagnoses[0]', message)
}

/** Would the case enter if it were of the sex the MDC asks for? */
function failsBySexOnly(enter: Rule, record: EncodedCase, scheme: CompiledScheme): boolean {
  if (enter.is !== 'allOf') return false
  const asked = enter.of.find((rule) => rule.is === 'sex')
  if (asked?.is !== 'sex') return false
  return holds(enter, { ...record, sex: asked.sex === 'male' ? 1 : 2 }, scheme.bits)
}

const asksDiagnosis = (rule: Rule): boolean =>
  'of' in rule ? rule.of.some(asksDiagnosis) : rule.is === 'code' && CODE_WORDS[rule.word].kind === 'diagnosis'
