import { sm2 } from 'sm-crypto-v2'
import { GmCryptoError } from './gm-crypto-error.ts'
import { checkedPrivateKey, checkedPublicKey } from './sm2-keys.ts'

export interface Sm2CipherOptions {
  /** order of the parts: C1C3C2 since GM/T 0003.4-2012, C1C2C3 before */
  readonly order?: 'C1C3C2' | 'C1C2C3'
  /** whether C1 stands with its leading 04. Never guessed: a bare x coordinate may begin with 04 itself (facts §5.4) */
  readonly point?: 'bare' | 'prefixed'
}

const POINT_BYTES = 64
const HASH_BYTES = 32

/** SM2 public-key encryption. @throws GmCryptoError GM_BAD_KEY; the cipher throws GM_BAD_INPUT on empty plaintext */
export function createSm2Cipher(publicKey: string, options: Sm2CipherOptions = {}): (plaintext: Uint8Array) => Buffer {
  const point = sm2.precomputePublicKey(checkedPublicKey(publicKey), 8)
  const mode = modeOf(options)
  return (plaintext) => {
    if (plaintext.length === 0) throw new GmCryptoError('GM_BAD_INPUT', 'SM2 cannot encrypt nothing')
    for (;;) {
      const bare = Buffer.from(sm2.doEncrypt(plaintext, point, mode), 'hex')
      // GB/T 32918.4 §6.1 A5: a key stream of zeros shows the plaintext and must be drawn again (1 in 256 for one byte).
      if (plaintextOf(bare, mode).equals(plaintext)) continue
      return options.point === 'prefixed' ? Buffer.concat([Buffer.of(4), bare]) : bare
    }
  }
}

/** @throws GmCryptoError GM_BAD_KEY; the decipher throws GM_BAD_CIPHERTEXT when C1 or C3 does not fit */
export function createSm2Decipher(
  privateKey: string,
  options: Sm2CipherOptions = {},
): (ciphertext: Uint8Array) => Buffer {
  const key = checkedPrivateKey(privateKey)
  const mode = modeOf(options)
  return (ciphertext) => {
    const bare = options.point === 'prefixed' ? withoutPrefix(ciphertext) : Buffer.from(ciphertext)
    if (bare.length <= POINT_BYTES + HASH_BYTES) throw notReadable()
    const plaintext = decipher(bare, key, mode)
    // The library answers a wrong C3 with nothing instead of an error.
    if (plaintext.length === 0) throw notReadable()
    return Buffer.from(plaintext)
  }
}

const modeOf = (options: Sm2CipherOptions): 0 | 1 => (options.order === 'C1C2C3' ? 0 : 1)

const plaintextOf = (bare: Buffer, mode: 0 | 1): Buffer =>
  mode === 1 ? bare.subarray(POINT_BYTES + HASH_BYTES) : bare.subarray(POINT_BYTES, bare.length - HASH_BYTES)

function decipher(bare: Buffer, key: string, mode: 0 | 1): Uint8Array {
  try {
    return sm2.doDecrypt(bare.toString('hex'), key, mode, { output: 'array' })
  } catch {
    throw notReadable()
  }
}

function withoutPrefix(ciphertext: Uint8Array): Buffer {
  if (ciphertext[0] !== 4) throw notReadable()
  return Buffer.from(ciphertext.subarray(1))
}

const notReadable = () =>
  new GmCryptoError('GM_BAD_CIPHERTEXT', 'the SM2 ciphertext is cut, damaged, in another order or for another key')
