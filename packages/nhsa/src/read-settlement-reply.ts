import { fen } from '@medsettle/money'
import { checkChargeRows } from './check-charge-rows.ts'
import { checkSettlement, type SettlementCheckOptions } from './check-settlement.ts'
import { checkSettlementList } from './check-settlement-list.ts'
import type { Finding } from './finding.ts'
import { NhsaError } from './nhsa-error.ts'
import { resembling } from './resembling.ts'
import { outputOf } from './response.ts'
import {
  readSettlementAmounts,
  SETTLEMENT_AMOUNTS,
  SETTLEMENT_WORDS,
  type SettlementAmounts,
  unknownFields,
} from './settlement-amounts.ts'
import { isWireObject, parseWire, rowsOf, textOf, type WireObject, type WireValue } from './wire-json.ts'
import { detectWireText, findMojibake, type WireEncoding } from './wire-text.ts'

export interface SettlementReading {
  readonly shape: 'setlinfo' | 'output' | 'envelope'
  /** `text` when the caller had already decoded it */
  readonly encoding: WireEncoding | 'damaged' | 'text'
  /** verbatim, unknown fields and misspellings included */
  readonly setlinfo: WireObject
  readonly setldetail: readonly WireObject[]
  readonly amounts: SettlementAmounts
  /** every identity that applies, broken or not */
  readonly findings: readonly Finding[]
  /** what a person should know beside the identities: encodings, misspellings, further settlements in the same file */
  readonly notes: readonly string[]
  readonly unknownFields: readonly string[]
}

/**
 * Reads one settlement from a bare `setlinfo`, an `{output: {setlinfo, setldetail}}`, or a whole answer; checks every
 * identity the content allows. Takes bytes (encoding detected) or text.
 * @throws NhsaError NHSA_NOT_JSON, NHSA_NO_SETTLEMENT
 */
export function readSettlementReply(
  source: string | Uint8Array,
  options: SettlementCheckOptions = {},
): SettlementReading {
  const { text, encoding } =
    typeof source === 'string' ? { text: source, encoding: 'text' as const } : detectWireText(source)
  const twice: string[] = []
  const { shape, node } = locate(parseWire(text.replace(/^\ufeff/, ''), twice))
  const settlements = rowsOf(shape === 'setlinfo' ? node : node.setlinfo)
  const [setlinfo] = settlements
  if (!setlinfo) throw new NhsaError('NHSA_NO_SETTLEMENT', 'setlinfo', 'setlinfo holds no settlement')
  const setldetail = rowsOf(node.setldetail ?? setlinfo.setldetail)
  const others = settlements.slice(1).flatMap((other, index) =>
    checkSettlement(other, rowsOf(other.setldetail), options).map((finding) => ({
      ...finding,
      sentence: `setlinfo[${index + 1}]: ${finding.sentence}`,
    })),
  )
  const unknown = unknownFields(setlinfo)
  return {
    shape,
    encoding,
    setlinfo,
    setldetail,
    amounts: readSettlementAmounts(setlinfo),
    findings: [...twice.map(saidTwice), ...allFindings(node, setlinfo, setldetail, options), ...others],
    notes: [...notesOn(encoding, settlements.length), ...misspellings(setlinfo, unknown), ...mangledTexts(node)],
    unknownFields: unknown,
  }
}

function locate(document: WireValue): { shape: SettlementReading['shape']; node: WireObject } {
  if (!isWireObject(document)) throw new NhsaError('NHSA_NO_SETTLEMENT', '', 'the file is JSON, but no object')
  const enveloped = 'infcode' in document
  // 4101 and the like carry their settlement in a request's `input`.
  const inner = outputOf(document.output ?? document.input)
  if (enveloped && inner.setlinfo !== undefined && textOf(document.infcode).startsWith('-')) {
    const sentence = `the answer has infcode ${textOf(document.infcode)}: the platform refused, whatever else it says`
    throw new NhsaError('NHSA_NO_SETTLEMENT', 'infcode', sentence)
  }
  if (inner.setlinfo !== undefined) return { shape: enveloped ? 'envelope' : 'output', node: inner }
  if (document.setlinfo !== undefined) return { shape: 'output', node: document }
  if (document.medfee_sumamt !== undefined) return { shape: 'setlinfo', node: document }
  if (inner.medfee_sumamt !== undefined) return { shape: 'setlinfo', node: inner }
  const refused = enveloped
    ? `the answer has infcode ${textOf(document.infcode)} and no setlinfo`
    : 'there is no setlinfo'
  throw new NhsaError('NHSA_NO_SETTLEMENT', enveloped ? 'output.setlinfo' : 'setlinfo', refused)
}

/** Which of the two is meant, nobody can tell. */
const saidTwice = (field: string): Finding => ({
  identity: 'TWICE',
  holds: false,
  offByFen: fen(0),
  sentence: `${field} stands there twice with different values; the last one counts below`,
  variant: null,
  evidence: 'C',
  fields: [],
})

function allFindings(
  node: WireObject,
  setlinfo: WireObject,
  setldetail: readonly WireObject[],
  options: SettlementCheckOptions,
): Finding[] {
  const rows = rowsOf(node.result ?? node.feedetail)
  const total = readSettlementAmounts(setlinfo).medfee_sumamt
  return [
    ...checkSettlement(setlinfo, setldetail, options),
    ...checkSettlementList(setlinfo, rowsOf(node.iteminfo)),
    ...(rows.length === 0 ? [] : checkChargeRows(rows, total)),
  ]
}

function notesOn(encoding: SettlementReading['encoding'], settlements: number): string[] {
  const notes: string[] = []
  if (encoding === 'gbk') notes.push('the file is GBK, the interface is UTF-8')
  if (encoding === 'damaged') notes.push('the file is neither UTF-8 nor GBK; unreadable bytes are shown as �')
  if (settlements > 1) notes.push(`the answer holds ${settlements} settlements; setldetail is read with the first`)
  return notes
}

function misspellings(setlinfo: WireObject, unknown: readonly string[]): string[] {
  const known = [...Object.values(SETTLEMENT_AMOUNTS).flat(), ...SETTLEMENT_WORDS]
  const absent = known.filter((name) => !Object.hasOwn(setlinfo, name))
  return unknown.flatMap((name) => {
    const meant = resembling(name, absent)
    return meant === null
      ? []
      : [`unknown field ${name} resembles ${meant}, which is absent; its value is kept, not used`]
  })
}

/** Names the fields, not their content: names and diagnoses stand there. */
function mangledTexts(value: WireValue | undefined, path = ''): string[] {
  if (typeof value === 'string') {
    const mangled = findMojibake(value)
    return mangled === null ? [] : [`${path} is wrongly decoded Chinese (${mangled.kind})`]
  }
  if (Array.isArray(value)) return value.flatMap((row, index) => mangledTexts(row, `${path}[${index}]`))
  if (!isWireObject(value)) return []
  return Object.entries(value).flatMap(([field, inner]) =>
    mangledTexts(inner, path === '' ? field : `${path}.${field}`),
  )
}
