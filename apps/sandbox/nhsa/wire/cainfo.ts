import { createHash } from 'node:crypto'
import type { Institution } from '../books/institution.ts'
import type { Sm2 } from '../mobile/sm2.ts'
import { PlatformRefusal } from '../refusal.ts'
import { memberText } from './exact-json.ts'

/**
 * `cainfo` by the institution's sign type [R]: SM3 = hex of SM3(JSON text of `input` + token); SM2 = Base64 of the raw
 * r‖s over the JSON text of `input`, default user id. The text is the characters that were sent.
 * @throws PlatformRefusal CAINFO_WRONG
 */
export function checkCainfo(
  sm2: Sm2,
  of: Institution,
  body: string,
  signature: { readonly cainfo: string; readonly signtype: string },
): void {
  const { cainfo, signtype } = signature
  if (of.signType === 'none') return
  if (signtype !== of.signType) throw new PlatformRefusal('CAINFO_WRONG', 'signtype', `签名类型应为 ${of.signType}`)
  const input = memberText(body, 'input') ?? ''
  const good =
    of.signType === 'SM3'
      ? cainfo.toLowerCase() === createHash('sm3').update(`${input}${of.token}`).digest('hex')
      : sm2.verifies(input, cainfo, of.cainfoKeys.publicKey, '')
  if (!good) throw new PlatformRefusal('CAINFO_WRONG', 'cainfo', '数字签名不符')
}
