import { hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import { GmCryptoError } from './gm-crypto-error.ts'
import { hmacSm3 } from './sm3.ts'
import { sm4CbcDecrypt, sm4CbcEncrypt } from './sm4.ts'

/** Two independent keys: one key must never both encrypt and authenticate. */
export interface SealingKeys {
  readonly encryption: Buffer
  readonly authentication: Buffer
}

const VERSION = 1
const IV_BYTES = 16
const TAG_BYTES = 32
const SMALLEST_SEAL = 1 + IV_BYTES + 16 + TAG_BYTES

/** Derives both keys once from a master key of at least 16 random bytes (HKDF with SM3). @throws GmCryptoError GM_BAD_KEY */
export function sealingKeys(masterKey: Uint8Array): SealingKeys {
  if (masterKey.length < 16)
    throw new GmCryptoError('GM_BAD_KEY', `a master key has at least 16 bytes, not ${masterKey.length}`)
  const derive = (purpose: string, bytes: number) =>
    Buffer.from(hkdfSync('sm3', masterKey, Buffer.alloc(0), `medsettle seal 1 ${purpose}`, bytes))
  return { encryption: derive('encryption', 16), authentication: derive('authentication', 32) }
}

/**
 * Encrypt-then-MAC for data at rest: version(1) ‖ IV(16) ‖ SM4-CBC ciphertext ‖ HMAC-SM3(32). OpenSSL has no
 * authenticated SM4 mode (facts/gm-crypto.md §1), so the tag covers version, associated data, IV and ciphertext.
 * @param associatedData what the content belongs to (table, row, column); the same must be given to `openSealed`
 * @param iv 16 fresh random bytes; never the same twice under one key
 */
export function seal(
  keys: SealingKeys,
  plaintext: Uint8Array,
  associatedData: string | Uint8Array,
  iv: Uint8Array = randomBytes(IV_BYTES),
): Buffer {
  const ciphertext = sm4CbcEncrypt(keys.encryption, iv, plaintext)
  const body = Buffer.concat([Buffer.of(VERSION), iv, ciphertext])
  return Buffer.concat([body, tagOf(keys, body, associatedData)])
}

/** @throws GmCryptoError GM_NOT_AUTHENTIC when a single bit of seal, key or associated data differs */
export function openSealed(keys: SealingKeys, sealed: Uint8Array, associatedData: string | Uint8Array): Buffer {
  if (sealed.length < SMALLEST_SEAL || sealed[0] !== VERSION)
    throw new GmCryptoError('GM_NOT_AUTHENTIC', `${sealed.length} bytes are not a version ${VERSION} seal`)
  const body = sealed.subarray(0, sealed.length - TAG_BYTES)
  const tag = sealed.subarray(sealed.length - TAG_BYTES)
  if (!timingSafeEqual(tag, tagOf(keys, body, associatedData)))
    throw new GmCryptoError('GM_NOT_AUTHENTIC', 'the seal was made with another key, for another place, or was altered')
  return sm4CbcDecrypt(keys.encryption, body.subarray(1, 1 + IV_BYTES), body.subarray(1 + IV_BYTES))
}

/** The length in front keeps a byte from wandering between associated data and body with the tag unchanged. */
function tagOf(keys: SealingKeys, body: Uint8Array, associatedData: string | Uint8Array): Buffer {
  const place = Buffer.from(associatedData)
  const length = Buffer.alloc(8)
  length.writeBigUInt64BE(BigInt(place.length))
  return hmacSm3(keys.authentication, Buffer.concat([length, place, body]))
}
