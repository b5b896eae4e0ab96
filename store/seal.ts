import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'

/** Encrypts what may not lie in the open: persons, private keys. Bound to the row it belongs to. */
export interface Sealer {
  /** @param place id of the row: a sealed value copied to another row does not open */
  seal(text: string, place: string): Buffer
  /** @throws when the bytes were changed or belong to another place */
  unseal(sealed: Buffer, place: string): string
  /** a keyed hash: the same person gives the same key, the key gives no person; base64 */
  blind(text: string): string
}

const TAG = 32
const IV = 16

/**
 * SM4-CBC, then HMAC-SM3 over place, IV and ciphertext (encrypt-then-MAC: Node has no authenticated SM4 mode,
 * facts/gm-crypto.md trap 5).
 * @param secret at least 16 bytes; separate keys for each use are derived from it
 */
export function createSealer(secret: Buffer): Sealer {
  if (secret.length < 16) throw new Error('The data key must hold at least 16 bytes')
  const key = (use: string, length: number): Buffer =>
    Buffer.from(hkdfSync('sha256', secret, '', `medsettle:${use}`, length))
  const cipherKey = key('seal', 16)
  const macKey = key('mac', 32)
  const blindKey = key('blind', 32)
  const mac = (place: string, body: Buffer): Buffer =>
    createHmac('sm3', macKey)
      .update(`${Buffer.byteLength(place)}:${place}`)
      .update(body)
      .digest()
  return {
    seal: (text, place) => {
      const iv = randomBytes(IV)
      const cipher = createCipheriv('sm4-cbc', cipherKey, iv)
      const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([body, mac(place, body)])
    },
    unseal: (sealed, place) => {
      const body = sealed.subarray(0, -TAG)
      if (sealed.length < IV + TAG || !timingSafeEqual(sealed.subarray(-TAG), mac(place, body)))
        throw new Error(`What is sealed at ${place} was changed or belongs elsewhere`)
      const decipher = createDecipheriv('sm4-cbc', cipherKey, body.subarray(0, IV))
      return Buffer.concat([decipher.update(body.subarray(IV)), decipher.final()]).toString('utf8')
    },
    blind: (text) => createHmac('sm3', blindKey).update(text).digest('base64'),
  }
}
