import type { BlockOutput } from './block-output.ts'
import type { CompiledScheme } from './compile-scheme.ts'
import type { EncodedCase } from './encoded-case.ts'
import { holds } from './evaluate-rule.ts'
import { severityOf, stepOf } from './group-encoded.ts'
import type { CaseRefusal } from './grouping-case.ts'
import { COUNTS_CC, COUNTS_NOT } from './interned-scheme.ts'
import { UNGROUPED } from './scheme-tables.ts'
import { createPieceBook, type PieceBook, type TextPieces } from './text-pieces.ts'
import { createRuleWriter, quoted, type RuleWriter, type TraceGround, type TraceInk } from './trace-rule-writer.ts'

/**
 * Writes a trace as JSON straight from the numbers of a case: byte for byte `JSON.stringify` of what `createTracer` gives
 * (`line-tracer.test.ts`), without making its objects or text. From behind the id to the codes that are not known.
 */
export interface TraceWriter {
  grouped(record: EncodedCase, group: number, out: BlockOutput): void
  refused(refusal: CaseRefusal, out: BlockOutput): void
}

export function createTraceWriter(scheme: CompiledScheme): TraceWriter {
  const book = createPieceBook()
  let pieces: TextPieces | null = null
  const ink: TraceInk = {
    piece: (out, number) => out.copy(pieces!.bytes, pieces!.starts[number]!, pieces!.starts[number + 1]!),
  }
  const ground: TraceGround = {
    scheme,
    book,
    ink,
    diagnosisPieces: book.addAll(scheme.diagnosisCodes.codes.map(quoted)),
    procedurePieces: book.addAll(scheme.procedureCodes.codes.map(quoted)),
  }
  const step = createStepWriter(ground)
  const severity = createSeverityWriter(ground)
  const tails = scheme.groups.map((id, group) => {
    const drg = scheme.head.drgs[group - 1]
    const text = `},"drg":{"id":${quoted(id)},"name":${quoted(drg?.name ?? '')},"requires":"${drg?.requires ?? 'none'}"}},"unknownCodes":[`
    return book.add(text)
  })
  pieces = book.bind()
  const version = quoted(scheme.version)
  return {
    grouped(record, group, out) {
      step(record, group, out)
      severity(record, out)
      ink.piece(out, tails[group]!)
    },
    refused: (refusal, out) =>
      out.text(
        `,"schemeVersion":${version},"mdc":"","adrg":"","drg":"${UNGROUPED}","refusal":${JSON.stringify(refusal)},"trace":null,"unknownCodes":[`,
      ),
  }
}

type StepWriter = (record: EncodedCase, group: number, out: BlockOutput) => void

/** The MDC and the ADRG with their conditions. */
function createStepWriter(ground: TraceGround): StepWriter {
  const { scheme, ink } = ground
  const mdcs = mdcPieces(ground)
  const adrgs = adrgPieces(ground)
  const groups = scheme.groups.map((id) => groupPieces(ground.book, id))
  const refusal = scheme.groups.map((id) =>
    ground.book.add(`,"drg":${quoted(id)},"refusal":null,"trace":{"leftAgain":[`),
  )
  const endOfAdrg = ground.book.add('},"severity":{"level":')
  const comma = ground.book.add(',')
  return (record, group, out) => {
    const { mdc: mdcNumber, adrg: adrgNumber } = scheme.steps[stepOf(scheme, record)]!
    const mdc = mdcs[mdcNumber]!
    // QY and the 00 group of an MDC stand in the place of an ADRG and have no condition
    const adrg = adrgs[adrgNumber] ?? groups[group]!
    ink.piece(out, mdc.head)
    ink.piece(out, adrg.quoted)
    ink.piece(out, refusal[group]!)
    let left = 0
    for (let at = 0; at < mdcNumber; at++) {
      if (!holds(scheme.head.mdcs[at]!.enter, record, scheme.bits)) continue
      if (left++ > 0) ink.piece(out, comma)
      ink.piece(out, mdcs[at]!.quoted)
    }
    ink.piece(out, mdc.named)
    mdc.because(record, out)
    ink.piece(out, adrg.named)
    adrg.because(record, out)
    ink.piece(out, endOfAdrg)
  }
}

function mdcPieces(ground: TraceGround) {
  const { scheme, book } = ground
  const version = quoted(scheme.version)
  return scheme.head.mdcs.map(({ id, name, enter }) => ({
    quoted: book.add(quoted(id)),
    head: book.add(`,"schemeVersion":${version},"mdc":${quoted(id)},"adrg":`),
    named: book.add(`],"mdc":{"id":${quoted(id)},"name":${quoted(name)},"because":`),
    because: createRuleWriter(ground, enter),
  }))
}

interface AdrgPieces {
  readonly quoted: number
  readonly named: number
  readonly because: RuleWriter
}

const adrgPieces = (ground: TraceGround): AdrgPieces[] =>
  ground.scheme.head.adrgs.map(({ id, name, when }) => ({
    quoted: ground.book.add(quoted(id)),
    named: ground.book.add(`},"adrg":{"id":${quoted(id)},"name":${quoted(name)},"because":`),
    because: createRuleWriter(ground, when),
  }))

const groupPieces = (book: PieceBook, id: string): AdrgPieces => ({
  quoted: book.add(quoted(id)),
  named: book.add(`},"adrg":{"id":${quoted(id)},"name":"","because":null`),
  because: () => {},
})

const LEVELS = ['none', 'cc', 'mcc']

function createSeverityWriter(ground: TraceGround): RuleWriter {
  const { scheme, book, ink, diagnosisPieces } = ground
  const { severity, severityTable, exclusion } = scheme.interned
  const levels = LEVELS.map((level) => book.add(`"${level}","exclusionTable":`))
  const tables = scheme.head.exclusionTables.map((table) => book.add(quoted(table)))
  const [comma, code] = [book.add(','), book.add('{"code":')]
  const [isCc, isMcc] = [book.add(',"is":"cc","table":'), book.add(',"is":"mcc","table":')]
  const [counted, excludedOne] = [book.add(',"counts":true}'), book.add(',"counts":false}')]
  const [diagnoses, fixed] = [book.add(',"diagnoses":['), book.add('],"fixedBecause":')]
  const reasons = scheme.head.modifiers.map(({ because }) => book.add(quoted(because)))
  const noReason = book.add('null')
  return (record, out) => {
    const excluded = exclusion[record.diagnoses[0]!]!
    ink.piece(out, levels[severityOf(scheme, record)]!)
    ink.piece(out, tables[excluded]!)
    ink.piece(out, diagnoses)
    let found = 0
    for (let at = 1; at < record.diagnosisCount; at++) {
      const diagnosis = record.diagnoses[at]!
      const is = severity[diagnosis]!
      if (is === COUNTS_NOT) continue
      if (found++ > 0) ink.piece(out, comma)
      ink.piece(out, code)
      ink.piece(out, diagnosisPieces + diagnosis)
      ink.piece(out, is === COUNTS_CC ? isCc : isMcc)
      ink.piece(out, tables[severityTable[diagnosis]!]!)
      ink.piece(out, excluded === 0 || severityTable[diagnosis] !== excluded ? counted : excludedOne)
    }
    ink.piece(out, fixed)
    const modifier = scheme.head.modifiers.findIndex(({ when }) => holds(when, record, scheme.bits))
    ink.piece(out, reasons[modifier] ?? noReason)
  }
}
