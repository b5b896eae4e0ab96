import type { CaseRefusal } from './grouping-case.ts'
import type { SeverityTrace, TracedGrouping } from './trace-case.ts'
import type { HeldCondition } from './trace-rule.ts'

const LOWEST_PLAIN = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c
const FIRST_SURROGATE = 0xd800

function quote(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at)
    if (character < LOWEST_PLAIN || character === QUOTE || character === BACKSLASH || character >= FIRST_SURROGATE)
      return JSON.stringify(text)
  }
  return `"${text}"`
}

/**
 * The same text as `JSON.stringify(traced)`, field by field, in half of its time: a traced file is mostly this work.
 * A field added to the trace and not here fails `trace-line.test.ts`.
 */
export function traceLine({ id, schemeVersion, mdc, adrg, drg, refusal, trace, unknownCodes }: TracedGrouping): string {
  const head = `{"id":${quote(id)},"schemeVersion":${quote(schemeVersion)},"mdc":${quote(mdc)},"adrg":${quote(adrg)},"drg":${quote(drg)},"refusal":${writeRefusal(refusal)},"trace":`
  const tail = `,"unknownCodes":${writeTexts(unknownCodes)}}`
  if (trace === null) return `${head}null${tail}`
  const { severity } = trace
  const because = trace.adrg.because === null ? 'null' : writeCondition(trace.adrg.because)
  const fixed = severity.fixedBecause === null ? 'null' : quote(severity.fixedBecause)
  return `${head}{"leftAgain":${writeTexts(trace.leftAgain)},"mdc":{"id":${quote(trace.mdc.id)},"name":${quote(trace.mdc.name)},"because":${writeCondition(trace.mdc.because)}},"adrg":{"id":${quote(trace.adrg.id)},"name":${quote(trace.adrg.name)},"because":${because}},"severity":{"level":"${severity.level}","exclusionTable":${quote(severity.exclusionTable)},"diagnoses":${writeSeverities(severity.diagnoses)},"fixedBecause":${fixed}},"drg":{"id":${quote(trace.drg.id)},"name":${quote(trace.drg.name)},"requires":"${trace.drg.requires}"}}${tail}`
}

const writeRefusal = (refusal: CaseRefusal | null): string => (refusal === null ? 'null' : JSON.stringify(refusal))

function writeTexts(texts: readonly string[]): string {
  let line = '['
  for (let at = 0; at < texts.length; at++) line += at === 0 ? quote(texts[at]!) : `,${quote(texts[at]!)}`
  return `${line}]`
}

function writeSeverities(diagnoses: readonly SeverityTrace[]): string {
  let line = '['
  for (let at = 0; at < diagnoses.length; at++) {
    const { code, is, table, counts } = diagnoses[at]!
    line += `${at === 0 ? '' : ','}{"code":${quote(code)},"is":"${is}","table":${quote(table)},"counts":${counts}}`
  }
  return `${line}]`
}

function writeCondition({ condition, holds, list, codes, limit, value, regions, of }: HeldCondition): string {
  let line = `{"condition":"${condition}","holds":${holds}`
  if (list !== undefined) line += `,"list":${quote(list)}`
  if (codes !== undefined) line += `,"codes":${writeTexts(codes)}`
  if (limit !== undefined) line += `,"limit":${limit}`
  if (value !== undefined) line += `,"value":${typeof value === 'string' ? quote(value) : value}`
  if (regions !== undefined) line += `,"regions":${writeTexts(regions)}`
  if (of !== undefined) {
    line += ',"of":['
    for (let at = 0; at < of.length; at++) line += `${at === 0 ? '' : ','}${writeCondition(of[at]!)}`
    line += ']'
  }
  return `${line}}`
}
