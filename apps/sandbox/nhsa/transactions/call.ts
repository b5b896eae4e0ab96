import type { Visit } from '../books/books.ts'
import type { Institution } from '../books/institution.ts'
import type { InsuredPerson } from '../books/person.ts'
import type { Platform } from '../platform.ts'
import { PlatformRefusal } from '../refusal.ts'
import type { JsonObject } from '../wire/exact-json.ts'

/** A request whose envelope and sender have been checked. */
export interface Call {
  readonly infno: string
  readonly msgid: string
  readonly institution: Institution
  readonly input: JsonObject
  /** raw body: what a fault may match */
  readonly raw: string
}

/** One transaction: reads its own input, answers its `output`, books what happened. @throws PlatformRefusal */
export type Transaction = (platform: Platform, call: Call) => object | Promise<object>

/** @throws PlatformRefusal PERSON_UNKNOWN */
export function personOf(platform: Platform, psnNo: string, place: string): InsuredPerson {
  const person = platform.books.persons.get(psnNo)
  if (!person) throw new PlatformRefusal('PERSON_UNKNOWN', place, '没有该人员编号的参保信息')
  return person
}

/** The institution's own visit of this person. @throws PlatformRefusal VISIT_UNKNOWN, VISIT_CANCELLED, PERSON_MISMATCH */
export function visitOf(platform: Platform, call: Call, key: { mdtrtId: string; psnNo: string }, place: string): Visit {
  const visit = platform.books.visits.get(key.mdtrtId)
  if (!visit || visit.fixmedinsCode !== call.institution.fixmedinsCode)
    throw new PlatformRefusal('VISIT_UNKNOWN', `${place}.mdtrt_id`, '本机构没有该就诊记录')
  if (visit.psnNo !== key.psnNo) throw new PlatformRefusal('PERSON_MISMATCH', `${place}.psn_no`, '人员与就诊记录不符')
  if (visit.cancelled) throw new PlatformRefusal('VISIT_CANCELLED', `${place}.mdtrt_id`, '该就诊已撤销')
  return visit
}

export interface Credential {
  readonly type: string
  readonly no: string
}

/**
 * The voucher of a request must be this person's: 02 identity number, 03 card (§5). An electronic token (01) is checked
 * when this platform issued it; unknown tokens pass unless the switch `knownTokensOnly` says otherwise.
 * @throws PlatformRefusal FIELD_MALFORMED, CREDENTIAL_UNKNOWN, PERSON_MISMATCH
 */
export function checkCredential(
  platform: Platform,
  person: InsuredPerson,
  credential: Credential,
  place: string,
): void {
  const { certno, cardNo, psnNo } = person.registration
  const at = `${place}.mdtrt_cert_no`
  if (!['01', '02', '03'].includes(credential.type))
    throw new PlatformRefusal('FIELD_MALFORMED', `${place}.mdtrt_cert_type`, '就诊凭证类型应为 01、02 或 03')
  if (credential.no === '') return
  if (credential.type === '02' && credential.no !== certno)
    throw new PlatformRefusal('PERSON_MISMATCH', at, '身份证号与人员编号不符')
  if (credential.type === '03' && cardNo !== '' && credential.no !== cardNo)
    throw new PlatformRefusal('PERSON_MISMATCH', at, '社保卡号与人员编号不符')
  if (credential.type === '01') checkToken(platform, credential.no, psnNo, at)
}

/** @throws PlatformRefusal CREDENTIAL_UNKNOWN, PERSON_MISMATCH */
export function checkToken(platform: Platform, token: string, psnNo: string, place: string): void {
  const owner = platform.books.tokens.get(token)
  if (owner === undefined && platform.switches.knownTokensOnly)
    throw new PlatformRefusal('CREDENTIAL_UNKNOWN', place, '电子凭证令牌无效')
  if (owner !== undefined && owner !== psnNo)
    throw new PlatformRefusal('PERSON_MISMATCH', place, '电子凭证令牌不属于该人员')
}
