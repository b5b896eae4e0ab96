import { type BlockOutput, createBlockMemory, createBlockOutput } from './block-output.ts'
import { type CompiledScheme, UNGROUPED_NUMBER } from './compile-scheme.ts'
import { createEncodedCase, type EncodedCase, encodeCase } from './encoded-case.ts'
import { groupEncoded } from './group-encoded.ts'
import type { CaseRefusal, GroupingCase } from './grouping-case.ts'
import { UNKNOWN_CODE } from './interned-scheme.ts'
import { unknownOf } from './trace-case.ts'
import { createTraceWriter, type TraceWriter } from './trace-writer.ts'
import { versionMismatch, whyUngrouped } from './why-ungrouped.ts'

/**
 * A case and its reasons as a line of JSON with its newline: the bytes of `JSON.stringify(createTracer(scheme)(case))`.
 * The next case is written over them.
 */
export function createLineTracer(scheme: CompiledScheme): (from: GroupingCase) => Uint8Array {
  const memory = createBlockMemory()
  const out = createBlockOutput(memory)
  const write = createCaseWriter(scheme)
  return (from) => {
    out.clear()
    write.case(from, out)
    return memory.output.subarray(0, out.length())
  }
}

export interface CaseWriter {
  /** from the object, with the newline; says why the case has no group */
  case(from: GroupingCase, out: BlockOutput): CaseRefusal | null
  readonly trace: TraceWriter
  /** of the last case */
  unknownCodes(): number
}

export function createCaseWriter(scheme: CompiledScheme): CaseWriter {
  const record = createEncodedCase()
  const trace = createTraceWriter(scheme)
  return {
    trace,
    unknownCodes: () => unknownIn(record),
    case(from, out) {
      const mismatch = versionMismatch(scheme, from.schemeVersion)
      encodeCase(scheme, from, record)
      const group = mismatch ? UNGROUPED_NUMBER : groupEncoded(scheme, record)
      const refusal = mismatch ?? (group === UNGROUPED_NUMBER ? whyUngrouped(scheme, record, from) : null)
      out.text(`{"id":${JSON.stringify(from.id)}`)
      if (refusal) trace.refused(refusal, out)
      else trace.grouped(record, group, out)
      writeUnknown(record, from, out)
      return refusal
    },
  }
}

const CLOSING = Buffer.from(']}\n')

/** Closes the line that a trace writer has left open. */
export function writeUnknown(record: EncodedCase, from: GroupingCase, out: BlockOutput): void {
  if (unknownIn(record) === 0) {
    out.copy(CLOSING, 0, CLOSING.length)
    return
  }
  out.text(
    `${unknownOf(record, from)
      .map((code) => JSON.stringify(code))
      .join(',')}]}\n`,
  )
}

export function unknownIn({ diagnoses, diagnosisCount, procedures, procedureCount }: EncodedCase): number {
  let count = 0
  for (let at = 0; at < diagnosisCount; at++) if (diagnoses[at] === UNKNOWN_CODE) count++
  for (let at = 0; at < procedureCount; at++) if (procedures[at] === UNKNOWN_CODE) count++
  return count
}
