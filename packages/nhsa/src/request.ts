import { createSm2Signer, type Sm2Signer, sm3Hex } from '@medsettle/gm-crypto'
import { wireTime } from './china-time.ts'
import { NhsaError } from './nhsa-error.ts'
import { stringifyWire, type WireObject, type WireValue } from './wire-json.ts'

/** Who sends: the fields of facts 1.1 that are the same in every message of an institution. */
export interface Sender {
  readonly fixmedinsCode: string
  readonly fixmedinsName: string
  readonly mdtrtAreaAdmvs: string
  readonly recerSysCode: string
  readonly infver: string
  readonly opterType: string
  readonly opter: string
  readonly opterName: string
  readonly signNo?: string
  readonly devNo?: string
  readonly devSafeInfo?: string
}

/** Answers cainfo for the JSON text of `input`; what is signed is unconfirmed [R], hence a profile setting. */
export interface InputSigner {
  readonly signType: '' | 'SM2' | 'SM3'
  sign(inputText: string): string
}

export interface Message {
  readonly infno: string
  readonly msgid: string
  readonly input: WireObject
  readonly at: Date
  /** insuplc_admdvs from 1101; mandatory as soon as the input names a psn_no */
  readonly insuredArea?: string
}

export function createInputSigner(
  signType: 'none' | 'SM3' | 'SM2',
  keys: { readonly token: string; readonly privateKey?: string },
): InputSigner {
  if (signType === 'none') return { signType: '', sign: () => '' }
  if (signType === 'SM3') return { signType, sign: (input) => sm3Hex(input + keys.token) }
  const signer: Sm2Signer = createSm2Signer(keys.privateKey ?? '')
  return { signType, sign: (input) => signer(input).toString('base64') }
}

/**
 * The JSON text of one request, fields in the order of facts 1.1. `input` is written once: the characters that are signed
 * are the characters that are sent. @throws NhsaError NHSA_BAD_FIELD
 */
export function writeRequest(sender: Sender, message: Message, signer: InputSigner): string {
  requireShape(message)
  const input = stringifyWire(message.input)
  const envelope = stringifyWire({
    infno: message.infno,
    msgid: message.msgid,
    mdtrtarea_admvs: sender.mdtrtAreaAdmvs,
    insuplc_admdvs: message.insuredArea ?? '',
    recer_sys_code: sender.recerSysCode,
    dev_no: sender.devNo ?? '',
    dev_safe_info: sender.devSafeInfo ?? '',
    cainfo: signer.sign(input),
    signtype: signer.signType,
    infver: sender.infver,
    opter_type: sender.opterType,
    opter: sender.opter,
    opter_name: sender.opterName,
    inf_time: wireTime(message.at),
    fixmedins_code: sender.fixmedinsCode,
    fixmedins_name: sender.fixmedinsName,
    sign_no: sender.signNo ?? '',
  })
  return `${envelope.slice(0, -1)},"input":${input}}`
}

/** infno is not always four digits ("4101A", "D001", trap 1); a msgid is what 2601 must name later, so it must be whole. */
function requireShape(message: Message): void {
  if (!/^[0-9A-Z]{4,6}$/.test(message.infno))
    throw new NhsaError('NHSA_BAD_FIELD', 'infno', `"${message.infno.slice(0, 10)}" is no transaction number`)
  if (!/^[0-9A-Za-z]{30}$/.test(message.msgid))
    throw new NhsaError('NHSA_BAD_FIELD', 'msgid', `a msgid has 30 letters and digits, not ${message.msgid.length}`)
  if (!message.insuredArea && namesPerson(message.input))
    throw new NhsaError('NHSA_BAD_FIELD', 'insuplc_admdvs', 'an input with psn_no needs the insured area of 1101')
}

function namesPerson(value: WireValue | undefined): boolean {
  if (Array.isArray(value)) return value.some(namesPerson)
  if (typeof value !== 'object' || value === null) return false
  return 'psn_no' in value || Object.values(value as WireObject).some(namesPerson)
}
