import type { CodeTable } from './code-table.ts'
import type { GroupingCase } from './grouping-case.ts'
import { NO_CODE } from './interned-scheme.ts'

/** A case as numbers. One of these is written again and again, so that a stream of cases leaves nothing behind. */
export interface EncodedCase {
  /** 0 unknown, 1 male, 2 female */
  sex: number
  /** -1 unknown, as all numbers here */
  ageYears: number
  ageDays: number
  /** 0 counts as unknown (facts 3.3: weight must be > 0) */
  birthWeightGrams: number
  stayDays: number
  icuHours: number
  dischargeWay: string
  diagnosisCount: number
  /** the principal one first; NO_CODE when there is none */
  diagnoses: Uint32Array
  procedureCount: number
  procedures: Uint32Array
}

export const createEncodedCase = (): EncodedCase => ({
  sex: 0,
  ageYears: -1,
  ageDays: -1,
  birthWeightGrams: -1,
  stayDays: -1,
  icuHours: -1,
  dischargeWay: '',
  diagnosisCount: 0,
  diagnoses: new Uint32Array(64),
  procedureCount: 0,
  procedures: new Uint32Array(64),
})

export interface CodeTables {
  readonly diagnosisCodes: CodeTable
  readonly procedureCodes: CodeTable
}

export function encodeCase(scheme: CodeTables, from: GroupingCase, into: EncodedCase): EncodedCase {
  into.sex = from.sex === 'male' ? 1 : from.sex === 'female' ? 2 : 0
  into.ageYears = from.ageYears ?? -1
  into.ageDays = from.ageDays ?? -1
  into.birthWeightGrams = from.birthWeightGrams || -1
  into.stayDays = from.stayDays ?? -1
  into.icuHours = from.icuHours ?? -1
  into.dischargeWay = from.dischargeWay
  const { diagnoses, procedures } = from
  makeRoom(into, diagnoses.length, procedures.length)
  into.diagnosisCount = diagnoses.length
  into.diagnoses[0] = NO_CODE
  for (let at = 0; at < diagnoses.length; at++) into.diagnoses[at] = scheme.diagnosisCodes.numberOf(diagnoses[at]!)
  into.procedureCount = procedures.length
  into.procedures[0] = NO_CODE
  for (let at = 0; at < procedures.length; at++) into.procedures[at] = scheme.procedureCodes.numberOf(procedures[at]!)
  return into
}

export function makeRoom(record: EncodedCase, diagnoses: number, procedures: number): void {
  if (diagnoses > record.diagnoses.length) record.diagnoses = grown(record.diagnoses, diagnoses)
  if (procedures > record.procedures.length) record.procedures = grown(record.procedures, procedures)
}

function grown(old: Uint32Array, needed: number): Uint32Array {
  const larger = new Uint32Array(needed * 2)
  larger.set(old)
  return larger
}
