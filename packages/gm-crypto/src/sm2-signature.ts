import { sm2 } from 'sm-crypto-v2'
import { GmCryptoError } from './gm-crypto-error.ts'
import { checkedPrivateKey, checkedPublicKey, SM2_ORDER } from './sm2-keys.ts'
import { sm3 } from './sm3.ts'

/** The distinguishing id GM/T 0009 prescribes when both sides agreed on nothing else. */
export const SM2_DEFAULT_USER_ID = '1234567812345678'

export interface Sm2SignatureOptions {
  /** distinguishing id; the empty text is what Node's native SM2 uses (facts/gm-crypto.md §1) */
  readonly userId?: string
  /** `raw` = r‖s in 64 bytes (the insurer's form), `der` = ASN.1 SEQUENCE */
  readonly format?: 'raw' | 'der'
}

export type Sm2Signer = (message: string | Uint8Array) => Buffer
export type Sm2Verifier = (message: string | Uint8Array, signature: Uint8Array) => boolean

/**
 * SM2 with SM3 over Z ‖ message (GB/T 32918.2). Public key and Z are worked out once here, not per signature: signing
 * with the key alone costs about twice as much (facts/gm-crypto.md §2). @throws GmCryptoError GM_BAD_KEY, GM_BAD_INPUT
 */
export function createSm2Signer(privateKey: string, options: Sm2SignatureOptions = {}): Sm2Signer {
  const key = checkedPrivateKey(privateKey)
  const z = distinguish(sm2.getPublicKeyFromPrivateKey(key), options.userId)
  const der = options.format === 'der'
  return (message) => Buffer.from(sm2.doSignature(digest(z, message), key, { der, hash: false }), 'hex')
}

/**
 * The counterpart of `createSm2Signer`. The table of multiples of the public key is built with the verifier, which
 * takes tens of milliseconds and makes each check several times faster: create one per counterpart and keep it.
 * Any malformed signature is simply not valid. @throws GmCryptoError GM_BAD_KEY, GM_BAD_INPUT
 */
export function createSm2Verifier(publicKey: string, options: Sm2SignatureOptions = {}): Sm2Verifier {
  const key = checkedPublicKey(publicKey)
  const z = distinguish(key, options.userId)
  const point = sm2.precomputePublicKey(key, 8)
  const der = options.format === 'der'
  return (message, signature) => {
    if (!der && !inRange(signature)) return false
    try {
      return sm2.doVerifySignature(digest(z, message), Buffer.from(signature).toString('hex'), point, {
        der,
        hash: false,
      })
    } catch {
      return false
    }
  }
}

function distinguish(publicKey: string, userId: string = SM2_DEFAULT_USER_ID): Buffer {
  if (Buffer.byteLength(userId) > 8191)
    throw new GmCryptoError('GM_BAD_INPUT', 'an SM2 user id has at most 8191 bytes: its bit length is two bytes in Z')
  return Buffer.from(sm2.getZ(publicKey, userId))
}

const digest = (z: Buffer, message: string | Uint8Array): Buffer => sm3(Buffer.concat([z, Buffer.from(message)]))

/** r and s lie in [1, n − 1]; the library computes with whatever it is given. */
function inRange(signature: Uint8Array): boolean {
  if (signature.length !== 64) return false
  const hex = Buffer.from(signature).toString('hex')
  return [hex.slice(0, 64), hex.slice(64)].every((half) => {
    const value = BigInt(`0x${half}`)
    return value > 0n && value < SM2_ORDER
  })
}
