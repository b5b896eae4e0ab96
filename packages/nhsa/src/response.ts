import { NhsaError } from './nhsa-error.ts'
import { isWireObject, parseWire, textOf, type WireObject, type WireValue } from './wire-json.ts'

export interface Response {
  /** text as sent: `0` is success, negative is failure, anything else is nobody's promise */
  readonly infcode: string
  /** inf_refmsgid, the receiver's own message id */
  readonly refMessageId: string
  /** respond_time, yyyyMMddHHmmssSSS */
  readonly respondTime: string
  /** err_msg, or `message`/`warn_msg` where a province uses those */
  readonly message: string
  readonly output: WireObject
  readonly signType: string
  readonly cainfo: string
  /** the whole answer, unknown fields included */
  readonly whole: WireObject
}

/** Reads an answer (facts 1.2). @throws NhsaError NHSA_NOT_JSON, NHSA_NOT_AN_ENVELOPE */
export function readResponse(text: string): Response {
  const whole = parseWire(text)
  if (!isWireObject(whole)) throw new NhsaError('NHSA_NOT_AN_ENVELOPE', '', 'the answer is JSON but no object')
  const infcode = textOf(whole.infcode)
  if (!/^-?\d{1,9}$/.test(infcode))
    throw new NhsaError('NHSA_NOT_AN_ENVELOPE', 'infcode', 'the answer has no numeric infcode')
  return {
    infcode,
    refMessageId: textOf(whole.inf_refmsgid),
    respondTime: textOf(whole.respond_time),
    message: [whole.err_msg, whole.message, whole.warn_msg].map(textOf).find((part) => part !== '') ?? '',
    output: outputOf(whole.output),
    signType: textOf(whole.signtype),
    cainfo: textOf(whole.cainfo),
    whole,
  }
}

/** Some gateways send `output` as JSON inside a text, some send null on refusals. */
export function outputOf(output: WireValue | undefined): WireObject {
  if (isWireObject(output)) return output
  if (typeof output !== 'string' || !output.trimStart().startsWith('{')) return {}
  try {
    const inner = parseWire(output)
    return isWireObject(inner) ? inner : {}
  } catch {
    return {}
  }
}
