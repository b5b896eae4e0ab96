import type { Books } from '../books/books.ts'
import type { Institution } from '../books/institution.ts'
import { PlatformRefusal } from '../refusal.ts'
import { isJsonObject, type JsonObject, parseExact } from '../wire/exact-json.ts'
import { memberTexts, signText, sortedJson } from './canonical.ts'
import type { Sm2 } from './sm2.ts'
import { contentKey, sm4Decrypts, sm4Encrypts } from './sm4.ts'

export interface OpenedEnvelope {
  readonly institution: Institution
  readonly input: JsonObject
  /** the decrypted text */
  readonly plain: string
  /** echoed in the answer when the request had one */
  readonly version: string
}

/**
 * Opens `{ appId, encType, signType, timestamp, [version], encData, signData }` of nhsa.md §6.4: decrypts with SM4,
 * verifies with SM2 under the institution's two profile switches.
 * @throws PlatformRefusal GATEWAY_REFUSED, GATEWAY_STALE, ENVELOPE_MALFORMED
 */
export function openEnvelope(
  of: { readonly books: Books; readonly sm2: Sm2; readonly toleranceSeconds: number | null },
  body: string,
  now: Date,
): OpenedEnvelope {
  const members = memberTexts(body)
  if (members === null) throw new PlatformRefusal('ENVELOPE_MALFORMED', '', '报文不是 JSON 对象')
  const institution = of.books.byAppId.get(members.appId ?? '')
  if (!institution) throw new PlatformRefusal('GATEWAY_REFUSED', 'appId', '应用未登记')
  if (members.encType !== 'SM4' || members.signType !== 'SM2')
    throw new PlatformRefusal('GATEWAY_REFUSED', 'encType', '应以 SM4 加密、SM2 签名')
  checkAge(members.timestamp ?? '', now, of.toleranceSeconds)
  const plain = decrypted(institution, members.encData ?? '')
  const signed = signedText(institution, members, members.encData ?? '', plain)
  const { institutionKeys, userId, appSecret } = institution.mobile
  const id = userId === 'appSecret' ? appSecret : ''
  if (!of.sm2.verifies(signed, members.signData ?? '', institutionKeys.publicKey, id))
    throw new PlatformRefusal('GATEWAY_REFUSED', 'signData', '验签失败')
  const input = parseExact(plain)
  if (!isJsonObject(input)) throw new PlatformRefusal('ENVELOPE_MALFORMED', 'encData', '解密后不是 JSON 对象')
  return { institution, input, plain, version: members.version ?? '' }
}

function checkAge(timestamp: string, now: Date, toleranceSeconds: number | null): void {
  if (!/^\d{13}$/.test(timestamp)) throw new PlatformRefusal('GATEWAY_REFUSED', 'timestamp', '应为毫秒时间戳')
  const age = Math.abs(now.getTime() - Number(timestamp)) / 1000
  if (toleranceSeconds !== null && age > toleranceSeconds)
    throw new PlatformRefusal('GATEWAY_STALE', 'timestamp', `时间戳与平台时间相差超过 ${toleranceSeconds} 秒`)
}

function decrypted(of: Institution, encData: string): string {
  try {
    return sm4Decrypts(contentKey(of.mobile.appId, of.mobile.appSecret), encData)
  } catch {
    throw new PlatformRefusal('ENVELOPE_MALFORMED', 'encData', '解密失败')
  }
}

/** Profile switch 2: `data` is the ciphertext, or the sorted JSON of the plain text. */
function signedText(of: Institution, members: Record<string, string>, encData: string, plain: string): string {
  const data = of.mobile.signedData === 'ciphertext' ? encData : sortedOrEmpty(plain)
  return signText({ ...members, data }, of.mobile.appSecret)
}

function sortedOrEmpty(plain: string): string {
  try {
    return sortedJson(plain)
  } catch {
    throw new PlatformRefusal('ENVELOPE_MALFORMED', 'encData', '解密后不是 JSON')
  }
}

/**
 * The answer's envelope: exactly the members of §6.4, signed by the platform. The facts name no further member of an
 * answer, so what the transaction says, success or not, is inside.
 */
export function sealEnvelope(
  sm2: Sm2,
  of: Institution,
  answer: { readonly output: object; readonly version: string; readonly now: Date; readonly badSignature: boolean },
): string {
  const { appId, appSecret, platformKeys, userId } = of.mobile
  const plain = JSON.stringify(answer.output)
  const encData = sm4Encrypts(contentKey(appId, appSecret), plain)
  const head = {
    appId,
    encType: 'SM4',
    signType: 'SM2',
    timestamp: String(answer.now.getTime()),
    ...(answer.version === '' ? {} : { version: answer.version }),
  }
  const text = signedText(of, { ...head }, encData, plain)
  const signed = answer.badSignature ? `${text}!` : text
  const signData = sm2.signs(signed, platformKeys, userId === 'appSecret' ? appSecret : '')
  return JSON.stringify({ ...head, encData, signData })
}
