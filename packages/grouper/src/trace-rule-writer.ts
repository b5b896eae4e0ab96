import type { BlockOutput } from './block-output.ts'
import type { CompiledScheme } from './compile-scheme.ts'
import { CODE_WORDS } from './condition.ts'
import type { EncodedCase } from './encoded-case.ts'
import { chooseDifferent, hasCode, holds } from './evaluate-rule.ts'
import type { Rule } from './interned-scheme.ts'
import type { PieceBook } from './text-pieces.ts'

/** Writes pieces by number; they are bound only once all writers are made. */
export interface TraceInk {
  piece(out: BlockOutput, number: number): void
}

export interface TraceGround {
  readonly scheme: CompiledScheme
  readonly book: PieceBook
  readonly ink: TraceInk
  /** piece of the code with number 0; the others follow */
  readonly diagnosisPieces: number
  readonly procedurePieces: number
}

/** Writes one condition as JSON, the very text that `JSON.stringify(traceRule(…))` gives. */
export type RuleWriter = (record: EncodedCase, out: BlockOutput) => void

export const quoted = (text: string): string => JSON.stringify(text)

export function createRuleWriter(ground: TraceGround, rule: Rule): RuleWriter {
  switch (rule.is) {
    case 'code':
      return codeWriter(ground, rule)
    case 'number':
      return numberWriter(ground, rule)
    case 'sex':
      return withHead(ground, rule, 'sexIs', `"value":${quoted(rule.sex)}`, () => {})
    case 'dischargeWay':
      return withHead(ground, rule, 'dischargeWayIn', '"value":', (record, out) =>
        out.text(quoted(record.dischargeWay)),
      )
    case 'regions':
      return regionsWriter(ground, rule)
    case 'simultaneous':
      return simultaneousWriter(ground, rule)
    default:
      return branchWriter(ground, rule)
  }
}

/** `{"condition":…,"holds":…,` and `more`, what `inside` writes, and the end of the object. */
function withHead(
  { scheme, book, ink }: TraceGround,
  rule: Rule,
  condition: string,
  more: string,
  inside: RuleWriter,
): RuleWriter {
  const held = book.add(`{"condition":"${condition}","holds":true,${more}`)
  const not = book.add(`{"condition":"${condition}","holds":false,${more}`)
  const end = book.add('}')
  const { bits } = scheme
  return (record, out) => {
    ink.piece(out, holds(rule, record, bits) ? held : not)
    inside(record, out)
    ink.piece(out, end)
  }
}

function codeWriter(ground: TraceGround, rule: Extract<Rule, { is: 'code' }>): RuleWriter {
  const { scheme, book, ink } = ground
  const { kind, position } = CODE_WORDS[rule.word]
  const bits = scheme.bits[rule.list]!
  const isDiagnosis = kind === 'diagnosis'
  const first = isDiagnosis ? ground.diagnosisPieces : ground.procedurePieces
  const comma = book.add(',')
  const end = book.add(']')
  const from = position === 'other' ? 1 : 0
  const list = quoted(scheme.head.listNames[rule.list]!)
  return withHead(ground, rule, rule.word, `"list":${list},"codes":[`, (record, out) => {
    const codes = isDiagnosis ? record.diagnoses : record.procedures
    const count = isDiagnosis ? record.diagnosisCount : record.procedureCount
    const to = position === 'principal' ? Math.min(1, count) : count
    let found = 0
    for (let at = from; at < to; at++) {
      if (!hasCode(bits, codes[at]!)) continue
      if (found++ > 0) ink.piece(out, comma)
      ink.piece(out, first + codes[at]!)
    }
    ink.piece(out, end)
  })
}

function numberWriter(ground: TraceGround, rule: Extract<Rule, { is: 'number' }>): RuleWriter {
  return withHead(ground, rule, rule.word, `"limit":${rule.limit},"value":`, (record, out) => {
    const value = record[rule.field]
    out.text(value < 0 ? 'null' : String(value))
  })
}

function regionsWriter(ground: TraceGround, rule: Extract<Rule, { is: 'regions' }>): RuleWriter {
  const { scheme, book, ink } = ground
  const names = rule.lists.map((list) => book.add(quoted(scheme.head.listNames[list]!.replace(/^[^.]*\./, ''))))
  const between = book.add(',"regions":[')
  const comma = book.add(',')
  const end = book.add(']')
  const touches = (list: number, { diagnoses, diagnosisCount }: EncodedCase): boolean => {
    for (let at = 0; at < diagnosisCount; at++) if (hasCode(scheme.bits[list]!, diagnoses[at]!)) return true
    return false
  }
  return withHead(ground, rule, 'bodyRegionsAtLeast', `"limit":${rule.limit},"value":`, (record, out) => {
    const touched = names.filter((_, at) => touches(rule.lists[at]!, record))
    out.text(String(touched.length))
    ink.piece(out, between)
    touched.forEach((name, at) => {
      if (at > 0) ink.piece(out, comma)
      ink.piece(out, name)
    })
    ink.piece(out, end)
  })
}

function simultaneousWriter(ground: TraceGround, rule: Extract<Rule, { is: 'simultaneous' }>): RuleWriter {
  const { scheme, book, ink, procedurePieces } = ground
  const comma = book.add(',')
  const end = book.add(']')
  const list = quoted(rule.lists.map((one) => scheme.head.listNames[one]).join(' + '))
  return withHead(ground, rule, 'simultaneousProceduresIn', `"list":${list},"codes":[`, (record, out) => {
    const chosen = chooseDifferent(rule.lists, record, scheme.bits) ?? []
    chosen.forEach((code, at) => {
      if (at > 0) ink.piece(out, comma)
      ink.piece(out, procedurePieces + code)
    })
    ink.piece(out, end)
  })
}

function branchWriter(ground: TraceGround, rule: Extract<Rule, { of: unknown }>): RuleWriter {
  const { book, ink } = ground
  const writers = rule.of.map((one) => createRuleWriter(ground, one))
  if (rule.is === 'allOf' && writers.length === 1) return writers[0]!
  const comma = book.add(',')
  const end = book.add(']')
  const named = rule.is === 'referencedAdrgs' ? `"list":${quoted(rule.names.join(' + '))},` : ''
  return withHead(ground, rule, rule.is, `${named}"of":[`, (record, out) => {
    for (let at = 0; at < writers.length; at++) {
      if (at > 0) ink.piece(out, comma)
      writers[at]!(record, out)
    }
    ink.piece(out, end)
  })
}
