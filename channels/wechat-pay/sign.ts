import { createDecipheriv, type KeyObject, sign, verify } from 'node:crypto'

/** Client libraries of the vendor accept answers up to this far from their own clock (facts 1.2). */
const CLOCK_TOLERANCE_SECONDS = 300

const lines = (...parts: string[]): Buffer => Buffer.from(parts.map((part) => `${part}\n`).join(''), 'utf8')

/** RSA-SHA256, PKCS#1 v1.5, Base64. */
const rsaSign = (message: Buffer, key: KeyObject): string => sign('sha256', message, key).toString('base64')

export interface SignedRequest {
  readonly method: 'GET' | 'POST'
  /** path with query, exactly as sent */
  readonly target: string
  /** empty text for GET */
  readonly body: string
  readonly timestamp: string
  readonly nonce: string
}

export interface Signer {
  readonly mchid: string
  readonly merchantSerial: string
  readonly privateKey: KeyObject
}

/** The Authorization header of APIv3 (facts 1.1). */
export function authorization(request: SignedRequest, signer: Signer): string {
  const { method, target, body, timestamp, nonce } = request
  const signature = rsaSign(lines(method, target, timestamp, nonce, body), signer.privateKey)
  const fields = [
    `mchid="${signer.mchid}"`,
    `nonce_str="${nonce}"`,
    `signature="${signature}"`,
    `timestamp="${timestamp}"`,
    `serial_no="${signer.merchantSerial}"`,
  ]
  return `WECHATPAY2-SHA256-RSA2048 ${fields.join(',')}`
}

/** paySign of JSAPI and mini programs: appId, timeStamp, nonceStr, package (facts 3). */
export function paySign(parts: readonly [string, string, string, string], key: KeyObject): string {
  return rsaSign(lines(...parts), key)
}

export interface PlatformKey {
  readonly platformSerial: string
  readonly platformKey: KeyObject
}

export type Authenticity = 'genuine' | 'stale' | 'forged'

/**
 * Checks the four Wechatpay-* headers over the exact body (facts 1.2). The key is chosen by serial, so an unknown serial
 * is `forged`; a good signature outside the tolerance is `stale`. @param now channel clock
 */
export function authenticate(headers: HeaderReader, body: string, platform: PlatformKey, now: Date): Authenticity {
  const timestamp = headers('wechatpay-timestamp')
  const nonce = headers('wechatpay-nonce')
  const signature = headers('wechatpay-signature')
  if (headers('wechatpay-serial') !== platform.platformSerial) return 'forged'
  if (!timestamp || !nonce || !signature || !/^\d{1,12}$/.test(timestamp)) return 'forged'
  const genuine = verify(
    'sha256',
    lines(timestamp, nonce, body),
    platform.platformKey,
    Buffer.from(signature, 'base64'),
  )
  if (!genuine) return 'forged'
  const distance = Math.abs(Math.floor(now.getTime() / 1000) - Number(timestamp))
  return distance > CLOCK_TOLERANCE_SECONDS ? 'stale' : 'genuine'
}

/** Looks a header up without regard to case; undefined when absent. */
export type HeaderReader = (name: string) => string | undefined

export interface Sealed {
  readonly ciphertext: string
  readonly nonce: string
  readonly associated_data?: string | undefined
}

const TAG_BYTES = 16

/** AEAD_AES_256_GCM: Base64(ciphertext ‖ 16-byte tag), 12-byte nonce (facts 2). @throws Error when it was not sealed with our key */
export function openSealed(sealed: Sealed, key: Buffer): string {
  const bytes = Buffer.from(sealed.ciphertext, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(sealed.nonce, 'utf8'), { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(sealed.associated_data ?? '', 'utf8'))
  decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES))
  const open = decipher.update(bytes.subarray(0, bytes.length - TAG_BYTES))
  return Buffer.concat([open, decipher.final()]).toString('utf8')
}
