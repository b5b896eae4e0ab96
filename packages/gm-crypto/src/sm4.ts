import { createCipheriv, createDecipheriv } from 'node:crypto'
import { GmCryptoError } from './gm-crypto-error.ts'

export type Sm4Padding = 'pkcs7' | 'none'

type Mode = 'sm4-ecb' | 'sm4-cbc'

const BLOCK_BYTES = 16

/** SM4-ECB (GB/T 32907). ECB shows equal blocks as equal: only for protocols that prescribe it. @throws GmCryptoError */
export const sm4EcbEncrypt = (key: Uint8Array, plaintext: Uint8Array, padding: Sm4Padding = 'pkcs7'): Buffer =>
  encrypt('sm4-ecb', key, null, plaintext, padding)

/** @throws GmCryptoError GM_BAD_KEY, GM_BAD_CIPHERTEXT */
export const sm4EcbDecrypt = (key: Uint8Array, ciphertext: Uint8Array, padding: Sm4Padding = 'pkcs7'): Buffer =>
  decrypt('sm4-ecb', key, null, ciphertext, padding)

/** SM4-CBC. Proves nothing about who wrote the ciphertext: data at rest belongs into `seal`. @throws GmCryptoError */
export const sm4CbcEncrypt = (
  key: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
  padding: Sm4Padding = 'pkcs7',
): Buffer => encrypt('sm4-cbc', key, iv, plaintext, padding)

/** @throws GmCryptoError GM_BAD_KEY, GM_BAD_INPUT, GM_BAD_CIPHERTEXT */
export const sm4CbcDecrypt = (
  key: Uint8Array,
  iv: Uint8Array,
  ciphertext: Uint8Array,
  padding: Sm4Padding = 'pkcs7',
): Buffer => decrypt('sm4-cbc', key, iv, ciphertext, padding)

function encrypt(mode: Mode, key: Uint8Array, iv: Uint8Array | null, plaintext: Uint8Array, padding: Sm4Padding) {
  requireSizes(key, iv)
  if (padding === 'none' && plaintext.length % BLOCK_BYTES !== 0)
    throw new GmCryptoError('GM_BAD_INPUT', `unpadded SM4 takes whole 16-byte blocks, not ${plaintext.length} bytes`)
  const cipher = createCipheriv(mode, key, iv)
  cipher.setAutoPadding(padding === 'pkcs7')
  return Buffer.concat([cipher.update(plaintext), cipher.final()])
}

function decrypt(mode: Mode, key: Uint8Array, iv: Uint8Array | null, ciphertext: Uint8Array, padding: Sm4Padding) {
  requireSizes(key, iv)
  const decipher = createDecipheriv(mode, key, iv)
  decipher.setAutoPadding(padding === 'pkcs7')
  try {
    return Buffer.concat([decipher.update(ciphertext), decipher.final()])
  } catch {
    throw new GmCryptoError('GM_BAD_CIPHERTEXT', 'the SM4 ciphertext is cut, damaged or made with another key')
  }
}

function requireSizes(key: Uint8Array, iv: Uint8Array | null): void {
  if (key.length !== BLOCK_BYTES) throw new GmCryptoError('GM_BAD_KEY', `an SM4 key is 16 bytes, not ${key.length}`)
  if (iv !== null && iv.length !== BLOCK_BYTES)
    throw new GmCryptoError('GM_BAD_INPUT', `an SM4 IV is 16 bytes, not ${iv.length}`)
}
