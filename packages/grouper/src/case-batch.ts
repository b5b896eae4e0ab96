import type { CompiledScheme } from './compile-scheme.ts'
import { type EncodedCase, makeRoom } from './encoded-case.ts'
import { UNKNOWN_CODE } from './interned-scheme.ts'

/** Codes of the rows of a batch, one row behind the other: `from[row]` to `from[row + 1] - 1`. */
export interface CodeHashes {
  readonly from: Int32Array
  ones: Int32Array
  twos: Int32Array
  /** by the scheme, once `lookUpCodes` has run */
  numbers: Uint32Array
}

/**
 * Some rows as columns of numbers. A code or a cell of the decision that is not in the processor's cache takes longer to come
 * than all work on a case; asked for in a loop over many rows, dozens come at once.
 */
export interface CaseBatch {
  count: number
  readonly starts: Int32Array
  readonly ends: Int32Array
  readonly idEnds: Int32Array
  readonly idOnes: Int32Array
  readonly idTwos: Int32Array
  readonly sex: Uint8Array
  readonly ageYears: Int32Array
  readonly ageDays: Int32Array
  readonly birthWeightGrams: Int32Array
  readonly stayDays: Int32Array
  readonly icuHours: Int32Array
  readonly dischargeWays: string[]
  readonly diagnoses: CodeHashes
  readonly procedures: CodeHashes
}

export const BATCH_ROWS = 256

const column = (): Int32Array => new Int32Array(BATCH_ROWS)

const codeHashes = (): CodeHashes => ({
  from: new Int32Array(BATCH_ROWS + 1),
  ones: new Int32Array(BATCH_ROWS * 8),
  twos: new Int32Array(BATCH_ROWS * 8),
  numbers: new Uint32Array(BATCH_ROWS * 8),
})

export const createCaseBatch = (): CaseBatch => ({
  count: 0,
  starts: column(),
  ends: column(),
  idEnds: column(),
  idOnes: column(),
  idTwos: column(),
  sex: new Uint8Array(BATCH_ROWS),
  ageYears: column(),
  ageDays: column(),
  birthWeightGrams: column(),
  stayDays: column(),
  icuHours: column(),
  dischargeWays: Array.from({ length: BATCH_ROWS }, () => ''),
  diagnoses: codeHashes(),
  procedures: codeHashes(),
})

export function makeRoomForCodes(codes: CodeHashes): void {
  const grown = <T extends Int32Array | Uint32Array>(old: T, larger: T): T => {
    larger.set(old)
    return larger
  }
  const size = codes.ones.length * 2
  codes.ones = grown(codes.ones, new Int32Array(size))
  codes.twos = grown(codes.twos, new Int32Array(size))
  codes.numbers = grown(codes.numbers, new Uint32Array(size))
}

/** Codes → numbers, for the whole batch. Gives how many of them the scheme does not know. */
export const lookUpCodes = (scheme: CompiledScheme, batch: CaseBatch): number =>
  lookUp(scheme.diagnosisCodes.numberOfHash, batch.diagnoses, batch.count) +
  lookUp(scheme.procedureCodes.numberOfHash, batch.procedures, batch.count)

function lookUp(numberOfHash: (one: number, two: number) => number, codes: CodeHashes, rows: number): number {
  const { ones, twos, numbers, from } = codes
  const end = from[rows]!
  let unknown = 0
  for (let at = 0; at < end; at++) {
    numbers[at] = numberOfHash(ones[at]!, twos[at]!)
    if (numbers[at] === UNKNOWN_CODE) unknown++
  }
  return unknown
}

/** Asks for everything the decisions of the batch will read. The sum is of no use, but it keeps the loads from being dropped. */
export function fetchAhead(scheme: CompiledScheme, batch: CaseBatch): number {
  const { decisions } = scheme
  const { severity, severityTable, exclusion } = scheme.interned
  const { numbers, from } = batch.diagnoses
  const { numbers: procedures, from: proceduresFrom } = batch.procedures
  let sum = 0
  for (let at = 0; at < from[batch.count]!; at++) sum ^= severity[numbers[at]!]! ^ severityTable[numbers[at]!]!
  for (let row = 0; row < batch.count; row++) {
    const principal = numbers[from[row]!]!
    sum ^= exclusion[principal]! ^ decisions.fetchClasses(principal, procedures[proceduresFrom[row]!]!)
  }
  for (let row = 0; row < batch.count; row++)
    sum ^= decisions.fetchCell(numbers[from[row]!]!, procedures[proceduresFrom[row]!]!)
  return sum
}

/** One row of the batch as the record the decision walks over. */
export function loadRow(batch: CaseBatch, row: number, into: EncodedCase): void {
  into.sex = batch.sex[row]!
  into.ageYears = batch.ageYears[row]!
  into.ageDays = batch.ageDays[row]!
  into.birthWeightGrams = batch.birthWeightGrams[row]!
  into.stayDays = batch.stayDays[row]!
  into.icuHours = batch.icuHours[row]!
  into.dischargeWay = batch.dischargeWays[row]!
  const { diagnoses, procedures } = batch
  const firstDiagnosis = diagnoses.from[row]!
  const firstProcedure = procedures.from[row]!
  into.diagnosisCount = diagnoses.from[row + 1]! - firstDiagnosis
  into.procedureCount = procedures.from[row + 1]! - firstProcedure
  makeRoom(into, into.diagnosisCount, into.procedureCount)
  for (let at = 0; at < into.diagnosisCount; at++) into.diagnoses[at] = diagnoses.numbers[firstDiagnosis + at]!
  for (let at = 0; at < into.procedureCount; at++) into.procedures[at] = procedures.numbers[firstProcedure + at]!
}
