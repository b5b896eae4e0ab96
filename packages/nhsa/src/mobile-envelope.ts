import { createSm2Signer, createSm2Verifier, GmCryptoError, sm4EcbDecrypt, sm4EcbEncrypt } from '@medsettle/gm-crypto'
import { NhsaError } from './nhsa-error.ts'
import {
  isWireObject,
  parseWire,
  sortedWire,
  stringifyWire,
  textOf,
  type WireObject,
  type WireValue,
} from './wire-json.ts'

/** Credentials of mobile payment (facts 6.4). The last two are the switches on which public clients disagree. */
export interface MobileCredentials {
  /** at least 16 characters: the first 16 are an SM4 key */
  readonly appId: string
  readonly appSecret: string
  /** hex */
  readonly privateKey: string
  /** hex */
  readonly platformPublicKey: string
  /** SM2 user id: the default one, or the appSecret as the API passes it */
  readonly userId: 'default' | 'appSecret'
  /** what stands as `data` in the sign text */
  readonly signedData: 'ciphertext' | 'plaintext'
}

export interface MobileReply {
  /** the fields around the content: `code`, `message`, … */
  readonly outer: WireObject
  /** decrypted content; empty when the platform sent none */
  readonly content: WireObject
}

export interface MobileEnvelope {
  /** the JSON text of a request */
  seal(content: WireObject, at: Date): string
  /** @throws NhsaError NHSA_NOT_JSON, NHSA_NOT_AN_ENVELOPE, NHSA_BAD_SIGNATURE */
  open(text: string): MobileReply
}

/** The clients that sign the plaintext send a version as well; the other kind sends none. */
const PLAINTEXT_VERSION = '1.0.0'

/** Keys are derived once here; make one envelope per institution and keep it. @throws GmCryptoError GM_BAD_KEY */
export function createMobileEnvelope(credentials: MobileCredentials): MobileEnvelope {
  const { appId, appSecret, signedData } = credentials
  const key = contentKey(appId, appSecret)
  const options = credentials.userId === 'appSecret' ? { userId: appSecret } : {}
  const sign = createSm2Signer(credentials.privateKey, options)
  const verify = createSm2Verifier(credentials.platformPublicKey, options)
  const version: { version?: string } = signedData === 'plaintext' ? { version: PLAINTEXT_VERSION } : {}
  const dataOf = (encData: string, content: WireObject) => (signedData === 'ciphertext' ? encData : sortedWire(content))

  return {
    seal(content, at) {
      const encData = sm4EcbEncrypt(key, Buffer.from(stringifyWire(content)))
        .toString('hex')
        .toUpperCase()
      const outer = { appId, encType: 'SM4', signType: 'SM2', timestamp: String(at.getTime()), ...version }
      const text = signText({ ...outer, data: dataOf(encData, content) }, appSecret)
      return stringifyWire({ ...outer, encData, signData: sign(text).toString('base64') })
    },
    open(text) {
      const outer = parseWire(text)
      if (!isWireObject(outer)) throw new NhsaError('NHSA_NOT_AN_ENVELOPE', '', 'the answer is JSON but no object')
      const encData = textOf(outer.encData)
      const content = encData === '' ? {} : decrypt(key, encData)
      const signed = signText(encData === '' ? outer : { ...outer, data: dataOf(encData, content) }, appSecret)
      if (!verify(signed, Buffer.from(textOf(outer.signData), 'base64')))
        throw new NhsaError('NHSA_BAD_SIGNATURE', 'signData', 'the answer is not signed by the platform')
      return { outer, content }
    },
  }
}

/** K1 = SM4-ECB(appId[0..16], appSecret) in upper-case hex; its first 16 characters are the content key (facts 6.4). */
export function contentKey(appId: string, appSecret: string): Buffer {
  if (!/^[\x20-\x7e]{16,}$/.test(appId))
    throw new NhsaError('NHSA_BAD_FIELD', 'appId', 'an appId has at least 16 ASCII characters')
  const k1 = sm4EcbEncrypt(Buffer.from(appId.slice(0, 16), 'ascii'), Buffer.from(appSecret, 'utf8'))
  return Buffer.from(k1.toString('hex').toUpperCase().slice(0, 16), 'ascii')
}

/** Fields in ASCII order without signData, encData, extra and empty ones, then the secret (facts 6.4). */
export function signText(fields: WireObject, appSecret: string): string {
  const unsigned = new Set(['signData', 'encData', 'extra'])
  const pairs = Object.keys(fields)
    .filter((name) => !unsigned.has(name))
    .sort()
    .map((name) => [name, signValue(fields[name])] as const)
    .filter(([, value]) => value !== '')
  return `${pairs.map(([name, value]) => `${name}=${value}&`).join('')}key=${appSecret}`
}

const signValue = (value: WireValue | undefined): string =>
  Array.isArray(value) || isWireObject(value) ? stringifyWire(sortedWire(value)) : textOf(value)

function decrypt(key: Buffer, encData: string): WireObject {
  if (!/^(?:[0-9a-fA-F]{2})+$/.test(encData)) throw new NhsaError('NHSA_BAD_SIGNATURE', 'encData', 'encData is not hex')
  try {
    const content = parseWire(sm4EcbDecrypt(key, Buffer.from(encData, 'hex')).toString('utf8'))
    return isWireObject(content) ? content : {}
  } catch (error) {
    if (!(error instanceof GmCryptoError || error instanceof NhsaError)) throw error
    throw new NhsaError('NHSA_BAD_SIGNATURE', 'encData', 'encData was not encrypted with our key')
  }
}
