import { PlatformRefusal } from '../refusal.ts'
import { isJsonObject, type JsonObject, parseExact } from './exact-json.ts'
import { fieldTable, readFields, type Values } from './fields.ts'

/** Envelope of nhsa.md §1.1. infno is text of 4 to 6 characters, not a number (trap 1). */
const FIELDS = fieldTable([
  'infno 6 Y',
  'msgid 30 Y',
  'mdtrtarea_admvs 6 Y',
  'insuplc_admdvs 6',
  'recer_sys_code 10 Y',
  'dev_no 100',
  'dev_safe_info 2000',
  'cainfo 1024',
  'signtype 10',
  'infver 6 Y',
  'opter_type 3 Y',
  'opter 30 Y',
  'opter_name 50 Y',
  'inf_time datetime Y',
  'fixmedins_code 12 Y',
  'fixmedins_name 200 Y',
  'sign_no 30',
])

type NameOf<T> = T extends { readonly rows: readonly { readonly name: infer Name extends string }[] } ? Name : never
export type Envelope = Values<NameOf<typeof FIELDS>> & { readonly input: JsonObject }

/** @throws PlatformRefusal ENVELOPE_MALFORMED, FIELD_MISSING, FIELD_MALFORMED */
export function readEnvelope(body: string, infno: string): Envelope {
  const node = parseExact(body)
  if (!isJsonObject(node)) throw new PlatformRefusal('ENVELOPE_MALFORMED', '', '报文不是 JSON 对象')
  const fields = readFields(node, FIELDS, '报文')
  const { input } = node
  if (!isJsonObject(input)) throw new PlatformRefusal('FIELD_MISSING', 'input', '交易输入缺失或不是对象')
  if (fields.infno !== infno) throw new PlatformRefusal('ENVELOPE_MALFORMED', 'infno', '交易编号与地址不符')
  checkMsgid(fields.msgid, fields.fixmedins_code)
  if (!['1', '2', '3'].includes(fields.opter_type))
    throw new PlatformRefusal('FIELD_MALFORMED', 'opter_type', '经办人类别应为 1、2 或 3')
  if (fields.insuplc_admdvs === '' && Object.values(input).some(namesPerson))
    throw new PlatformRefusal('FIELD_MISSING', 'insuplc_admdvs', '交易输入含人员编号时参保地医保区划必填')
  return { ...fields, input }
}

/** Institution (12) + time (14 or 17) + sequence, 30 in all (§1.1 field 2). */
function checkMsgid(msgid: string, fixmedinsCode: string): void {
  if (msgid.length !== 30 || !msgid.startsWith(fixmedinsCode) || !/^\d{18}$/.test(msgid.slice(12)))
    throw new PlatformRefusal('FIELD_MALFORMED', 'msgid', '应为定点机构编号 12 位 + 时间与顺序号 18 位数字')
}

const namesPerson = (node: unknown): boolean =>
  Array.isArray(node) ? isJsonObject(node[0]) && 'psn_no' in node[0] : isJsonObject(node) && 'psn_no' in node
