import { createCipheriv } from 'node:crypto'

/** AEAD_AES_256_GCM, wechat-pay.md §2 [C]: Base64 of ciphertext ‖ 16-byte tag; key 32 and nonce 12 bytes of UTF-8. */
export interface Sealed {
  readonly algorithm: 'AEAD_AES_256_GCM'
  readonly ciphertext: string
  readonly nonce: string
  readonly associated_data: string
}

export function seal(plaintext: string, associatedText: string, nonce: string, apiV3Key: string): Sealed {
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, nonce)
  cipher.setAAD(Buffer.from(associatedText))
  const sealed = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return {
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext: sealed.toString('base64'),
    nonce,
    associated_data: associatedText,
  }
}
