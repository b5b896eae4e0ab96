import { sm2 } from 'sm-crypto-v2'
import { GmCryptoError } from './gm-crypto-error.ts'

/** Hex: private 64 characters, public 130 characters beginning with 04. */
export interface Sm2KeyPair {
  readonly privateKey: string
  readonly publicKey: string
}

/** Order of the SM2 curve (GB/T 32918.5 annex). */
export const SM2_ORDER = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n

/** A fresh key pair from the operating system's randomness. */
export function newSm2KeyPair(): Sm2KeyPair {
  const pair = sm2.generateKeyPairHex()
  return { privateKey: pair.privateKey, publicKey: pair.publicKey }
}

/** @throws GmCryptoError GM_BAD_KEY */
export const sm2PublicKeyOf = (privateKey: string): string =>
  sm2.getPublicKeyFromPrivateKey(checkedPrivateKey(privateKey))

/** 64 hex characters with 1 ≤ d ≤ n − 2 (GB/T 32918.2 §6.1), lower case. @throws GmCryptoError GM_BAD_KEY */
export function checkedPrivateKey(privateKey: string): string {
  if (!/^[0-9a-fA-F]{64}$/.test(privateKey))
    throw new GmCryptoError('GM_BAD_KEY', 'an SM2 private key is 64 hex characters')
  const d = BigInt(`0x${privateKey}`)
  if (d < 1n || d > SM2_ORDER - 2n) throw new GmCryptoError('GM_BAD_KEY', 'the SM2 private key is out of range')
  return privateKey.toLowerCase()
}

/** Accepts x‖y, 04‖x‖y and the compressed form, told apart by length only. @throws GmCryptoError GM_BAD_KEY */
export function checkedPublicKey(publicKey: string): string {
  if (!/^[0-9a-fA-F]+$/.test(publicKey) || ![66, 128, 130].includes(publicKey.length))
    throw new GmCryptoError('GM_BAD_KEY', 'an SM2 public key is 128, 130 or (compressed) 66 hex characters')
  const full = (publicKey.length === 128 ? `04${publicKey}` : publicKey).toLowerCase()
  try {
    const point = sm2.precomputePublicKey(full, 1)
    point.assertValidity()
    return point.toHex(false)
  } catch {
    throw new GmCryptoError('GM_BAD_KEY', 'the SM2 public key is not a point of the curve')
  }
}
