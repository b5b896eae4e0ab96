import { type CompiledConditions, compileConditions, isIcdCode, scoreConditions } from '@medsettle/risk-adjustment'
import { isChinaDate } from '../../identity/china-date.ts'
import {
  type CapitationRefusal,
  type CapitationRefusalCode,
  type CapitationRow,
  capitationRefusal,
} from './capitation-refusal.ts'
import type { RiskRules } from './capitation-rules.ts'
import type { Member } from './membership.ts'

export interface Diagnoses {
  /** codes that count, by person */
  readonly codes: ReadonlyMap<string, ReadonlySet<string>>
  readonly refused: readonly CapitationRefusal[]
}

/** Columns: person, code, date. A code of no condition is kept: it may belong to Charlson's, and weighs nothing else. */
export function readDiagnoses(
  risk: RiskRules,
  members: ReadonlyMap<string, Member>,
  rows: readonly CapitationRow[],
): Diagnoses {
  const compiled = compileConditions(risk.model)
  const codes = new Map<string, Set<string>>()
  const refused: CapitationRefusal[] = []
  for (const row of rows) {
    const column = (name: string): string => row.columns.get(name) ?? ''
    const why = whyNot(risk, compiled, members.get(column('person')), column)
    if (why !== null) {
      refused.push(capitationRefusal(['diagnoses', row], ...why))
      continue
    }
    if (!codes.has(column('person'))) codes.set(column('person'), new Set())
    codes.get(column('person'))!.add(column('code'))
  }
  return { codes, refused }
}

type Why = readonly [code: CapitationRefusalCode, place: string, what?: string]

function whyNot(
  risk: RiskRules,
  compiled: CompiledConditions,
  member: Member | undefined,
  column: (name: string) => string,
): Why | null {
  const [code, date] = [column('code'), column('date')]
  if (!isIcdCode(code)) return ['DIAGNOSIS_CODE_UNKNOWN', 'code', `"${code.slice(0, 40)}"`]
  if (!isChinaDate(date)) return ['MEMBER_DATE_INVALID', 'date', date.slice(0, 40)]
  if (member === undefined) return ['PERSON_NO_MEMBER', 'person', column('person').slice(0, 40)]
  const { from, to } = risk.diagnosedWithin
  if (date < from || date > to) return ['DIAGNOSIS_OUTSIDE_WINDOW', 'date', `${date}; ${from} to ${to}`]
  if (date < member.birth) return ['DIAGNOSIS_BEFORE_BIRTH', 'date', `${date}, born ${member.birth}`]
  const [found] = scoreConditions(compiled, [code]).held
  const isOfOther = found !== undefined && found.condition.sex !== null && found.condition.sex !== member.sex
  return isOfOther ? ['DIAGNOSIS_SEX_CONFLICT', 'code', `${code} (${found.condition.name}) of a ${member.sex}`] : null
}
